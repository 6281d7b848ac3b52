"""Between the servers' start and that of all others: the report of an earlier version is made anew.

What belongs to a service is done by the service itself at its boot (``services/*/migrations.py``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from gateway.projections import rebuild


def bring_report_up_to_date(mongo_url: str, database: str, progress: Callable[[str, str], None]) -> None:
    """Make the report anew from its events if another version made it.  Raises PyMongoError, RebuildUnderWay."""
    client: MongoClient[dict[str, Any]]
    with MongoClient(mongo_url, tz_aware=True) as client:
        db: Database[dict[str, Any]] = client[database]
        if not rebuild.is_due(db):
            return

        def tell(done: int, of: int) -> None:
            progress("report", f"made anew, {100 * done // max(of, 1)} % of {of} events")

        progress("report", "made by another version: made anew from its events")
        rebuild.rebuild(db, tell)
        progress("report", "ready")
