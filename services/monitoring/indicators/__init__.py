"""Indicators: poverty and housing of each unit and year beside their targets."""
