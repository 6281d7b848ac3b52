"""Who came, by block; what gates decided that does not fit together; the queue file of a device without a network."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, note_look, principal, require, shows_people
from gateway.api.asking import ask
from gateway.api.events.queue_files import record_queue
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import Problem, problem_of
from gateway.web.languages import N_, said

CONFLICT_WORDS = {
    "admitted_twice": N_("Được cho vào hơn một lần"),
    "admitted_waiting": N_("Được cho vào khi còn chờ chỗ"),
    "admitted_cancelled": N_("Được cho vào dù đã hủy đăng ký"),
    "admitted_unknown": N_("Được cho vào dù mã không có trong danh sách"),
}

OUTCOME_WORDS = {
    "admitted": N_("mời vào"), "repeat": N_("quét lại"), "unknown": N_("không có mã"),
    "cancelled": N_("đã hủy đăng ký"), "waiting": N_("chờ chỗ"), "undone": N_("đã hủy lượt quét"),
    "id_reused": N_("trùng mã lượt quét"),
}


@pages.get("/hoat-dong/<code>/khach-den")
@for_those_who_may("activity.read")
def arrivals(code: str) -> ResponseReturnValue:
    """How many came, by block, and what does not fit together."""
    return _page(code, [])


@pages.post("/hoat-dong/<code>/khach-den")
@for_those_who_may("guest.check_in")
@shows_people("guest.check_in")
def take_queue_file(code: str) -> ResponseReturnValue:
    """Record what a device exported."""
    counter = ask("events", "get_check_in", {"id": code})
    require("guest.check_in", counter["unit"])
    sent = request.files.get("tep")
    if sent is None or not sent.filename:
        return _page(code, [Problem("tep", gettext("Chọn tệp hàng đợi."))]), 422
    try:
        told = record_queue(code, sent.stream.read())
    except Refusal as refusal:
        return _page(code, problem_of(refusal, {"file": "tep"})), 422
    counts = ", ".join(f"{number} {said(OUTCOME_WORDS[outcome])}" for outcome, number in told["outcomes"].items())
    counts = counts or gettext("không có lượt nào")
    flash(gettext("Đã đọc %(items)s lượt trong tệp: %(counts)s.", items=told["items"], counts=counts), "good")
    for one in told["refused"][:10]:
        reason = said(one["message"])
        flash(gettext("Lượt thứ %(item)s không ghi được: %(reason)s", item=one["item"], reason=reason), "bad")
    return redirect(url_for("web.arrivals", code=code), code=303)


def _page(code: str, problems: list[Problem]) -> str:
    counter: Row = ask("events", "get_check_in", {"id": code})
    require("activity.read", counter["unit"])
    may_list = principal().may("guest.list", counter["unit"])
    found: Row = {"conflicts": [], "next_after": None}
    # The open page asks for its figures again and again: that is no look at names.
    if may_list and counter["conflicts"] and not request.args.get("dem"):
        query = {"activity": code, "after": request.args.get("after", "")[:20]}
        found = ask("events", "list_scan_conflicts", query)
        note_look("guest.list", [])
    return render_template(
        "arrivals.html", counter=counter, activity=ask("events", "get_activity", {"id": code}),
        conflicts=found["conflicts"], next_after=found["next_after"], words=CONFLICT_WORDS,
        may_list=may_list, may_scan=principal().may("guest.check_in", counter["unit"]), problems=problems,
    )
