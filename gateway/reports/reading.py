"""Reading the read models: everything of one report at one moment, so that its totals agree with each other."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import OperationFailure

from gateway.database import database
from gateway.projections.cells import Sum, spans_between
from gateway.projections.names import FIRST_GENERATION, cells_name, rows_name
from runtime.clock import wire_instant

T = TypeVar("T")

SNAPSHOT_GONE = (246, 239)
"""MongoDB: SnapshotUnavailable (a collection was made or dropped just now), SnapshotTooOld."""

TRIES = 5


class ReadModelsMoved(Exception):
    """A rebuild switched the read models again and again while a report was read; ask again."""


@dataclass(frozen=True)
class Snapshot:
    """The read models as they stood at one moment.

    ``seq``: events taken in until then; ``at``: when the newest of them happened (None: none yet).
    """

    db: Database[dict[str, Any]]
    session: ClientSession
    generation: int
    seq: int
    at: dt.datetime | None

    @property
    def as_of(self) -> dict[str, Any]:
        """"Up to event N, hh:mm" as JSON values."""
        return {"seq": self.seq, "at": self.at and wire_instant(self.at)}

    def row(self, kind: str, id: str) -> dict[str, Any] | None:
        """One row as stored."""
        return self.db[rows_name(self.generation)].find_one({"_id": f"{kind}:{id}"}, session=self.session)

    def rows(
        self, match: Mapping[str, Any], sort: list[tuple[str, int]], limit: int = 0, skip: int = 0
    ) -> Iterator[dict[str, Any]]:
        """Rows as stored, in order, past the first ``skip``.  ``limit`` 0 means all."""
        found = self.db[rows_name(self.generation)].find(match, session=self.session)
        return iter(found.sort(sort).skip(skip).limit(limit))

    def number_of(self, match: Mapping[str, Any]) -> int:
        """How many rows match."""
        return self.db[rows_name(self.generation)].count_documents(match, session=self.session)

    def logged(self, event_id: str) -> dict[str, Any] | None:
        """An event as it was logged."""
        return self.db.event_log.find_one({"_id": event_id}, session=self.session)

    def sums(self, match: Mapping[str, Any], by: tuple[str, ...]) -> dict[tuple[str, ...], Sum]:
        """Cells added up, all their shards, by the given fields (figure, unit, source, span)."""
        groups = self.db[cells_name(self.generation)].aggregate(
            [
                {"$match": dict(match)},
                {
                    "$group": {
                        "_id": {field: f"${field}" for field in by},
                        "count": {"$sum": "$count"},
                        "amount_vnd": {"$sum": "$amount_vnd"},
                    }
                },
            ],
            session=self.session,
        )
        return {
            tuple(group["_id"][field] for field in by): Sum(group["count"], group["amount_vnd"])
            for group in groups
            if group["count"] or group["amount_vnd"]
        }

    def booked_days(self, campaign: str) -> tuple[dt.date, dt.date] | None:
        """The first and the last day on which anything of the campaign counts; None when nothing does."""
        last = self._used_span(campaign, -1)
        # ISO text sorts a month right before its own days: the last span is a day, the first one a month.
        first_month = self._used_span(campaign, 1)
        if last is None or first_month is None:
            return None
        first = self._used_span(campaign, 1, first_month)
        assert first is not None  # a month's cell is never without a day's
        return dt.date.fromisoformat(first), dt.date.fromisoformat(last)

    def _used_span(self, campaign: str, direction: int, beyond: str | None = None) -> str | None:
        """The first span (``direction`` 1) or the last one (-1) in which anything counts; None when none does."""
        cells = self.db[cells_name(self.generation)]
        past = "$gt" if direction == 1 else "$lt"
        while True:
            used: dict[str, Any] = {"campaign": campaign, "count": {"$gt": 0}}
            if beyond is not None:
                used["span"] = {past: beyond}
            found = cells.find_one(used, {"_id": 0, "span": 1}, sort=[("span", direction)], session=self.session)
            if found is None:
                return None
            # One shard above zero is not enough: what it added, another one may have taken away.
            if any(one.count > 0 for one in self.sums({"campaign": campaign, "span": found["span"]}, ()).values()):
                return str(found["span"])
            beyond = found["span"]

def period_match(from_on: dt.date, to_on: dt.date) -> dict[str, Any]:
    """The part of a cell query that covers a period, both days included."""
    return {"span": {"$in": spans_between(from_on, to_on)}}


_moment: ContextVar[Snapshot | None] = ContextVar("moment", default=None)


def at_one_moment(read: Callable[[Snapshot], T]) -> T:
    """Run ``read`` on a snapshot; again from the start when a rebuild switched generations meanwhile.

    Within another such reading it is on that one's snapshot: what a page puts together is all of one moment.
    Raises :class:`ReadModelsMoved` when that does not come to rest.
    """
    if (within := _moment.get()) is not None:
        return read(within)
    for attempt in range(1, TRIES + 1):
        try:
            with _snapshot() as snapshot:
                token = _moment.set(snapshot)
                try:
                    answer = read(snapshot)
                finally:
                    _moment.reset(token)
                # A generation that was dropped under our hands reads as empty, not as an error.
                if _generation(snapshot.db) == snapshot.generation:
                    return answer
        except OperationFailure as error:
            if error.code not in SNAPSHOT_GONE or attempt == TRIES:
                raise
            time.sleep(0.02 * attempt)
    raise ReadModelsMoved


@contextmanager
def _snapshot() -> Iterator[Snapshot]:
    db = database()
    with db.client.start_session(snapshot=True) as session:
        positions = list(db.positions.find({}, session=session))
        moments = [position["last_event_at"] for position in positions if position["last_event_at"]]
        yield Snapshot(
            db=db,
            session=session,
            generation=positions[0]["generation"] if positions else FIRST_GENERATION,
            seq=sum(position["seq"] for position in positions),
            at=max(moments, default=None),
        )


def _generation(db: Database[dict[str, Any]]) -> int:
    position = db.positions.find_one({}, {"generation": 1})
    return position["generation"] if position else FIRST_GENERATION
