"""What donations says of pledges, honours and payments, for the cues that are bound to them.

Everything that is said is kept, bound or not: a cue may be bound long after its record was last told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import ReturnDocument, UpdateOne

from messaging.unit_of_work import UnitOfWork
from services.events.run_sheet import telling
from services.events.run_sheet.documents import RECORDS, RunSheet

Json = dict[str, Any]


def bind(uow: UnitOfWork, wanted: Sequence[str]) -> dict[str, str | None]:
    """The status of each record as last heard, None for one that nothing was heard of.

    Writes each, so that news at the same moment meets a write conflict and is seen by one of the two."""
    found = {}
    for record in sorted(wanted):
        one = uow.db[RECORDS].find_one_and_update(
            {"_id": record}, {"$inc": {"bound": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )
        found[record] = one.get("status") if one else None
    return found


def follow_records(uow: UnitOfWork, event_type: str, data: Json) -> None:
    """Keep what an event of donations states, and bring the cues that are bound to it up to that.

    Raises nothing; states no newer than the last heard are passed over.  Publishes each run sheet that changed."""
    # pledges_changed tells of rows that have a pledge_id, and so on.
    kind = event_type.split(".")[1].removesuffix("s_changed")
    rows = {f"{kind}:{row[f'{kind}_id']}": row for row in sorted(data["entries"], key=lambda row: row["version"])}
    known = {one["_id"]: one.get("version") or 0 for one in uow.db[RECORDS].find({"_id": {"$in": list(rows)}})}
    news = {record: row for record, row in rows.items() if row["version"] > known.get(record, 0)}
    if not news:
        return
    uow.db[RECORDS].bulk_write(
        [
            UpdateOne({"_id": record}, {"$set": {"version": row["version"], "status": row["status"]}}, upsert=True)
            for record, row in sorted(news.items())
        ],
        ordered=False,
    )
    for sheet in RunSheet.objects(__raw__={"steps.cues.record": {"$in": list(news)}}):
        if _took(sheet, news):
            sheet.version += 1
            sheet.save()
            telling.publish(uow, sheet)


def _took(sheet: RunSheet, news: dict[str, Json]) -> bool:
    changed = False
    for step in sheet.steps:
        for cue in step.cues:
            if cue.record in news and cue.record_status != news[cue.record]["status"]:
                cue.record_status = news[cue.record]["status"]
                changed = True
    return changed
