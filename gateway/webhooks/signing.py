"""Secrets of subscribers: kept encrypted, two good at once while one is changed; and what is signed with them.

The signature is that of Standard Webhooks: HMAC-SHA256 over ``<webhook-id>.<webhook-timestamp>.<body>``, in base64
behind ``v1,``.  While a secret is changed, there is one for each, and ``webhook-key-id`` names the keys in that order.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.access.signed_webhooks import ID, SIGNATURE, TIMESTAMP, signature

KEY_ID = "webhook-key-id"
SECRET_BYTES = 32
_NONCE_BYTES = 12

Json = dict[str, Any]


class SecretUnreadable(Exception):
    """The secret was encrypted under another CHUNGTAY_SECRET_KEY: it must be changed for a new one."""


class Vault:
    """Encrypts secrets under the product's own key, so that who reads the database can't sign in our name."""

    def __init__(self, secret_key: str) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"webhook secrets\0" + secret_key.encode()).digest())

    def new_key(self, now: dt.datetime) -> tuple[Json, str]:
        """A new secret as it is kept, and as its subscriber is told it."""
        secret, key_id = secrets.token_bytes(SECRET_BYTES), f"key-{secrets.token_hex(6)}"
        nonce = secrets.token_bytes(_NONCE_BYTES)
        kept = {
            "key_id": key_id, "sealed": nonce + self._cipher.encrypt(nonce, secret, key_id.encode()), "made_at": now,
            "ends_at": None,
        }
        return kept, shown(secret)

    def secret(self, key: Json) -> bytes:
        """Raises :class:`SecretUnreadable`."""
        sealed = bytes(key["sealed"])
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key["key_id"].encode())
        except InvalidTag:
            raise SecretUnreadable(key["key_id"]) from None


def shown(secret: bytes) -> str:
    """A secret as people are shown it."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def valid_keys(keys: Sequence[Json], now: dt.datetime) -> list[Json]:
    """The keys that sign now, the newest first."""
    good = [key for key in keys if key["ends_at"] is None or key["ends_at"] > now]
    return sorted(good, key=lambda key: key["made_at"], reverse=True)


def signed(vault: Vault, keys: Sequence[Json], delivery_id: str, body: bytes, now: dt.datetime) -> dict[str, str]:
    """The headers of a delivery.  Raises :class:`SecretUnreadable`."""
    timestamp, good = str(int(now.timestamp())), valid_keys(keys, now)
    return {
        ID: delivery_id, TIMESTAMP: timestamp, KEY_ID: " ".join(key["key_id"] for key in good),
        SIGNATURE: " ".join(signature(vault.secret(key), delivery_id, timestamp, body) for key in good),
    }
