"""Yearly supervision plans, by level and body."""
