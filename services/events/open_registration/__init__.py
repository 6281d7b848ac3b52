"""Anybody registers for an activity that its organiser opened to the public."""
