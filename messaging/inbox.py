"""Which events a consumer has handled already.

The key is consumer + event id: with the event id alone, only the first of several consumers would do its work.
Entries are kept for good, so that a message replayed from a dead-letter queue months later is still known.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pymongo.database import Database

COLLECTION = "inbox"


def remember(db: Database[dict[str, Any]], consumer: str, event_id: str, now: dt.datetime) -> bool:
    """Note the event inside the handler's transaction.  Returns False if it is known.

    Two deliveries at once: the second one's insert meets a write conflict, its transaction runs again and finds the
    entry of the first."""
    key = f"{consumer}:{event_id}"
    if db[COLLECTION].find_one({"_id": key}, {"_id": 1}):
        return False
    db[COLLECTION].insert_one({"_id": key, "handled_at": now})
    return True
