"""Secrets that we hand out and keep only the hash of."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits, as text for a cookie or a header."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of it. The secret has full entropy, so a plain hash is enough and quick."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
