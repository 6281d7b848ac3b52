"""Receipts for gifts: numbered without gaps, never deleted, checked by anybody who holds one."""
