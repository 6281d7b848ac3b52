"""Whoever names the version they have seen changes that version or nothing.

Checked inside the transaction of the change, by what the change says: each event states the version that its rows have
afterwards, and a row's first field is its own id: a promise that names the lot it is for says nothing of the lot's
version.  A command that says nothing of the thing changed nothing, or was asked before under the same key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from marshmallow import Schema, fields

from contracts.refusals import Refusal
from contracts.registry import EVENTS
from messaging.context import Expected
from messaging.envelope import Envelope


class VersionMoved(Refusal):
    """Somebody changed it after it was read."""

    kind = "moved"


def check_unmoved(said: Iterable[Envelope], expected: Expected | None) -> None:
    """Raises :class:`VersionMoved` when the change was made to another version than the one that was seen."""
    if expected is None:
        return
    versions = [
        entry["version"] for event in said if own_id(event.type) == expected.field for entry in _entries(event.data)
        if entry.get(expected.field) == expected.id and isinstance(entry.get("version"), int)
    ]
    if versions and min(versions) - 1 != expected.version:
        raise moved(expected.version, min(versions) - 1)


@cache
def own_id(type: str) -> str:
    """The field that holds the id of an event's rows: their first."""
    told = EVENTS[type]().fields
    listed = told.get("entries")
    row = listed.inner.schema if isinstance(listed, fields.List) and isinstance(listed.inner, fields.Nested) else None
    return next(iter(row.fields if isinstance(row, Schema) else told))


def moved(expected: int, current: int) -> VersionMoved:
    """The refusal, with both versions' numbers."""
    return VersionMoved(
        f"Bản bạn đã xem là {expected}, bản hiện nay là {current}.", field="If-Match",
        remedy="Đọc lại bản hiện nay, xem người khác đã sửa gì, rồi gửi lại với ETag mới.",
        expected_version=expected, current_version=current,
    )


def _entries(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    entries = data.get("entries")
    yield from entries if isinstance(entries, list) else [data]
