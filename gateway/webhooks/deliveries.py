"""Deliveries: which comes next, what became of one, the list of them, replay and discard."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pymongo import ReturnDocument

from contracts.page_marks import page_mark, place_of
from contracts.refusals import NotFound, Refusal
from gateway.webhooks.store import DELIVERIES, SUBSCRIBERS, Db, Json
from runtime.clock import wire_instant

MOST_TAKEN = 2_000
"""Of what a subscriber has taken, the newest are kept to be looked at."""

AT_ONCE = 50
LONGEST_ERROR = 300


class DeliveryNotFound(NotFound):
    """There is no such delivery (any more)."""


class DeliveryNotGivenUp(Refusal):
    """Only what was given up is replayed or discarded."""

    kind = "conflict"


def next_ones(db: Db, subscriber: str, now: dt.datetime) -> list[Json]:
    """What may be sent now: of each subject the earliest that waits, if it is due; so a later one never overtakes."""
    return list(db[DELIVERIES].aggregate([
        {"$match": {"subscriber": subscriber, "status": "waiting"}},
        {"$sort": {"aggregate_version": 1, "at": 1, "_id": 1}},
        {"$group": {"_id": "$subject", "first": {"$first": "$$ROOT"}}},
        {"$replaceRoot": {"newRoot": "$first"}},
        {"$match": {"next_try_at": {"$lte": now}}},
        {"$sort": {"at": 1, "_id": 1}},
        {"$limit": AT_ONCE},
    ]))


def taken(db: Db, delivery: Json, status: int | None, now: dt.datetime, error: str = "") -> None:
    """The subscriber has it (or, with ``error``, need not have it)."""
    _ends(db, delivery, "discarded" if error else "delivered", status, error, now)
    healthy = {"dead_in_a_row": 0, "failures": 0, "resume_at": None, "last_delivered_at": now}
    if not error:
        db[SUBSCRIBERS].update_one({"_id": delivery["subscriber"]}, {"$set": healthy})


def try_again(db: Db, delivery: Json, status: int | None, error: str, at: dt.datetime) -> None:
    """It was not taken, and is sent again at an instant."""
    change = {"next_try_at": at, "last_status": status, "last_error": error[:LONGEST_ERROR]}
    waiting = {"_id": delivery["_id"], "status": "waiting"}
    db[DELIVERIES].update_one(waiting, {"$set": change, "$inc": {"tries": 1}})


def give_up(db: Db, delivery: Json, status: int | None, error: str, now: dt.datetime) -> None:
    """It was tried often enough: set aside with its reason.  What comes after it of the same subject goes on."""
    _ends(db, delivery, "dead", status, error, None)
    db[DELIVERIES].update_one({"_id": delivery["_id"]}, {"$set": {"given_up_at": now}})


def _ends(
    db: Db, delivery: Json, outcome: str, status: int | None, error: str, ended_at: dt.datetime | None
) -> None:
    change = {"status": outcome, "last_status": status, "last_error": error[:LONGEST_ERROR], "ended_at": ended_at}
    waiting = {"_id": delivery["_id"], "status": "waiting"}
    db[DELIVERIES].update_one(waiting, {"$set": change, "$inc": {"tries": 1}})


def replay(db: Db, subscriber: str, event_id: str, now: dt.datetime) -> Json:
    """Send what was given up again, as if for the first time.  Raises DeliveryNotFound, DeliveryNotGivenUp."""
    told_ = _from_dead(db, subscriber, event_id, {"status": "waiting", "tries": 0, "next_try_at": now}, "waiting")
    db[SUBSCRIBERS].update_one({"_id": subscriber}, {"$inc": {"stirred": 1}})
    return told_


def discard(db: Db, subscriber: str, event_id: str, now: dt.datetime) -> Json:
    """Never send it.  Raises DeliveryNotFound, DeliveryNotGivenUp."""
    return _from_dead(db, subscriber, event_id, {"status": "discarded", "ended_at": now}, "discarded")


def _from_dead(db: Db, subscriber: str, event_id: str, change: Json, done: str) -> Json:
    id = f"{subscriber}:{event_id}"
    found = db[DELIVERIES].find_one_and_update(
        {"_id": id, "status": "dead"}, {"$set": change}, return_document=ReturnDocument.AFTER
    )
    if found is None:
        found = db[DELIVERIES].find_one({"_id": id})
        if found is None:
            raise DeliveryNotFound("Không có lần gửi này.", field="event_id", remedy="Xem lại danh sách lần gửi.")
        if found["status"] != done:  # else it was asked twice
            raise DeliveryNotGivenUp(
                "Chỉ gửi lại hoặc bỏ lần gửi đã ngừng thử.", field="event_id",
                remedy="Lần gửi đang chờ sẽ tự gửi lại; xem status của nó.", status=found["status"],
            )
    return told(found)


def page(db: Db, subscriber: str, status: str | None, after: str | None, limit: int) -> Json:
    """``{"rows": […], "next"}``, the newest first.  Raises BrokenPageMark."""
    match: dict[str, Any] = {"subscriber": subscriber} | ({"status": status} if status else {})
    if after is not None:
        at, id = place_of(after, str, str)
        try:
            queued_at = dt.datetime.fromisoformat(at)
        except ValueError:
            queued_at = dt.datetime.min.replace(tzinfo=dt.UTC)
        match["$or"] = [{"queued_at": {"$lt": queued_at}}, {"queued_at": queued_at, "_id": {"$lt": id}}]
    found = list(db[DELIVERIES].find(match).sort([("queued_at", -1), ("_id", -1)]).limit(limit + 1))
    last = found[limit - 1] if len(found) > limit else None
    return {
        "rows": [told(one) for one in found[:limit]],
        "next": page_mark(last["queued_at"].isoformat(), last["_id"]) if last else None,
    }


def told(kept: Json) -> Json:
    """A delivery as it is shown."""
    names = ("event_id", "type", "subject", "status", "tries", "last_status", "last_error")
    instants = ("queued_at", "next_try_at", "ended_at")
    return {name: kept[name] for name in names} | {
        name: kept[name] and wire_instant(kept[name]) for name in instants
    }


def prune(db: Db, subscriber: str) -> int:
    """Forget all but the newest of what was taken; answers how many were forgotten."""
    taken_ = {"subscriber": subscriber, "status": "delivered"}
    oldest = db[DELIVERIES].find(taken_).sort([("queued_at", -1), ("_id", -1)]).skip(MOST_TAKEN).limit(1)
    for one in oldest:
        beyond = db[DELIVERIES].delete_many(taken_ | {"queued_at": {"$lte": one["queued_at"]}})
        return beyond.deleted_count
    return 0
