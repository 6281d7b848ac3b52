"""Events that are committed and not yet confirmed by the broker.

Rows are chosen by being there, never by "last id seen": ids are not in commit order, so a cursor would skip rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from messaging.envelope import Envelope

COLLECTION = "outbox"


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
                "queued_at": now, "not_before_at": now,
            }
            for e in said
        ],
        ordered=False,
    )


def oldest(db: Database[dict[str, Any]], now: dt.datetime, most: int) -> list[dict[str, Any]]:
    """Up to ``most`` events that wait to be sent, oldest first."""
    found = db[COLLECTION].find({"not_before_at": {"$lte": now}}).sort("not_before_at", ASCENDING).limit(most)
    return list(found)


def remove(db: Database[dict[str, Any]], event_ids: Sequence[str]) -> None:
    """Forget events that the broker has confirmed."""
    db[COLLECTION].delete_many({"_id": {"$in": list(event_ids)}})


def put_off(db: Database[dict[str, Any]], event_ids: Sequence[str], until: dt.datetime) -> None:
    """Try these events again later: the broker had no queue for them, or refused them for being full."""
    db[COLLECTION].update_many({"_id": {"$in": list(event_ids)}}, {"$set": {"not_before_at": until}})


def waiting(db: Database[dict[str, Any]]) -> tuple[int, dt.datetime | None]:
    """How many events wait, and since when the oldest does."""
    first = db[COLLECTION].find_one(sort=[("queued_at", ASCENDING)])
    return db[COLLECTION].estimated_document_count(), first["queued_at"] if first else None
