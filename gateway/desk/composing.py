"""What a report says, put together from what its unit wrote, its figures and, of a whole one, the units' reports."""

from __future__ import annotations

from typing import Any

from gateway import units
from gateway.desk import snapshots, versions
from gateway.desk.collections import EXAMPLES, REPORTS, Db
from gateway.desk.content import FORMAT
from gateway.desk.flow_rules import UNIT, WHOLE
from gateway.desk.indicators import indicators_of

Json = dict[str, Any]

DRAFT = {"number": 0, "version_id": None, "kind": "draft", "corrects": None, "signature": None}


def compose(db: Db, round_: Json, report: Json, frozen: Json) -> Json:
    """The content; ``frozen``: number, version_id, kind, corrects, signature (:data:`DRAFT` to look at it first).

    Raises SnapshotNotReady."""
    snapshot = snapshots.find(db, report["snapshot_id"]) if report["snapshot_id"] else None
    content = snapshots.content_of(snapshot) if snapshot else None
    standing = standing_of_units(db, round_) if report["kind"] == WHOLE else []
    return {
        "format": FORMAT,
        **frozen,
        "report_id": report["_id"],
        "round": {name: round_[name] for name in ("title", "due_on")} | {"round_id": round_["_id"]},
        "unit": report["unit"],
        "unit_name": units.name_of(report["unit"]),
        "period": report["period"],
        "sections": [
            {"key": one["key"], "title": one["title"], "text": report["sections"].get(one["key"], "")}
            for one in round_["sections"]
        ],
        "indicators": _indicators(db, round_, report, standing),
        "examples": examples_of(db, report),
        "units": standing,
        "snapshot_id": report["snapshot_id"],
        "snapshot_sha256": snapshot["sha256"] if snapshot else None,
        "snapshot": content,
    }


def given_by(report: Json, indicators: dict[str, Json]) -> dict[str, Json]:
    """The manual indicators that this report's unit gives."""
    return {code: one for code, one in indicators.items() if one["given_by"] == report["kind"]}


def standing_of_units(db: Db, round_: Json) -> list[Json]:
    """The units' reports as they stand, each with its newest version where it is accepted."""
    reports = {one["unit"]: one for one in db[REPORTS].find({"round_id": round_["_id"], "kind": UNIT})}
    newest = versions.newest_of_each(db, (one["_id"] for one in reports.values()))
    lines = []
    for code in round_["units"]:
        report = reports[code]
        version = newest.get(report["_id"]) if report["status"] == "accepted" else None
        lines.append({
            "unit": code, "unit_name": units.name_of(code), "status": report["status"],
            "version_id": version["_id"] if version else None, "sha256": version["sha256"] if version else None,
        })
    return lines


def examples_of(db: Db, report: Json) -> list[Json]:
    """The examples that the report names, and in a whole one all that are spread in its campaign."""
    named: Json = {"_id": {"$in": report["examples"]}}
    if report["kind"] == WHOLE:
        chosen = {"campaign": report["campaign"], "status": "spread", **_found_within(report["period"])}
        named = {"$or": [named, chosen]}
    found = db[EXAMPLES].find({**named, "status": {"$ne": "withdrawn"}}).sort("_id", 1)
    return [
        {
            "example_id": one["_id"], "unit": one["unit"], "unit_name": units.name_of(one["unit"]),
            "kind": one["kind"], "title": one["title"], "story": one["story"], "spread": one["status"] == "spread",
        }
        for one in found
    ]


def _found_within(period: Json) -> Json:
    return {"found_on": {"$gte": period["from_on"], "$lte": period["to_on"]}}


def _indicators(db: Db, round_: Json, report: Json, standing: list[Json]) -> list[Json]:
    defined = indicators_of(db, round_["indicators"])
    if report["kind"] == UNIT:
        return [
            _told(code, one, [(report["unit"], report["indicators"].get(code))])
            for code, one in given_by(report, defined).items()
        ]
    ids = {f"{round_['_id']}-{one['unit']}": one["unit"] for one in standing if one["version_id"]}
    accepted = {
        ids[report_id]: version["indicators"] for report_id, version in versions.newest_of_each(db, ids).items()
    }
    lines = []
    for code, one in defined.items():
        if one["given_by"] == WHOLE:
            given = [(report["unit"], report["indicators"].get(code))]
        else:
            given = [(unit, accepted[unit].get(code)) for unit in round_["units"] if unit in accepted]
        lines.append(_told(code, one, given))
    return lines


def _told(code: str, indicator: Json, given: list[tuple[str, Any]]) -> Json:
    values = [value for _, value in given if value is not None]
    alone = len(given) == 1
    total = given[0][1] if alone else sum(values) if indicator["adds_up"] and values else None
    return {
        "code": code, "name": indicator["name"], "measure": indicator["measure"], "value": total,
        "by_unit": [{"unit": unit, "unit_name": units.name_of(unit), "value": value} for unit, value in given],
    }
