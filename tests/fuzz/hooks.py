"""What schemathesis sends, led past the first refusal: real campaigns, units and ids where the API asks for them.

Without this nearly every random request ends at "there is no such campaign".  Read by the environment variable
``SCHEMATHESIS_HOOKS``; ``FUZZ_KNOWN`` holds what is real, as JSON: values by the name of the field or parameter.
"""

from __future__ import annotations

import json
import os
import random
import uuid
from typing import Any

import schemathesis

KNOWN: dict[str, list[Any]] = json.loads(os.environ.get("FUZZ_KNOWN", "{}"))
OFTEN, MOSTLY = 0.75, 0.95

_random = random.Random(2024)


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """Put what is real in the place of what is random, mostly."""
    for part in (case.path_parameters, case.query, case.body):
        _fill(part)
    path = case.path_parameters
    if isinstance(path, dict) and "id" in path:
        _one_of(path, "id", case.operation.path.split("/")[1])
    if _random.random() < MOSTLY and case.headers is not None:
        case.headers["Idempotency-Key"] = uuid.UUID(int=_random.getrandbits(128)).hex


def _fill(part: Any) -> None:
    if isinstance(part, list):
        for item in part:
            _fill(item)
    if not isinstance(part, dict):
        return
    for name, value in part.items():
        _fill(value)
        if isinstance(value, str):
            _one_of(part, name, name)


def _one_of(part: dict[str, Any], name: str, known_as: str) -> None:
    if known_as in KNOWN and _random.random() < OFTEN:
        part[name] = _random.choice(KNOWN[known_as])
