"""The link of somebody who registered by themselves: whoever holds it sees the place, and gives it back.

Like a return code, its secret is made of the form's random key, what was filled in and our own secret, so that a form
sent again after a lost answer leads to the same page; the services keep its hash alone."""

from __future__ import annotations

import base64
from typing import Any

from gateway.access import hashed_secrets
from gateway.access.return_codes import keyed
from messaging.idempotency import fingerprint

PAGE = "/dang-ky"
LONGEST = 120


def token_of(key: str, application: dict[str, Any]) -> str:
    """What stands at the end of the link of an application that was sent under a key."""
    digest = keyed(f"registration-link\n{key}\n{fingerprint(application)}")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What is kept of it."""
    return hashed_secrets.hash_of(token[:LONGEST])
