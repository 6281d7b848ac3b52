"""Whether a delivery comes from whom it says: signed after Standard Webhooks (https://www.standardwebhooks.com).

The signature is an HMAC-SHA256 over ``<webhook-id>.<webhook-timestamp>.<body>``, in base64 behind ``v1,``; several may
stand side by side while a secret is changed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

TOLERANCE_SECONDS = 300
"""A delivery that is older, or that comes from the future, was sent again by somebody else."""

MOST_SIGNATURES = 5

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


def is_signed(secret: bytes, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether a delivery bears a signature made with ``secret``, not long before or after ``now`` (seconds since
    1970)."""
    delivery_id, timestamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not delivery_id or not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        return False
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = signature(secret, delivery_id, timestamp, body).encode()
    given = headers.get(SIGNATURE, "").split(" ")[:MOST_SIGNATURES]
    return any(hmac.compare_digest(one.encode(), expected) for one in given)


def signature(secret: bytes, delivery_id: str, timestamp: str, body: bytes) -> str:
    """The signature of a delivery."""
    told = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, told, hashlib.sha256).digest()).decode()
