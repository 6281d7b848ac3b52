"""Scoring of golf: rounds, cards hole by hole, signatures, leaderboard, prizes, and why each figure is what it is."""
