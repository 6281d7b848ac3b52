"""The desk's collections, made at boot: a transaction of MongoDB should find them made."""

from __future__ import annotations

from typing import Any

from pymongo import IndexModel
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, OperationFailure

from messaging.idempotency import COLLECTION as FIRST_ANSWERS

Db = Database[dict[str, Any]]

SNAPSHOTS, CHUNKS = "desk_snapshots", "desk_chunks"
ROUNDS, REPORTS, VERSIONS, HISTORY = "desk_rounds", "desk_reports", "desk_versions", "desk_history"
INDICATORS, EXAMPLES = "desk_indicators", "desk_examples"
DAYS_OFF, CONTACTS, REMINDERS = "desk_days_off", "desk_contacts", "desk_reminders"

BEING_MADE = ("asked", "making")
"""Statuses of a snapshot that may still be written."""

_NAMESPACE_EXISTS = 48

INDEXES: dict[str, list[IndexModel]] = {
    FIRST_ANSWERS: [],
    # What is to be made next.
    SNAPSHOTS: [IndexModel([("status", 1), ("asked_at", 1)]), IndexModel([("status", 1), ("ready_at", 1)])],
    CHUNKS: [IndexModel([("snapshot", 1), ("part", 1), ("after", 1)], unique=True)],
    ROUNDS: [
        IndexModel([("campaign", 1), ("_id", 1)]),
        IndexModel([("campaign", 1), ("period.to_on", -1), ("_id", -1)]),
        IndexModel(
            [("campaign", 1), ("unit", 1), ("period.kind", 1), ("period.from_on", 1), ("period.to_on", 1)],
            unique=True, partialFilterExpression={"status": "open"}, name="one_round_for_a_period",
        ),
    ],
    REPORTS: [
        IndexModel([("round_id", 1), ("unit", 1)], unique=True),
        IndexModel([("snapshot_id", 1)]),
        IndexModel([("campaign", 1), ("unit", 1), ("_id", 1)]),
        # Who is to be reminded.
        IndexModel([("status", 1), ("due_on", 1)]),
    ],
    VERSIONS: [
        IndexModel([("report_id", 1), ("number", 1)], unique=True),
        IndexModel([("snapshot_id", 1)]),
        IndexModel([("campaign", 1), ("unit", 1), ("period.kind", 1), ("period.to_on", 1)]),
    ],
    HISTORY: [IndexModel([("thing", 1), ("id", 1), ("version", 1)])],
    INDICATORS: [],
    EXAMPLES: [IndexModel([("campaign", 1), ("unit", 1), ("_id", 1)])],
    DAYS_OFF: [],
    CONTACTS: [],
    REMINDERS: [IndexModel([("status", 1), ("made_at", 1)])],
}


def prepare(db: Db) -> None:
    """Make collections and indexes.  May be called at every start."""
    there = set(db.list_collection_names())
    for name, indexes in INDEXES.items():
        if name not in there:
            _make(db, name)
        if indexes:
            db[name].create_indexes(indexes)


def _make(db: Db, name: str) -> None:
    try:
        db.create_collection(name)
    except CollectionInvalid:
        return
    except OperationFailure as error:
        if error.code != _NAMESPACE_EXISTS:
            raise
