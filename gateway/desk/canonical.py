"""The one way in which a snapshot is written down, so that its hash can be made again by anybody.

UTF-8 JSON, keys sorted, no blanks between, numbers in their shortest form: what RFC 8785 asks for, for the values that
we have (texts, whole numbers below 2**53, percentages with one decimal, lists, objects, true, false, null).
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson


def canonical(value: Any) -> bytes:
    """The value's one text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def sha256_of(value: Any) -> str:
    """Hash of the value's canonical text."""
    return hashlib.sha256(canonical(value)).hexdigest()


def sha256_of_bytes(text: bytes) -> str:
    """Hash of a text."""
    return hashlib.sha256(text).hexdigest()
