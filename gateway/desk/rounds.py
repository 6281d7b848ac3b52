"""Rounds of reports: what a level asks of the units below it, and until when; who has reported and who is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from pymongo.errors import DuplicateKeyError

from contracts.page_marks import page_mark, place_of
from gateway.desk import deadline_rules, flow_rules
from gateway.desk.collections import REPORTS, ROUNDS, Db
from gateway.desk.flow_rules import UNIT, WHOLE
from gateway.desk.indicators import days_off_around, indicators_of
from gateway.desk.period_rules import period_of
from gateway.desk.store import advance, create
from messaging.context import CommandContext
from messaging.envelope import new_event_id
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant

Json = dict[str, Any]


@once
def open_round(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Ask units for their reports of a period; each gets a report to fill in, and so does the unit that asks, made of
    theirs.

    Raises what ``period_of``, ``due_day`` and ``check_round`` raise, RoundTwice and UnknownIndicator."""
    unit = command["unit"]
    period = period_of(command["kind"], command["from_on"], command["to_on"], command["first_year"])
    flow_rules.check_round(unit, command["units"], command["below"])
    due_on = deadline_rules.due_day(
        period.from_on, period.to_on, command["due_on"], command["due_business_days"],
        days_off_around(uow.db, period.to_on),
    )
    indicators_of(uow.db, command["indicators"])
    round_ = {
        "_id": new_event_id(), "status": "open", "campaign": command["campaign"], "unit": unit,
        "title": command["title"] or f"Báo cáo {period.name}", "period": period.as_json(), "units": command["units"],
        "due_on": due_on.isoformat(), "sections": command["sections"] or _usual_sections(),
        "indicators": command["indicators"], "opened_by": context.actor, "opened_at": wire_instant(uow.now),
        "reason": "",
    }
    try:
        create(uow, ROUNDS, round_, context, "opened")
    except DuplicateKeyError:
        raise flow_rules.RoundTwice(
            f"Đơn vị đã mở kỳ báo cáo {period.name}.", field="from_on", remedy="Dùng kỳ báo cáo đã mở."
        ) from None
    for code in [unit, *command["units"]]:
        create(uow, REPORTS, _empty_report(round_, code), context, "opened")
    return shown(round_)


@once
def withdraw_round(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A round opened by mistake, while nobody has handed in.  Raises UnknownRound, ChangedMeanwhile, RoundWithdrawn,
    RoundHasReports."""
    round_ = find(uow.db, command["round_id"])
    flow_rules.check_version(command["expected"], round_["version"])
    check_open(round_)
    reports = list(uow.db[REPORTS].find({"round_id": round_["_id"]}))
    if any(one["status"] != "draft" or one["versions"] for one in reports):
        raise flow_rules.RoundHasReports(
            "Đã có đơn vị gửi báo cáo.", remedy="Trả lại các báo cáo đã gửi; kỳ báo cáo giữ nguyên."
        )
    for one in reports:
        advance(uow, REPORTS, {**one, "status": "withdrawn", "reason": command["reason"]}, context, "withdrawn")
    changed = {**round_, "status": "withdrawn", "reason": command["reason"]}
    return shown(advance(uow, ROUNDS, changed, context, "withdrawn"))


@once
def move_deadline(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Another last day, with the reason; for all units of the round.  Raises UnknownRound, ChangedMeanwhile,
    RoundWithdrawn, DueBeforeThePeriod."""
    round_ = find(uow.db, command["round_id"])
    flow_rules.check_version(command["expected"], round_["version"])
    check_open(round_)
    from_on, to_on = (dt.date.fromisoformat(round_["period"][name]) for name in ("from_on", "to_on"))
    due_on = deadline_rules.due_day(from_on, to_on, command["due_on"], None, ()).isoformat()
    for one in list(uow.db[REPORTS].find({"round_id": round_["_id"]})):
        advance(uow, REPORTS, {**one, "due_on": due_on}, context, "deadline_moved")
    changed = {**round_, "due_on": due_on, "reason": command["reason"]}
    return shown(advance(uow, ROUNDS, changed, context, "deadline_moved"))


def find(db: Db, round_id: str) -> Json:
    """The document.  Raises UnknownRound."""
    found = db[ROUNDS].find_one({"_id": round_id})
    if found is None:
        raise flow_rules.UnknownRound("Không có kỳ báo cáo này.", field="round_id", remedy="Kiểm tra lại mã.")
    return found


def check_open(round_: Json) -> None:
    """Raises RoundWithdrawn."""
    if round_["status"] != "open":
        raise flow_rules.RoundWithdrawn("Kỳ báo cáo này đã hủy.", remedy="Dùng kỳ báo cáo khác.")


def standing(db: Db, round_: Json, units: Iterable[str] | None, today: dt.date) -> list[Json]:
    """How far each unit is, by the day of asking: nothing is marked late, so nothing can be forgotten to be marked.

    units: only these; None: all of the round."""
    wanted: Json = {"round_id": round_["_id"]}
    if units is not None:
        wanted["unit"] = {"$in": list(units)}
    order = {code: place for place, code in enumerate([*round_["units"], round_["unit"]])}
    found = sorted(db[REPORTS].find(wanted), key=lambda one: order[one["unit"]])
    due_on = dt.date.fromisoformat(round_["due_on"])
    return [
        {
            "report_id": one["_id"], "unit": one["unit"], "kind": one["kind"], "status": one["status"],
            "due_on": one["due_on"], "submitted_on": one["submitted_on"],
            "late_days": 0 if one["kind"] == WHOLE else deadline_rules.late_days(
                one["status"], due_on, _day(one["submitted_on"]), today
            ),
        }
        for one in found
    ]


def newest(db: Db, match: Json, after: str | None, limit: int) -> tuple[list[Json], str | None]:
    """A page of rounds, that of the latest period first, and the mark of the next page.  Raises BrokenPageMark."""
    wanted = match
    if after is not None:
        to_on, id = place_of(after, str, str)
        beyond = [{"period.to_on": {"$lt": to_on}}, {"period.to_on": to_on, "_id": {"$lt": id}}]
        wanted = {"$and": [match, {"$or": beyond}]}
    found = list(db[ROUNDS].find(wanted).sort([("period.to_on", -1), ("_id", -1)]).limit(limit + 1))
    page = found[:limit]
    onward = page_mark(page[-1]["period"]["to_on"], page[-1]["_id"]) if len(found) > limit else None
    return page, onward


def shown(round_: Json) -> Json:
    """As JSON values."""
    return {"round_id": round_["_id"], **{name: value for name, value in round_.items() if name != "_id"}}


def _usual_sections() -> list[Json]:
    return [
        {"key": key, "title": title, "required": key == "assessment"} for key, title in flow_rules.SECTIONS.items()
    ]


def _empty_report(round_: Json, unit: str) -> Json:
    return {
        "_id": f"{round_['_id']}-{unit}", "round_id": round_["_id"], "campaign": round_["campaign"], "unit": unit,
        "kind": WHOLE if unit == round_["unit"] else UNIT, "period": round_["period"], "due_on": round_["due_on"],
        "status": "draft", "sections": {}, "indicators": {}, "examples": [], "snapshot_id": None,
        "submitted_on": None, "submitted_by": None, "reason": "", "versions": 0, "version_id": None,
        "consolidated": None, "correcting": None,
    }


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
