"""Rows of snapshots that nothing was frozen on: a report handed in again has new ones.  Only the rows go; what the
snapshot said stays."""

from __future__ import annotations

import datetime as dt

from gateway.desk.collections import CHUNKS, REPORTS, SNAPSHOTS, VERSIONS, Db

KEPT_DAYS = 30
MOST_PER_ROUND = 20


def drop_unused_rows(db: Db, now: dt.datetime) -> int:
    """Drop the rows of snapshots older than :data:`KEPT_DAYS` that no report uses any more and no version holds; of how
    many.

    A report never goes back to an older snapshot, so what is unused stays so."""
    old = {"ready_at": {"$lt": now - dt.timedelta(days=KEPT_DAYS)}, "status": "ready", "rows_dropped_at": None}
    dropped = 0
    for one in db[SNAPSHOTS].find(old, {"_id": 1}).sort("ready_at", 1):
        if any(db[name].find_one({"snapshot_id": one["_id"]}, {"_id": 1}) for name in (REPORTS, VERSIONS)):
            continue
        db[CHUNKS].delete_many({"snapshot": one["_id"]})
        db[SNAPSHOTS].update_one({"_id": one["_id"]}, {"$set": {"rows_dropped_at": now}})
        dropped += 1
        if dropped == MOST_PER_ROUND:
            break
    return dropped
