"""Payments that a bank carries out: gathered in batches, exported, settled, and found again in its statement."""
