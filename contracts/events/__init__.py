"""What the services say happened: one marshmallow schema per event version.

Each event carries the **full state and version of its rows**, so a reader can take events late, twice or out of order.
An added optional field keeps the version; anything else makes a new one.  ``contracts/samples/<type>.json`` holds one
sample per version; samples are never edited.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from marshmallow import EXCLUDE, Schema, fields, validate

MAX_ENTRIES = 500
"""Entries in one event at the most: a bulk import costs hundreds of messages, not hundreds of thousands."""


class EventData(Schema):
    """Base of all event data: a reader passes over fields that a newer writer added."""

    class Meta:
        unknown = EXCLUDE


class Row(EventData):
    """Base of one row inside an event."""


DECLARED: dict[str, type[EventData]] = {}
"""What was declared by the modules imported so far; ``contracts/registry.py`` imports them all."""

Declared = TypeVar("Declared", bound=type[EventData])


def event(name: str) -> Callable[[Declared], Declared]:
    """Declares the data of an event type: ``@event("donations.pledges_changed.v1")``."""

    def declare(schema: Declared) -> Declared:
        if name in DECLARED:
            raise ValueError(f"two schemas declare {name}: {DECLARED[name].__name__} and {schema.__name__}")
        DECLARED[name] = schema
        return schema

    return declare


def entries(row: type[Row]) -> fields.List:
    """The rows of an event that tells of several at once."""
    return fields.List(fields.Nested(row), required=True, validate=validate.Length(1, MAX_ENTRIES))
