"""The desk's collections, made at boot: a transaction of MongoDB should find them made."""

from __future__ import annotations

from typing import Any

from pymongo import IndexModel
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, OperationFailure

Db = Database[dict[str, Any]]

SNAPSHOTS, CHUNKS = "desk_snapshots", "desk_chunks"

BEING_MADE = ("asked", "making")
"""Statuses of a snapshot that may still be written."""

_NAMESPACE_EXISTS = 48

INDEXES: dict[str, list[IndexModel]] = {
    # What is to be made next.
    SNAPSHOTS: [IndexModel([("status", 1), ("asked_at", 1)])],
    CHUNKS: [IndexModel([("snapshot", 1), ("part", 1), ("after", 1)], unique=True)],
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
