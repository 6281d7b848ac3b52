"""The report desk: rounds of reports, who has handed in, who is late, and who was reminded."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.page_marks import BrokenPageMark
from contracts.refusals import Refusal
from gateway.access import allow_table
from gateway.access.current import Principal, for_those_who_may, principal, require, require_somewhere
from gateway.api.desk.doing import Page, Reason, page_of
from gateway.api.desk.rounds import may_see, seen_in, standing_of
from gateway.api.desk.schemas import MoveDeadline
from gateway.api.errors import status_of
from gateway.database import database
from gateway.desk import reminding, rounds
from gateway.desk.collections import REMINDERS
from gateway.desk.deadline_rules import OWED
from gateway.desk.flow_rules import UNIT, WHOLE, ChangedMeanwhile
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, campaigns_to_choose, chosen_campaign
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.province.report_steps import PAGE, SEEN, seen, take
from gateway.web.report_words import REMINDER_LATE, REMINDER_OCCASIONS, REMINDER_STATUS

ROUNDS_ON_A_PAGE = 20
OWN_AT_MOST = 5
"""So many reports of one's own are named in a line of the list; the round's page has all."""

REMINDERS_ON_A_PAGE = 50

STATUSES = {"open": N_("Đang mở"), "withdrawn": N_("Đã hủy")}

STANDINGS = {
    "chua-gui": N_("Chưa gửi"), "cham": N_("Chậm hạn"), "cho-nhan": N_("Đã gửi, chờ nhận"),
    "da-nhan": N_("Đã được nhận"),
}

STEPS: dict[str, tuple[Any, type[Any], tuple[str, ...], str]] = {
    "han": (rounds.move_deadline, MoveDeadline, ("due_on", "reason"), N_("Đã đổi hạn gửi.")),
    "huy": (rounds.withdraw_round, Reason, ("reason",), N_("Đã hủy kỳ báo cáo; các đơn vị không phải gửi nữa.")),
}
"""Per step of a round: the work, its contract, its fields, and what is said afterwards."""

WHEN_EMPTY = {"due_on": N_("Chọn hạn gửi mới."), "reason": N_("Ghi lý do.")}


@pages.get(PAGE)
def round_list() -> ResponseReturnValue:
    """The campaign's rounds, that of the latest period first, each with how far its units are."""
    asking = require_somewhere("submission.read")
    campaign = chosen_campaign()
    status = request.args.get("tinh-trang", "")
    status = status if status in STATUSES else ""
    rows: list[Row] = []
    onward = None
    if campaign is not None:
        match = seen_in(campaign["campaign"], status or None)
        found, mark = rounds.newest(database(), match, _mark("sau"), ROUNDS_ON_A_PAGE)
        rows = [_told(round_, asking) for round_ in found]
        if mark:
            kept: Row = {"tinh-trang": status} if status else {}
            onward = url_for("web.round_list", campaign=campaign["campaign"], sau=mark, **kept)
    return render_template(
        "report_desk.html", campaign=campaign, campaigns=campaigns_to_choose(campaign), rounds=rows, next_page=onward,
        begun="sau" in request.args, values={"tinh-trang": status},
        status_options=[("", gettext("Tất cả")), *STATUSES.items()], may_open=asking.may_somewhere("round.open"),
        may_define=asking.may_somewhere("indicator.define"),
        may_see_examples=asking.may_somewhere("example.read"),
    )


@pages.get(f"{PAGE}/ky/<round_id>")
@for_those_who_may("submission.read")
def round_page(round_id: str) -> ResponseReturnValue:
    """One round: each unit's state, and the reminders sent."""
    return _round_page(may_see(round_id), {}, [])


@pages.post(f"{PAGE}/ky/<round_id>/<step>")
@for_those_who_may("round.open")
def step_of_round(round_id: str, step: str) -> ResponseReturnValue:
    """Move the deadline, or withdraw a round opened by mistake."""
    round_ = rounds.find(database(), round_id)
    require("round.open", round_["unit"])
    if step not in STEPS:
        return redirect(url_for("web.round_page", round_id=round_id), code=303)
    work, schema, names, done = STEPS[step]
    values = typed((*(f"{step}.{name}" for name in names), KEY), longest=1001)
    payload = {name: values[f"{step}.{name}"] for name in names}
    in_the_form = {name: f"{step}.{name}" for name in names}
    problems = problems_in(
        schema(), payload, values, {in_the_form[name]: WHEN_EMPTY[name] for name in names}, in_the_form
    )
    if problems:
        return _round_page(round_, values, problems), 422
    more = {"round_id": round_id, "expected": seen()}
    try:
        take(work, {**schema().load(payload), **more}, {**payload, **more})
    except Refusal as refusal:
        moved = isinstance(refusal, ChangedMeanwhile)
        problems = problem_of(refusal, {**in_the_form, "If-Match": ""})
        if moved:
            problems = [Problem("", gettext("Người khác vừa thay đổi kỳ báo cáo này."),
                                gettext("Những gì bạn nhập vẫn còn dưới đây. Xem lại rồi gửi lần nữa."))]
        return _round_page(rounds.find(database(), round_id), values, problems), status_of(refusal)
    flash(said(done), "good")
    return redirect(url_for("web.round_page", round_id=round_id), code=303)


def _told(round_: Row, asking: Principal) -> Row:
    """A round as the list shows it: how far the units are, and the reports in which this account has something to do.
    """
    standing = standing_of(round_)
    everywhere = allow_table.areas(asking, "submission.write") is None
    own = [
        one for one in standing["units"]
        if (one["kind"] == WHOLE if everywhere else asking.may("submission.write", one["unit"]))
    ]
    if not own:
        own = [one for one in standing["units"] if one["kind"] == WHOLE]
    return {**rounds.shown(round_), "standing": standing, "own": own[:OWN_AT_MOST]}


def _round_page(round_: Row, values: dict[str, str], problems: list[Problem]) -> str:
    standing = standing_of(round_)
    wanted = request.args.get("tinh-trang", "")
    wanted = wanted if wanted in STANDINGS else ""
    leads = principal().may("round.open", round_["unit"])
    letters = _letters(round_) if leads else {"rows": [], "next": None}
    address = url_for("web.round_page", round_id=round_["_id"])
    return render_template(
        "report_round.html", round=rounds.shown(round_), standing=standing,
        lines=[one for one in standing["units"] if one["kind"] == UNIT and _is(one, wanted)],
        whole=next((one for one in standing["units"] if one["kind"] == WHOLE), None),
        address=address, wanted=wanted, leads=leads, letters=letters["rows"], problems=problems,
        more_letters=f"{address}?thu={letters['next']}#thu-nhac" if letters["next"] else None,
        values={
            "han.due_on": round_["due_on"], **values, "tinh-trang": wanted, KEY: new_key(), SEEN: round_["version"],
        },
        standing_options=[("", gettext("Tất cả")), *STANDINGS.items()], occasions=REMINDER_OCCASIONS,
        late_words=REMINDER_LATE, letter_status=REMINDER_STATUS,
    )


def _is(line: Row, wanted: str) -> bool:
    return {
        "": True, "chua-gui": line["status"] in OWED, "cham": line["late_days"] > 0,
        "cho-nhan": line["status"] == "submitted", "da-nhan": line["status"] == "accepted",
    }[wanted]


def _letters(round_: Row) -> Row:
    asked = Page().load({"limit": REMINDERS_ON_A_PAGE, "after": _mark("thu")})
    try:
        return page_of(REMINDERS, {"round_id": round_["_id"]}, asked, reminding.shown)
    except BrokenPageMark:
        return page_of(REMINDERS, {"round_id": round_["_id"]}, {**asked, "after": None}, reminding.shown)


def _mark(name: str) -> str | None:
    return request.args.get(name, "")[:400] or None
