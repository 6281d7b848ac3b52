"""Passwords: argon2id, bounded, and as slow for an unknown name as for a wrong password."""

from __future__ import annotations

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 200
"""Longer ones are refused before any hashing: nobody types them, but somebody may send them to keep us
busy.
"""

_AT_ONCE = 4

_hasher = PasswordHasher()  # argon2id, RFC 9106's second recommended setting: 64 MiB each
_hashing = threading.BoundedSemaphore(_AT_ONCE)  # a storm of log-ins must not take all the memory


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    with _hashing:
        return _hasher.hash(password)


def matches(kept_hash: str | None, password: str) -> bool:
    """Whether `password` belongs to `kept_hash`. None (nobody of that name) takes as long, and is never
    right.
    """
    if len(password) > LONGEST:
        return False
    with _hashing:
        try:
            right = _hasher.verify(kept_hash or _nobodys_hash(), password)
        except (VerificationError, InvalidHashError):
            return False
    return right and kept_hash is not None


def made_up() -> str:
    """A password that nobody can guess, for accounts that people don't choose a password for."""
    return secrets.token_urlsafe(15)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
