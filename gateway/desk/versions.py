"""Versions of reports: what was signed or accepted.  They are put in and read; there is no call that changes one."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from contracts.refusals import NotFound
from gateway.desk.canonical import canonical, sha256_of_bytes
from gateway.desk.collections import VERSIONS, Db
from gateway.desk.snapshots import opened
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant

Json = dict[str, Any]

ACCEPTED, SIGNED = "accepted", "signed"
KIND_OF_REPORT = {"unit": ACCEPTED, "whole": SIGNED}


class UnknownVersion(NotFound):
    """No version has this id."""


def freeze(uow: UnitOfWork, report: Json, content: Json, by: str) -> Json:
    """Put in a version; its id is in the content.  Of two at once one fails and runs again."""
    text = canonical(content)
    version = {
        "_id": content["version_id"], "report_id": report["_id"], "round_id": report["round_id"],
        "campaign": report["campaign"], "unit": report["unit"], "period": report["period"], "kind": content["kind"],
        "number": content["number"], "corrects": content["corrects"], "snapshot_id": content["snapshot_id"],
        "snapshot_sha256": content["snapshot_sha256"], "signature": content["signature"],
        "indicators": dict(report["indicators"]), "examples": list(report["examples"]),
        "sha256": sha256_of_bytes(text), "content": zlib.compress(text), "frozen_at": uow.now, "frozen_by": by,
    }
    uow.db[VERSIONS].insert_one(version)
    return version


def find(db: Db, version_id: str) -> Json:
    """The document.  Raises :class:`UnknownVersion`."""
    found = db[VERSIONS].find_one({"_id": version_id})
    if found is None:
        raise UnknownVersion("Không có bản báo cáo này.", field="version_id", remedy="Kiểm tra lại mã.")
    return found


def content_of(version: Mapping[str, Any]) -> Json:
    """What it says, held against its hash.  Raises ``ChunkDamaged`` when somebody has changed it."""
    return opened(version["content"], version["sha256"])


def newest_of(db: Db, report_id: str) -> Json | None:
    """The newest version of a report."""
    return db[VERSIONS].find_one({"report_id": report_id}, sort=[("number", -1)])


def newest_of_each(db: Db, report_ids: Iterable[str]) -> dict[str, Json]:
    """The newest version of each report that has one, without its content."""
    found = db[VERSIONS].find({"report_id": {"$in": list(report_ids)}}, {"content": 0}).sort("number", 1)
    return {one["report_id"]: one for one in found}


def of_the_kind(db: Db, about: Mapping[str, Any]) -> list[Json]:
    """The newest version of each other report of the same campaign, unit, kind of period and kind of report, by period.

    about: campaign, unit, period, report_id, report_kind."""
    found = db[VERSIONS].find({
        "campaign": about["campaign"], "unit": about["unit"], "period.kind": about["period"]["kind"],
        "kind": KIND_OF_REPORT[about["report_kind"]], "report_id": {"$ne": about["report_id"]},
    }).sort([("period.to_on", 1), ("number", 1)])
    return list({one["report_id"]: one for one in found}.values())


def shown(version: Mapping[str, Any]) -> Json:
    """A version without its content, as JSON values."""
    names = (
        "report_id", "round_id", "campaign", "unit", "period", "kind", "number", "corrects", "snapshot_id",
        "snapshot_sha256", "signature", "sha256", "frozen_by",
    )
    return {
        "version_id": version["_id"], **{name: version[name] for name in names},
        "frozen_at": wire_instant(version["frozen_at"]),
    }
