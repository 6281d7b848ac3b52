"""What is read off a message from the broker before anything in it is trusted."""

from __future__ import annotations

import hashlib
from typing import Any


def body_bytes(body: Any) -> bytes:
    """A message's body as bytes; the client libraries hand over a text where the content encoding is utf-8."""
    if isinstance(body, memoryview):
        return body.tobytes()
    return body.encode() if isinstance(body, str) else bytes(body)


def id_of(message: Any) -> str:
    """The message's id.  One without an id is named after its body, so that it too can be shown, replayed and
    discarded once it is parked, whoever parked it."""
    given = message.properties.get("message_id")
    return str(given) if given else f"unnamed-{hashlib.sha256(body_bytes(message.body)).hexdigest()[:16]}"
