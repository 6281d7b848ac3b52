"""Reminders of reports that are owed: each goes out once, whatever is restarted, and none after the report is in.

Whoever drafts asks what is due today; nothing depends on having been up yesterday.  A reminder bears the ids of its
report and occasion, so there is one of it.  Before it is handed to the mail server it is marked so, and afterwards as
sent; if somebody dies in between, nobody can know whether it went out, and it is not sent a second time but shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pymongo.errors import DuplicateKeyError

from contracts.wording import vn_day
from gateway import units
from gateway.desk import deadline_rules
from gateway.desk.collections import CONTACTS, REMINDERS, REPORTS, ROUNDS, Db
from gateway.desk.flow_rules import UNIT
from gateway.desk.indicators import days_off_around
from gateway.desk.mailing import Letter, MailAway, MailRefused, Post
from messaging.crash_points import reach
from runtime.clock import local_day, wire_instant

Json = dict[str, Any]

AHEAD_DAYS = 30
"""So far ahead reports are looked at: more than any row of days off."""

MOST_PER_ROUND = 200
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 60, 3600
MOST_TRIES = 24

WAITING, SENDING, SENT, KEPT, NO_ADDRESS, DROPPED, FAILED, UNCLEAR = (
    "waiting", "sending", "sent", "in_outbox", "no_address", "dropped", "failed", "unclear",
)
STATUS_NAMES = {
    WAITING: "chờ gửi", SENDING: "đang gửi", SENT: "đã gửi", KEPT: "nằm trong thư mục thư đi",
    NO_ADDRESS: "đơn vị chưa có địa chỉ thư", DROPPED: "thôi gửi, báo cáo đã có", FAILED: "máy chủ thư từ chối",
    UNCLEAR: "không rõ đã gửi hay chưa, không gửi lại",
}


def draft_due(db: Db, now: dt.datetime) -> int:
    """Draft the reminders that are due by today and not there yet; how many."""
    today = local_day(now)
    return sum(_draft(db, report, kind, now) for report, kind in _due(db, today))


def send_waiting(db: Db, post: Post, now: dt.datetime) -> int:
    """Send what waits; how many letters left the desk.  A round is bounded, the next one goes on."""
    db[REMINDERS].update_many({"status": SENDING}, {"$set": {"status": UNCLEAR}})
    waiting = db[REMINDERS].find({"status": WAITING, "next_try_at": {"$lte": now}}).sort("made_at", 1)
    return sum(_send(db, post, reminder, now) for reminder in list(waiting.limit(MOST_PER_ROUND)))


def shown(reminder: Json) -> Json:
    """As JSON values."""
    return {
        "reminder_id": reminder["_id"], "made_at": wire_instant(reminder["made_at"]),
        **{
            name: reminder[name]
            for name in ("report_id", "round_id", "unit", "occasion", "status", "to", "subject", "error")
        },
    }


def _due(db: Db, today: dt.date) -> Iterator[tuple[Json, str]]:
    latest = (today + dt.timedelta(days=AHEAD_DAYS)).isoformat()
    owed = {"status": {"$in": list(deadline_rules.OWED)}, "due_on": {"$lte": latest}, "kind": UNIT}
    off: dict[str, set[dt.date]] = {}
    for report in db[REPORTS].find(owed, {"unit": 1, "round_id": 1, "due_on": 1, "status": 1, "period": 1}):
        due_on = dt.date.fromisoformat(report["due_on"])
        if report["due_on"] not in off:
            off[report["due_on"]] = days_off_around(db, due_on, today)
        kind = deadline_rules.reminder(report["status"], due_on, today, off[report["due_on"]])
        if kind is not None and db[REMINDERS].find_one({"_id": _id(report, kind)}, {"_id": 1}) is None:
            yield report, kind


def _draft(db: Db, report: Json, occasion: str, now: dt.datetime) -> int:
    round_ = db[ROUNDS].find_one({"_id": report["round_id"]})
    contact = db[CONTACTS].find_one({"_id": report["unit"]})
    if round_ is None:
        return 0
    subject, body = _words(round_, report, occasion)
    try:
        db[REMINDERS].insert_one({
            "_id": _id(report, occasion), "report_id": report["_id"], "round_id": report["round_id"],
            "unit": report["unit"], "occasion": occasion, "to": contact["emails"] if contact else [],
            "subject": subject, "body": body, "status": WAITING, "tries": 0, "error": "", "made_at": now,
            "next_try_at": now,
        })
    except DuplicateKeyError:
        return 0
    return 1


def _send(db: Db, post: Post, reminder: Json, now: dt.datetime) -> int:
    letter = Letter(reminder["_id"], reminder["to"], reminder["subject"], reminder["body"])
    report = db[REPORTS].find_one({"_id": reminder["report_id"]}, {"status": 1})
    if report is None or report["status"] not in deadline_rules.OWED:
        post.take_back(letter)
        return _mark(db, reminder, DROPPED, WAITING)
    post.write(letter)
    if not letter.to:
        return _mark(db, reminder, NO_ADDRESS, WAITING)
    if not post.sends:
        return _mark(db, reminder, KEPT, WAITING)
    if not _mark(db, reminder, SENDING, WAITING):
        return 0
    try:
        reach("desk.before_letter")
        post.send(letter)
    except MailRefused as error:
        return _mark(db, reminder, FAILED, SENDING, error=str(error))
    except MailAway as error:
        _wait(db, reminder, str(error), now)
        return 0
    reach("desk.after_letter")
    _mark(db, reminder, SENT, SENDING)
    post.file_as_sent(letter)
    return 1


def _wait(db: Db, reminder: Json, error: str, now: dt.datetime) -> None:
    tries = reminder["tries"] + 1
    pause = dt.timedelta(seconds=min(FIRST_PAUSE_SECONDS * 2**tries, LONGEST_PAUSE_SECONDS))
    status = WAITING if tries < MOST_TRIES else FAILED
    _mark(db, reminder, status, SENDING, error=error, tries=tries, next_try_at=now + pause)


def _mark(db: Db, reminder: Json, status: str, was: str, **more: Any) -> int:
    """Note it, unless somebody else has noted something meanwhile."""
    of = {"_id": reminder["_id"], "status": was}
    return db[REMINDERS].update_one(of, {"$set": {"status": status, **more}}).modified_count


def _id(report: Json, occasion: str) -> str:
    return f"{report['_id']}-{occasion}"


def _words(round_: Json, report: Json, occasion: str) -> tuple[str, str]:
    due = vn_day(dt.date.fromisoformat(report["due_on"]))
    name = units.name_of(report["unit"])
    when = {"before": f"hạn gửi là ngày {due}", "due": f"hôm nay, {due}, là hạn gửi"}.get(
        occasion, f"đã quá hạn gửi ngày {due}"
    )
    subject = f"{round_['title']}: {when}"
    back = "Báo cáo đã gửi đang được trả lại để bổ sung.\n\n" if report["status"] == "returned" else ""
    body = (
        f"Kính gửi: {name}\n\n"
        f"{round_['title']}: {when}.\n\n{back}"
        "Đề nghị đơn vị hoàn thành và gửi báo cáo trên hệ thống Chung Tay. Đã gửi thì không cần trả lời thư này.\n\n"
        f"{units.name_of(round_['unit'])}\n"
    )
    return subject, body
