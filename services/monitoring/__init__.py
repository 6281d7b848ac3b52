"""Supervision: what was found, answered, remedied and verified."""
