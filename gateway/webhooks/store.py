"""What is kept of webhooks in the gateway's database.

``webhook_subscribers``  who is told what, where to, and how it goes
``webhook_positions``    per subscriber and partition of the event log: up to which number it was read
``webhook_deliveries``   what is waiting, what was given up, and the newest of what was taken
"""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from gateway.database import make_collection

Db = Database[dict[str, Any]]
Json = dict[str, Any]

SUBSCRIBERS, POSITIONS, DELIVERIES = "webhook_subscribers", "webhook_positions", "webhook_deliveries"

KEPT_DAYS = 30
"""So long a delivery that came to its end is shown; of the taken ones, the newest only (``MOST_TAKEN``)."""


def prepare(db: Db) -> None:
    """Make the collections and indexes.  May be called at every start."""
    for name in (SUBSCRIBERS, POSITIONS, DELIVERIES):
        make_collection(db, name)
    db[SUBSCRIBERS].create_index([("made_by", 1), ("made_under", 1)], unique=True)
    db[DELIVERIES].create_index([("subscriber", 1), ("status", 1), ("aggregate_version", 1), ("at", 1)])
    db[DELIVERIES].create_index([("subscriber", 1), ("queued_at", -1), ("_id", -1)])
    db[DELIVERIES].create_index([("ended_at", 1)], expireAfterSeconds=KEPT_DAYS * 86_400)


def position_id(subscriber: str, partition: str) -> str:
    """Under which a subscriber's place in a partition is kept."""
    return f"{subscriber}|{partition}"
