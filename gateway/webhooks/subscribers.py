"""Subscribers: made, given a new secret, switched on again, closed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from contracts.page_marks import page_mark, place_of
from contracts.refusals import NotFound, Refusal
from gateway import units
from gateway.webhooks import addresses
from gateway.webhooks.signing import Vault, shown, valid_keys
from gateway.webhooks.store import POSITIONS, SUBSCRIBERS, Db, Json, position_id
from messaging.expecting import moved
from messaging.idempotency import IdempotencyKeyReused, fingerprint

MOST = 50
"""Subscribers that are not closed: each has a thread of the sender to itself."""

MOST_OVERLAP_HOURS = 168


class SubscriberNotFound(NotFound):
    """No subscriber has this id."""

    def __init__(self) -> None:
        super().__init__("Không có nơi nhận thông báo này.", field="id", remedy="Xem lại danh sách nơi nhận.")


class SubscriberClosed(Refusal):
    """The subscriber was closed for good."""

    kind = "conflict"


class TooManySubscribers(Refusal):
    """There are as many as the sender serves."""

    kind = "conflict"


class TwoSecretsValid(Refusal):
    """Two secrets are good just now: a third would end one of them before its time."""

    kind = "conflict"


def make(db: Db, vault: Vault, asked: Json, by: str, key: str, now: dt.datetime, loopback: bool = False) -> Json:
    """A new subscriber, told of what happens from now on; with its secret, which is shown under this key alone.

    Raises AddressNotAllowed, TooManySubscribers, IdempotencyKeyReused."""
    if made := db[SUBSCRIBERS].find_one({"made_by": by, "made_under": key}):
        return _again(vault, made, fingerprint(asked))
    addresses.check_shape(asked["url"], loopback)
    kept_key, secret = vault.new_key(now)
    subscriber = {
        "_id": secrets.token_hex(12), "version": 1, **asked, "status": "active", "reason": "", "keys": [kept_key],
        "made_by": by, "made_under": key, "made_as": fingerprint(asked), "made_at": now, "rotated_under": None,
        "dead_in_a_row": 0, "failures": 0, "resume_at": None, "last_delivered_at": None, "stirred": 0,
    }

    def write(session: ClientSession) -> None:
        if db[SUBSCRIBERS].count_documents({"status": {"$ne": "closed"}}, limit=MOST, session=session) >= MOST:
            raise TooManySubscribers(
                f"Đã có {MOST} nơi nhận thông báo.", remedy="Đóng nơi nhận không còn dùng rồi làm lại."
            )
        db[SUBSCRIBERS].insert_one(dict(subscriber), session=session)
        positions = list(db.positions.find({}, {"seq": 1}, session=session))
        if positions:
            db[POSITIONS].insert_many(
                [
                    {"_id": position_id(subscriber["_id"], one["_id"]), "subscriber": subscriber["_id"],
                     "seq": one["seq"]}
                    for one in positions
                ],
                session=session,
            )

    try:
        _in_transaction(db, write)
    except DuplicateKeyError:
        made = db[SUBSCRIBERS].find_one({"made_by": by, "made_under": key})
        if made is None:
            raise
        return _again(vault, made, fingerprint(asked))
    return {**told(subscriber, now), "secret": secret}


def rotate(
    db: Db, vault: Vault, id: str, overlap_hours: int, key: str, now: dt.datetime, expected: int | None = None
) -> Json:
    """A new secret; the one before stays good for ``overlap_hours``.  Raises SubscriberNotFound, SubscriberClosed,
    TwoSecretsValid, VersionMoved."""
    kept = find(db, id)
    if kept["rotated_under"] == key:
        newest = valid_keys(kept["keys"], now)[0]
        return {**told(kept, now), "secret": shown(vault.secret(newest))}
    good = valid_keys(kept["keys"], now)
    if len(good) > 1:
        raise TwoSecretsValid(
            "Đang có hai khóa cùng dùng được.", remedy="Chờ khóa cũ hết hạn, hoặc đóng nơi nhận này nếu khóa bị lộ.",
            ends_at=good[1]["ends_at"].isoformat(),
        )
    new, secret = vault.new_key(now)
    ends_at = now + dt.timedelta(hours=overlap_hours)
    keys = [new, *({**one, "ends_at": ends_at} for one in good if overlap_hours)]
    changed = _change(db, kept, {"keys": keys, "rotated_under": key}, expected)
    return {**told(changed, now), "secret": secret}


def switch_on(db: Db, id: str, now: dt.datetime, expected: int | None = None) -> Json:
    """Deliver again; what happened meanwhile is not left out.  Raises SubscriberNotFound, SubscriberClosed,
    VersionMoved."""
    kept = find(db, id)
    change = {"status": "active", "reason": "", "dead_in_a_row": 0, "failures": 0, "resume_at": None}
    return told(_change(db, kept, change, expected), now)


def close(db: Db, id: str, now: dt.datetime, expected: int | None = None) -> Json:
    """Tell it nothing more, for good.  Raises SubscriberNotFound, VersionMoved."""
    kept = find(db, id)
    if kept["status"] == "closed":
        return told(kept, now)
    return told(_change(db, kept, {"status": "closed", "keys": [], "reason": "Đã đóng."}, expected), now)


def find(db: Db, id: str) -> Json:
    """A subscriber as it is kept.  Raises SubscriberNotFound."""
    found = db[SUBSCRIBERS].find_one({"_id": id})
    if found is None:
        raise SubscriberNotFound
    return found


def page(db: Db, areas: Sequence[str] | None, after: str | None, limit: int, now: dt.datetime) -> Json:
    """``{"rows": […], "next"}``: those of these areas (None: all), by id.  Raises BrokenPageMark."""
    match: Json = {} if after is None else {"_id": {"$gt": place_of(after, str)[0]}}
    if areas is not None:
        tree = units.current_tree()
        match["unit"] = {"$in": sorted({code for area in areas for code in tree.descendants(area)})}
    found = list(db[SUBSCRIBERS].find(match).sort("_id", 1).limit(limit + 1))
    return {
        "rows": [told(one, now) for one in found[:limit]],
        "next": page_mark(found[limit - 1]["_id"]) if len(found) > limit else None,
    }


def told(kept: Json, now: dt.datetime) -> Json:
    """A subscriber as its keepers see it: everything but its secrets."""
    return {
        "subscriber_id": kept["_id"], "version": kept["version"],
        **{name: kept[name] for name in ("url", "events", "unit", "campaign", "note", "status", "reason", "made_by")},
        "made_at": kept["made_at"], "last_delivered_at": kept["last_delivered_at"],
        "keys": [
            {"key_id": key["key_id"], "made_at": key["made_at"], "ends_at": key["ends_at"]}
            for key in valid_keys(kept["keys"], now)
        ],
    }


def _change(db: Db, kept: Json, change: Json, expected: int | None) -> Json:
    if expected is not None and expected != kept["version"]:
        raise moved(expected, kept["version"])
    if kept["status"] == "closed":
        raise SubscriberClosed("Nơi nhận này đã đóng.", remedy="Lập nơi nhận mới.")
    found = db[SUBSCRIBERS].find_one_and_update(
        {"_id": kept["_id"], "version": kept["version"]}, {"$set": change, "$inc": {"version": 1, "stirred": 1}},
        return_document=ReturnDocument.AFTER,
    )
    if found is None:
        raise moved(kept["version"], find(db, kept["_id"])["version"])
    return found


def _again(vault: Vault, made: Json, sent: str) -> Json:
    if made["made_as"] != sent:
        raise IdempotencyKeyReused
    first = min(made["keys"], key=lambda key: key["made_at"], default=None)
    secret = shown(vault.secret(first)) if first and made["rotated_under"] is None else None
    return {**told(made, made["made_at"]), "secret": secret}


def _in_transaction(db: Db, work: Callable[[ClientSession], Any]) -> None:
    with db.client.start_session() as session:
        session.with_transaction(work)
