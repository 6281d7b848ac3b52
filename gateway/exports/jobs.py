"""Export jobs as they are kept: asked for, taken under a lease, advanced piece by piece, fetched, given up, forgotten.

``export_jobs``    what was asked for and how far it is
``export_pieces``  the file, in pieces; a piece and the progress that it is are one transaction
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from typing import Any

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from contracts.page_marks import page_mark, place_of
from contracts.refusals import NotFound, Refusal
from gateway.database import make_collection
from messaging.idempotency import IdempotencyKeyReused, fingerprint
from runtime.clock import utc_now, wire_instant

Db = Database[dict[str, Any]]
Json = dict[str, Any]

JOBS, PIECES = "export_jobs", "export_pieces"

KEPT_DAYS = 7
LEASE_SECONDS = 30
MOST_OPEN = 5
"""Exports that one account may have under way."""

MOST_STARTS = 5
"""An export whose making ended so often without a word (killed, out of memory) is given up."""

OPEN = ["waiting", "running"]


class ExportNotFound(NotFound):
    """This account has asked for no such export, or it is forgotten by now."""

    def __init__(self) -> None:
        super().__init__("Không có lần xuất dữ liệu này.", field="id", remedy="Yêu cầu xuất lại.")


class TooManyExports(Refusal):
    """The account has as many under way as it may."""

    kind = "conflict"


class ExportNotReady(Refusal):
    """There is no file (yet, or any more)."""

    kind = "conflict"


class Lost(Exception):
    """The export was cancelled, or went to another process."""


def prepare(db: Db) -> None:
    """Make the collections and indexes.  May be called at every start."""
    for name in (JOBS, PIECES):
        make_collection(db, name)
        db[name].create_index([("forget_at", 1)], expireAfterSeconds=0)
    db[JOBS].create_index([("made_by", 1), ("made_under", 1)], unique=True)
    db[JOBS].create_index([("status", 1), ("made_at", 1)])


def make(db: Db, asked: Json, by: str, key: str, now: dt.datetime) -> Json:
    """A new job.  Raises TooManyExports, IdempotencyKeyReused."""
    sent = fingerprint({name: value for name, value in asked.items() if name != "areas"})
    if made := db[JOBS].find_one({"made_by": by, "made_under": key}):
        return _again(made, sent)
    if db[JOBS].count_documents({"made_by": by, "status": {"$in": OPEN}}, limit=MOST_OPEN) >= MOST_OPEN:
        raise TooManyExports(
            f"Đang có {MOST_OPEN} lần xuất chưa xong.", remedy="Chờ một lần xong, hoặc hủy bớt, rồi yêu cầu lại."
        )
    job = {
        "_id": secrets.token_hex(12), **asked, "status": "waiting", "reason": "", "rows_total": None, "rows_done": 0,
        "after": None, "pieces": 0, "size_bytes": 0, "starts": 0, "holder": None, "leased_until": now, "made_by": by,
        "made_under": key, "made_as": sent, "made_at": now, "ended_at": None,
        "forget_at": now + dt.timedelta(days=KEPT_DAYS),
    }
    try:
        db[JOBS].insert_one(dict(job))
    except DuplicateKeyError:
        made = db[JOBS].find_one({"made_by": by, "made_under": key})
        if made is None:
            raise
        return _again(made, sent)
    return told(job)


def find(db: Db, id: str, by: str) -> Json:
    """A job as it is kept, for whoever asked for it.  Raises ExportNotFound."""
    found = db[JOBS].find_one({"_id": id, "made_by": by})
    if found is None:
        raise ExportNotFound
    return found


def page(db: Db, by: str, after: str | None, limit: int) -> Json:
    """``{"rows": […], "next"}``: an account's jobs.  Raises BrokenPageMark."""
    match: Json = {"made_by": by} | ({} if after is None else {"_id": {"$gt": place_of(after, str)[0]}})
    found = list(db[JOBS].find(match).sort("_id", 1).limit(limit + 1))
    return {
        "rows": [told(one) for one in found[:limit]],
        "next": page_mark(found[limit - 1]["_id"]) if len(found) > limit else None,
    }


def newest(db: Db, by: str | None, after: str | None, limit: int) -> Json:
    """``{"rows": […], "next"}``: an account's jobs, or everybody's (None), newest first, each with ``made_by``.  Raises
    BrokenPageMark."""
    match: Json = {"made_by": by} if by else {}
    if after is not None:
        at, id = place_of(after, str, str)
        try:
            made_at = dt.datetime.fromisoformat(at)
        except ValueError:
            made_at = dt.datetime.min.replace(tzinfo=dt.UTC)
        match["$or"] = [{"made_at": {"$lt": made_at}}, {"made_at": made_at, "_id": {"$lt": id}}]
    found = list(db[JOBS].find(match).sort([("made_at", -1), ("_id", -1)]).limit(limit + 1))
    last = found[limit - 1] if len(found) > limit else None
    return {
        "rows": [{**told(one), "made_by": one["made_by"]} for one in found[:limit]],
        "next": page_mark(wire_instant(last["made_at"]), last["_id"]) if last else None,
    }


def cancel(db: Db, id: str, by: str, now: dt.datetime) -> Json:
    """Give it up, also when it is ready; its file is gone.  Raises ExportNotFound."""
    find(db, id, by)
    found = db[JOBS].find_one_and_update(
        {"_id": id, "status": {"$in": [*OPEN, "done"]}},
        {"$set": {"status": "cancelled", "ended_at": now, "size_bytes": 0}}, return_document=ReturnDocument.AFTER,
    )
    db[PIECES].delete_many({"job": id})
    return told(found or find(db, id, by))


def file_pieces(db: Db, job: Json) -> Iterator[bytes]:
    """The file, a piece at a time.  Raises ExportNotReady before the first."""
    if job["status"] != "done":
        raise ExportNotReady(
            "Tệp chưa có, hoặc không còn nữa.", remedy="Xem status: chờ đến khi là done, hoặc yêu cầu xuất lại.",
            status=job["status"],
        )
    return (
        bytes(piece["data"])
        for number in range(job["pieces"])
        for piece in [db[PIECES].find_one({"_id": f"{job['_id']}:{number}"})] if piece
    )


def take(db: Db, holder: str, now: dt.datetime) -> Json | None:
    """The next job: one that waits, or whose process has been silent beyond its lease."""
    free = {"$or": [{"status": "waiting"}, {"status": "running", "leased_until": {"$lt": now}}]}
    job = db[JOBS].find_one_and_update(
        free, {"$set": {"status": "running", "holder": holder, "leased_until": _lease(now)}, "$inc": {"starts": 1}},
        sort=[("made_at", 1)], return_document=ReturnDocument.AFTER,
    )
    if job and job["starts"] > MOST_STARTS:
        fail(db, job, f"Đã thử {MOST_STARTS} lần không xong; báo cho người quản trị hệ thống.", now)
        return None
    return job


def advance(db: Db, job: Json, change: Json, data: bytes | None = None) -> None:
    """Write down how far it is, with the piece that makes it so, and keep the lease.  Raises :class:`Lost`."""
    kept = {**change, "leased_until": _lease(utc_now())}
    if data is not None:
        kept |= {"pieces": job["pieces"] + 1, "size_bytes": job["size_bytes"] + len(data)}

    def write(session: ClientSession) -> None:
        mine = {"_id": job["_id"], "status": "running", "holder": job["holder"]}
        # The lease counts as starts only when nothing came of them.
        done = db[JOBS].update_one(mine, {"$set": {**kept, "starts": 1}}, session=session)
        if not done.matched_count:
            raise Lost(job["_id"])
        if data is not None:
            piece = {"_id": f"{job['_id']}:{job['pieces']}", "job": job["_id"], "data": data,
                     "forget_at": job["forget_at"]}
            db[PIECES].insert_one(piece, session=session)

    _in_transaction(db, write)
    job |= kept


def begin_anew(db: Db, job: Json) -> None:
    """Throw away the pieces of a file that can't be gone on with.  Raises :class:`Lost`."""
    advance(db, job, {"rows_done": 0, "after": None, "pieces": 0, "size_bytes": 0})
    db[PIECES].delete_many({"job": job["_id"]})


def fail(db: Db, job: Json, reason: str, now: dt.datetime) -> None:
    """It can't be made."""
    ended = {"status": "failed", "reason": reason, "ended_at": now}
    db[JOBS].update_one({"_id": job["_id"], "status": "running", "holder": job["holder"]}, {"$set": ended})
    db[PIECES].delete_many({"job": job["_id"]})


def told(kept: Json) -> Json:
    """A job as it is shown."""
    total = kept["rows_total"]
    percent = 100 if kept["status"] == "done" else 0 if not total else min(99, kept["rows_done"] * 100 // total)
    names = ("list", "format", "campaign", "status", "reason", "rows_total", "rows_done", "size_bytes")
    instants = ("made_at", "ended_at", "forget_at")
    return {"export_id": kept["_id"], "percent": percent} | {name: kept[name] for name in names} | {
        name: kept[name] and wire_instant(kept[name]) for name in instants
    }


def _again(made: Json, sent: str) -> Json:
    if made["made_as"] != sent:
        raise IdempotencyKeyReused
    return told(made)


def _lease(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(seconds=LEASE_SECONDS)


def _in_transaction(db: Db, work: Callable[[ClientSession], Any]) -> None:
    with db.client.start_session() as session:
        session.with_transaction(work)
