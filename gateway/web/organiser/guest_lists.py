"""Lists of guests that were sent in: each with what became of its guests, and taking one back after it has ended."""

from __future__ import annotations

import time

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.guest_lists import UndoGuestList
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for
from gateway.web.sending import send

WORKS_SECONDS = 6.0
"""One press takes back as many as it can in this time; what is left is said, with the same button."""

WHY_STAYING = {"came": N_("đã đến"), "answered": N_("đã nhận chỗ được mời")}


@pages.get("/hoat-dong/<code>/khach/lan-nhap")
@for_those_who_may("guest.list")
def guest_lists(code: str) -> ResponseReturnValue:
    """The newest lists."""
    activity = activity_for("guest.list", code)
    found = ask("events", "list_guest_lists", {"activity": code})
    return render_template(
        "organiser/guest_lists.html", activity=activity, lists=found["lists"],
        may_register=principal().may("guest.register", activity["unit"]),
    )


@pages.get("/hoat-dong/<code>/khach/lan-nhap/<list_id>")
@for_those_who_may("guest.list")
def one_guest_list(code: str, list_id: str) -> ResponseReturnValue:
    """One list: who would go, who stays and why."""
    return _page(activity_for("guest.list", code), list_id, {}, [])


@pages.post("/hoat-dong/<code>/khach/lan-nhap/<list_id>")
@for_those_who_may("registration.cancel")
def undo_guest_list(code: str, list_id: str) -> ResponseReturnValue:
    """Take it back, as far as the time of one request goes."""
    activity = activity_for("registration.cancel", code)
    values, key = typed(["reason"], longest=301), request.form.get(KEY) or new_key()
    payload = {"activity": code, "list_id": list_id, "reason": values["reason"]}
    problems = problems_in(UndoGuestList(), payload, values, {"reason": gettext("Ghi lý do hoàn tác.")})
    if problems:
        return _page(activity, list_id, values, problems), 422
    give_up_at, part = time.monotonic() + WORKS_SECONDS, 0
    try:
        told = send("events", "undo_guest_list", payload, f"{key}-{part}")
        while told["free"] and time.monotonic() < give_up_at:
            part += 1
            told = send("events", "undo_guest_list", payload, f"{key}-{part}")
    except Refusal as refusal:
        return _page(activity, list_id, values, problem_of(refusal)), 409
    if told["free"]:
        flash(gettext("Còn %(n)s khách chưa rút xong; bấm lần nữa để làm tiếp.", n=told["free"]), "wait")
    else:
        flash(gettext("Đã hoàn tác lần nhập; chỗ trống chuyển ngay cho người chờ."), "good")
    return redirect(url_for("web.one_guest_list", code=code, list_id=list_id), code=303)


def _page(activity: Row, list_id: str, values: dict[str, str], problems: list[Problem]) -> str:
    found = ask("events", "get_guest_list", {"activity": activity["code"], "list_id": list_id})
    return render_template(
        "organiser/guest_list_one.html", activity=activity, found=found, values=values, problems=problems,
        key=new_key(), why=WHY_STAYING, may_undo=principal().may("registration.cancel", activity["unit"]),
    )
