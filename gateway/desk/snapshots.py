"""Snapshots as kept: asked for, made in pieces, ready for good.  What is ready is never written again."""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any

import orjson

from contracts.refusals import NotFound, Refusal
from gateway.desk.canonical import canonical, sha256_of_bytes
from gateway.desk.collections import BEING_MADE, SNAPSHOTS, Db
from gateway.desk.kept_rows import ChunkDamaged, SnapshotIsFrozen

Json = dict[str, Any]


class UnknownSnapshot(NotFound):
    """No snapshot has this id."""


class SnapshotNotReady(Refusal):
    """The figures are still being gathered, or gathering them failed."""

    kind = "conflict"


def ask(db: Db, snapshot_id: str, about: Json, now: dt.datetime, asked_by: str) -> None:
    """Have a snapshot made by the desk's process; the same id again changes nothing.

    about: campaign, unit, period (kind, from_on, to_on, name), report_id."""
    db[SNAPSHOTS].update_one(
        {"_id": snapshot_id},
        {"$setOnInsert": {
            **about, "status": "asked", "maker": "", "asked_at": now, "asked_by": asked_by, "rows_done": 0,
            "rows_expected": None, "error": "",
        }},
        upsert=True,
    )


def find(db: Db, snapshot_id: str) -> Json:
    """The document.  Raises :class:`UnknownSnapshot`."""
    found = db[SNAPSHOTS].find_one({"_id": snapshot_id})
    if found is None:
        raise UnknownSnapshot("Không có bản chụp số liệu này.", field="snapshot_id", remedy="Kiểm tra lại mã.")
    return found


def next_to_make(db: Db) -> str | None:
    """The id of the one that has waited longest."""
    found = db[SNAPSHOTS].find_one({"status": {"$in": list(BEING_MADE)}}, {"_id": 1}, sort=[("asked_at", 1)])
    return found["_id"] if found else None


def begin(db: Db, snapshot_id: str, maker: str) -> bool:
    """Make it under this name from now on; who was at it before finds that out at the next write.  False when it is
    frozen."""
    being_made = {"_id": snapshot_id, "status": {"$in": list(BEING_MADE)}}
    return db[SNAPSHOTS].update_one(being_made, {"$set": {"maker": maker}}).matched_count == 1


def change(db: Db, snapshot_id: str, maker: str, **fields: Any) -> None:
    """Note how far the making is.  Raises :class:`SnapshotIsFrozen` for one that is not being made, or by another."""
    being_made = {"_id": snapshot_id, "maker": maker, "status": {"$in": list(BEING_MADE)}}
    if db[SNAPSHOTS].update_one(being_made, {"$set": fields}).matched_count == 0:
        raise SnapshotIsFrozen


def finish(db: Db, snapshot_id: str, maker: str, content: Json, now: dt.datetime) -> str:
    """Freeze it with its content; answers the hash.  Raises :class:`SnapshotIsFrozen`."""
    text = canonical(content)
    sha256 = sha256_of_bytes(text)
    change(
        db, snapshot_id, maker, status="ready", ready_at=now, sha256=sha256, content=zlib.compress(text),
        position={name: content["position"][name] for name in ("seq", "at")}, rows=content["rows"],
        rows_done=content["rows"]["count"],
    )
    return sha256


def give_up(db: Db, snapshot_id: str, maker: str, why: str) -> None:
    """It can't be made; says why.  Raises :class:`SnapshotIsFrozen`."""
    change(db, snapshot_id, maker, status="failed", error=why[:500])


def content_of(snapshot: Json) -> Json:
    """What a ready snapshot says.  Raises :class:`SnapshotNotReady`, and ``ChunkDamaged`` when somebody changed it."""
    if snapshot["status"] != "ready":
        raise SnapshotNotReady(
            "Số liệu của báo cáo còn đang được chụp lại." if snapshot["status"] != "failed"
            else f"Không chụp được số liệu: {snapshot['error']}",
            remedy="Chờ ít phút rồi thử lại." if snapshot["status"] != "failed" else "Gửi lại báo cáo để chụp lại.",
            status=snapshot["status"], rows_done=snapshot["rows_done"], rows_expected=snapshot["rows_expected"],
        )
    return opened(snapshot["content"], snapshot["sha256"])


def opened(packed: bytes, sha256: str) -> Json:
    """A packed content, held against its hash.  Raises :class:`ChunkDamaged`."""
    try:
        text = zlib.decompress(packed)
    except zlib.error as error:
        raise ChunkDamaged(f"the content can't be read: {error}") from error
    if sha256_of_bytes(text) != sha256:
        raise ChunkDamaged("the content is not what its hash says")
    content: Json = orjson.loads(text)
    return content


def shown(snapshot: Json) -> Json:
    """How far it is, as JSON values."""
    return {
        "snapshot_id": snapshot["_id"], "sha256": snapshot.get("sha256"),
        **{name: snapshot[name] for name in ("status", "rows_done", "rows_expected", "error")},
    }
