"""Events of the donations service: one module per capability."""

from marshmallow import fields, validate

from contracts.events import Row

MAX_ENTRIES = 500
"""Entries in one event at the most: a bulk import costs hundreds of messages, not hundreds of thousands."""


def entries(row: type[Row]) -> fields.List:
    """The rows of an event that tells of several at once."""
    return fields.List(fields.Nested(row), required=True, validate=validate.Length(1, MAX_ENTRIES))
