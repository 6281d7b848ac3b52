"""Recommendations: what a body is asked to do about a finding, its reply, its remedy, and who verified it."""
