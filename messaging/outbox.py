"""Events that are committed and not yet confirmed by the broker.

Rows are chosen by being there, never by "last id seen": ids are not in commit order, so a cursor would skip rows.
When a row is due is decided by the database server's clock alone: the clock of the service that wrote it, or of the
relay, may be wrong by hours.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

import pymongo
from pymongo import ASCENDING
from pymongo.database import Database
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from messaging.envelope import Envelope

COLLECTION = "outbox"

LOOK_EVERY_SECONDS = 1.0


def ensure_indexes(db: Database[dict[str, Any]]) -> None:
    """Oldest first is how the relay reads; the age of the oldest is asked for every few seconds, however many wait."""
    db[COLLECTION].create_index([("not_before_at", ASCENDING)])
    db[COLLECTION].create_index([("queued_at", ASCENDING)])


def append(db: Database[dict[str, Any]], said: Sequence[Envelope], now: dt.datetime) -> None:
    """Add events; call it inside the transaction that made them true."""
    db[COLLECTION].insert_many(
        [
            {
                "_id": e.id, "type": e.type, "body": e.to_bytes(), "correlation_id": e.correlation_id,
                "queued_at": now, "not_before_at": None,
            }
            for e in said
        ],
        ordered=False,
    )


def oldest(db: Database[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Up to ``most`` events that wait to be sent: those never put off in the order of their writing, then those whose
    time has come.

    Only what a majority of MongoDB's members holds: an event of a transaction that a lost primary takes with it must
    not have been sent."""
    due = {"$or": [{"not_before_at": None}, {"$expr": {"$lte": ["$not_before_at", "$$NOW"]}}]}
    held = db.get_collection(COLLECTION, read_concern=ReadConcern("majority"))
    return list(held.find(due).sort("not_before_at", ASCENDING).limit(most))


def remove(db: Database[dict[str, Any]], event_ids: Sequence[str]) -> None:
    """Forget events that the broker has confirmed."""
    db[COLLECTION].delete_many({"_id": {"$in": list(event_ids)}})


def put_off(db: Database[dict[str, Any]], event_ids: Sequence[str], seconds: int) -> None:
    """Try these events again later: the broker had no queue for them, or refused them for being full."""
    later = {"$dateAdd": {"startDate": "$$NOW", "unit": "second", "amount": seconds}}
    db[COLLECTION].update_many({"_id": {"$in": list(event_ids)}}, [{"$set": {"not_before_at": later}}])


def waiting(db: Database[dict[str, Any]]) -> tuple[int, dt.datetime | None]:
    """How many events wait, and since when the oldest does."""
    first = db[COLLECTION].find_one(sort=[("queued_at", ASCENDING)])
    return db[COLLECTION].estimated_document_count(), first["queued_at"] if first else None


class Room:
    """Whether the outbox takes more.  An outbox without a bound would fill the disk while its relay is away.

    The word is up to :data:`LOOK_EVERY_SECONDS` old, so a few events more than ``most`` may come in."""

    def __init__(self, db: Database[dict[str, Any]], most: int) -> None:
        self._outbox = db[COLLECTION]
        self._most = most
        self._full = False
        self._looked_at = -LOOK_EVERY_SECONDS

    def left(self) -> bool:
        """Whether there is room; never raises.  While the database is away the last word stands."""
        now = time.monotonic()
        if now - self._looked_at >= LOOK_EVERY_SECONDS:
            self._looked_at = now  # first, so that others meanwhile go by the old word instead of looking too
            with contextlib.suppress(PyMongoError), pymongo.timeout(LOOK_EVERY_SECONDS):
                self._full = self._is_full()
        return not self._full

    def _is_full(self) -> bool:
        # The estimate costs nothing, but a killed server may have left it wrong for good: so count before refusing.
        if self._outbox.estimated_document_count() < self._most:
            return False
        return self._outbox.count_documents({}, limit=self._most) >= self._most
