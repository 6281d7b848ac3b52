"""What the services say happened: one marshmallow schema per event version.

Each event carries the **full state and version of its rows**, so a reader can take events late, twice or out of order.
An added optional field keeps the version; anything else makes a new one.  ``contracts/samples/<type>.json`` holds one
sample per version; samples are never edited.
"""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema


class EventData(Schema):
    """Base of all event data: a reader passes over fields that a newer writer added."""

    class Meta:
        unknown = EXCLUDE


class Row(EventData):
    """Base of one row inside an event."""
