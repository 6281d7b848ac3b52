"""Visits: supervision and inspection on the spot."""
