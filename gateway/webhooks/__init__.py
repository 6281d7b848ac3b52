"""Webhooks out: subscribers are told, signed and in order, of what happened within their area."""
