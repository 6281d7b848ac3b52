"""The return code of an anonymous complaint: who holds it reads the answers, and nobody else can.

It is shown once and kept nowhere.  It is made of what whoever filed the complaint sent along (the random key of the
form) and of our own secret, so that a form sent again after a lost answer brings the same code again; the services keep
only its hash, and of the key too.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import current_app

from messaging.idempotency import fingerprint

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O and U, which are read as others."""

LENGTH = 20
"""100 bits: nobody finds one by trying."""

LONGEST_TYPED = 60

_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_of(key: str, complaint: dict[str, Any]) -> str:
    """The code of a complaint that was sent under a key, as it is shown: ``XXXXX-XXXXX-XXXXX-XXXXX``."""
    return spelt(keyed(f"return-code\n{key}\n{fingerprint(complaint)}"), LENGTH)


def hash_of(typed: str) -> str:
    """What is kept of a code, however it was typed: small letters, blanks, O for 0."""
    return hashlib.sha256(meant(typed).encode()).hexdigest()


def keyed(said: str) -> bytes:
    """A digest that nobody can make without our secret."""
    return hmac.digest(str(current_app.config["SECRET_KEY"]).encode(), said.encode(), "sha256")


def spelt(digest: bytes, length: int) -> str:
    """A digest as ``length`` letters of the alphabet (20 at most), in fives."""
    number = int.from_bytes(digest[:13], "big")
    letters = "".join(ALPHABET[number >> (5 * place) & 31] for place in range(length))
    return "-".join(letters[start : start + 5] for start in range(0, length, 5))


def meant(typed: str) -> str:
    """The letters of a code, however it was typed."""
    return "".join(typed[:LONGEST_TYPED].split()).replace("-", "").upper().translate(_MEANT)


def key_kept(key: str) -> str:
    """What the services get to know of a key."""
    return hashlib.sha256(f"key-of-complaint\n{key}".encode()).hexdigest()
