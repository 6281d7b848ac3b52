"""From the event log into a subscriber's queue: read in order, partition by partition, none left out.

The numbers of a partition have no gaps and are given in the order of its commits (``projections/store.py``), so whoever
has read up to a number has seen everything before it.  What is queued and how far the log is read are one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from gateway.webhooks.public_events import within
from gateway.webhooks.store import DELIVERIES, POSITIONS, Db, Json, position_id
from runtime.clock import utc_now

MOST_AT_ONCE = 100
MOST_WAITING = 5_000
"""A subscriber that does not keep up has so many in its queue; the rest stays in the log, where it costs nothing."""


class ReadBySomebodyElse(Exception):
    """Another sender has read the log for this subscriber just now."""


def take_in(db: Db, subscriber: Json, units: Collection[str]) -> int:
    """Queue what has happened since; answers how many events of the log were read.  Raises ReadBySomebodyElse."""
    waiting = {"subscriber": subscriber["_id"], "status": "waiting"}
    room = MOST_WAITING - db[DELIVERIES].count_documents(waiting, limit=MOST_WAITING)
    read = 0
    if room <= 0:
        return 0
    for position in db.positions.find({}, {"seq": 1}):
        read += _take_in(db, subscriber, units, position["_id"], position["seq"])
    return read


def _take_in(db: Db, subscriber: Json, units: Collection[str], partition: str, newest: int) -> int:
    place = position_id(subscriber["_id"], partition)
    kept = db[POSITIONS].find_one({"_id": place})
    seen = kept["seq"] if kept else 0
    if seen >= newest:
        return 0
    log = db.event_log.with_options(read_concern=ReadConcern("majority"))  # never what a fail-over may take back
    events = list(log.find({"partition": partition, "seq": {"$gt": seen}}).sort("seq", 1).limit(MOST_AT_ONCE))
    if not events:
        return 0
    now = utc_now()
    queued = [_delivery(subscriber, one["envelope"], now) for one in events if _concerns(subscriber, one, units)]

    def write(session: ClientSession) -> None:
        at = {"_id": place, "seq": seen} if kept else {"_id": place, "seq": {"$exists": False}}
        change = {"$set": {"seq": events[-1]["seq"], "subscriber": subscriber["_id"]}}
        done = db[POSITIONS].update_one(at, change, upsert=kept is None, session=session)
        if not done.matched_count and done.upserted_id is None:
            raise ReadBySomebodyElse
        if queued:
            db[DELIVERIES].insert_many(queued, session=session)

    try:
        with db.client.start_session() as session:
            session.with_transaction(write)
    except DuplicateKeyError:
        raise ReadBySomebodyElse from None
    return len(events)


def _concerns(subscriber: Json, logged: Json, units: Collection[str]) -> bool:
    envelope = logged["envelope"]
    if envelope["type"] not in subscriber["events"]:
        return False
    return within(envelope, units, subscriber["campaign"]) is not None


def _delivery(subscriber: Json, envelope: Json, now: dt.datetime) -> dict[str, Any]:
    return {
        "_id": f"{subscriber['_id']}:{envelope['id']}", "subscriber": subscriber["_id"], "event_id": envelope["id"],
        "type": envelope["type"], "subject": envelope["subject"],
        "aggregate_version": envelope.get("aggregateversion", 0), "at": envelope["time"], "status": "waiting",
        "tries": 0, "next_try_at": now, "last_status": None, "last_error": "", "queued_at": now, "ended_at": None,
    }
