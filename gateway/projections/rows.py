"""From an event to the rows it states, and from a row to what it adds.  Pure: the same event always gives the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from contracts.plain import is_plain
from gateway.facts import KIND_OF_EVENT, counted
from gateway.facts.kinds import Contribution
from messaging.envelope import Envelope, PoisonMessage
from runtime.clock import wire_instant

NO_DAY = ""
"""``Row.on`` of a fact without a day (a study visit to be announced); it counts in no figure."""


class Row(NamedTuple):
    """One fact as one event states it.

    kind: one of the kinds of ``gateway/facts``.
    id: the fact's own id; version: grows with each change of it.
    on: the local day it counts on (``YYYY-MM-DD``), or :data:`NO_DAY`.
    state: the event's fields for it, JSON values only.
    """

    kind: str
    id: str
    version: int
    campaign: str
    unit: str
    on: str
    event_id: str
    event_type: str
    state: dict[str, Any]

    @property
    def key(self) -> str:
        """Its name among all rows."""
        return f"{self.kind}:{self.id}"

    @property
    def order(self) -> tuple[int, str]:
        """Which of two statements of one fact is the newer one.

        The event id decides between two statements of one version (two event versions published side by side), so
        that any order of arrival ends the same.
        """
        return self.version, self.event_id


def rows_of(event: Envelope) -> list[Row]:
    """The rows that an event states.  Raises :class:`PoisonMessage` for data that break their contract."""
    if event.type in KIND_OF_EVENT and is_plain(event.type, event.data):
        return _rows(event.id, event.type, event.data)
    return rows_by_contract(event)


def rows_by_contract(event: Envelope) -> list[Row]:
    """The same rows, always by way of loading: for a proof, which takes no short cut."""
    if event.type not in KIND_OF_EVENT:
        raise PoisonMessage(f"no read model takes {event.type!r}")
    return _rows(event.id, event.type, _plain(event.loaded()))


def _rows(event_id: str, event_type: str, data: dict[str, Any]) -> list[Row]:
    kind = KIND_OF_EVENT[event_type]
    return [
        Row(
            kind=kind.name,
            id=entry[kind.id_field],
            version=entry["version"],
            campaign=entry["campaign"],
            unit=entry[kind.unit_field],
            on=kind.day(entry) or NO_DAY,
            event_id=event_id,
            event_type=event_type,
            state=entry,
        )
        for entry in data.get("entries", [data])
    ]


def contributions(row: Row) -> list[Contribution]:
    """What the row, as it now stands, adds to the figures of its campaign, unit and day.  Without a day: nothing."""
    return [] if row.on == NO_DAY else counted(row.kind, row.state)


def newest_of(rows: Iterable[Row]) -> dict[str, Row]:
    """The newest statement of each fact, by row key."""
    newest: dict[str, Row] = {}
    for row in rows:
        held = newest.get(row.key)
        if held is None or row.order > held.order:
            newest[row.key] = row
    return newest


def _plain(value: Any) -> Any:
    """The value with days and instants written out, as JSON and BSON both keep them."""
    if isinstance(value, dt.datetime):
        return wire_instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
