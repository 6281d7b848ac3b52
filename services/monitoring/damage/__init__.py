"""Damage after disasters: reported at once, and again as more is known."""
