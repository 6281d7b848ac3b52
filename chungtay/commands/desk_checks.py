"""What the doctor says of reports: figures that could not be gathered, reminders that can't go out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from chungtay.commands.check import Check
from gateway.desk.collections import BEING_MADE, REMINDERS, SNAPSHOTS
from gateway.desk.reminding import FAILED, KEPT, NO_ADDRESS, SENT, UNCLEAR, WAITING

_TOO_LONG = timedelta(minutes=30)


def checks(db: Database[dict[str, Any]], now: datetime) -> Iterator[Check]:
    """Of the gateway's database."""
    yield _snapshots(db, now)
    yield _reminders(db, now)


def _snapshots(db: Database[dict[str, Any]], now: datetime) -> Check:
    what = "figures of reports"
    failed = db[SNAPSHOTS].find_one({"status": "failed"}, {"error": 1}, sort=[("asked_at", -1)])
    waiting = db[SNAPSHOTS].count_documents({"status": {"$in": list(BEING_MADE)}})
    oldest = db[SNAPSHOTS].find_one({"status": {"$in": list(BEING_MADE)}}, {"asked_at": 1}, sort=[("asked_at", 1)])
    if failed:
        return Check(
            what, f"could not be gathered for {failed['_id']}: {failed['error'][:200]}",
            "Compare the read models with the events: chungtay rebuild --check. Then hand the report in, or put it "
            "together, again.",
        )
    if oldest and now - oldest["asked_at"].astimezone(UTC) > _TOO_LONG:
        return Check(what, f"{waiting} wait, the oldest for more than 30 minutes", "chungtay logs report-desk")
    return Check(what, f"{waiting} are being gathered" if waiting else "none wait")


def _reminders(db: Database[dict[str, Any]], now: datetime) -> Check:
    counts = {one["_id"]: one["n"] for one in db[REMINDERS].aggregate(
        [{"$group": {"_id": "$status", "n": {"$sum": 1}}}]
    )}
    stuck = db[REMINDERS].count_documents({"status": WAITING, "made_at": {"$lt": now - _TOO_LONG}})
    says = (
        f"{counts.get(SENT, 0)} sent, {counts.get(KEPT, 0)} in the outbox folder, {counts.get(WAITING, 0)} wait, "
        f"{counts.get(NO_ADDRESS, 0)} without an address, {counts.get(FAILED, 0)} refused, "
        f"{counts.get(UNCLEAR, 0)} nobody knows of"
    )
    wrong = stuck or counts.get(FAILED)
    return Check("reminders", says, "Which ones, and why: chungtay reminders" if wrong else "")
