"""Programmes of support: what a household may be given at the most, from when to when, by which decision."""
