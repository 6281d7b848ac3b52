"""Seating the guests who have a place: rows of the hall, a look at what would change, then it is done."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.guests import AssignSeats
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, typed
from gateway.web.languages import N_, said
from gateway.web.organiser.activities import activity_for
from gateway.web.organiser.record_forms import problems_of, refused
from gateway.web.organiser.record_kinds import Field
from gateway.web.organiser.record_lines import lines_of, parts_of
from gateway.web.sending import send

ROWS, HOW = "rows", "keep"
KEEP, ANEW = "giu", "lai"
WAYS = ((KEEP, N_("Ai có ghế rồi giữ nguyên, chỉ xếp người chưa có")), (ANEW, N_("Xếp lại tất cả từ đầu")))
FIELDS = (Field(ROWS, N_("Các hàng ghế"), "lines", empty=N_("Ghi ít nhất một hàng ghế.")), Field(HOW, N_("Cách xếp")))


@pages.get("/hoat-dong/<code>/khach/xep-ghe")
@for_those_who_may("guest.register")
def seating_form(code: str) -> ResponseReturnValue:
    """Which rows does the hall have?"""
    return _form(activity_for("guest.register", code), {HOW: KEEP}, [], new_key())


@pages.post("/hoat-dong/<code>/khach/xep-ghe")
@for_those_who_may("guest.register")
def seat_guests(code: str) -> ResponseReturnValue:
    """Try it, say what would change, then do it."""
    activity = activity_for("guest.register", code)
    values, key, step = typed((ROWS, HOW)), request.form.get(KEY) or new_key(), request.form.get(STEP)
    if step == TO_MEND:
        return _form(activity, values, [], key)
    payload = {"activity": code, "rows": rows_of(values[ROWS]), "keep": values[HOW] != ANEW}
    problems = problems_of(AssignSeats(), payload, FIELDS, values)
    if problems:
        return _form(activity, values, problems, key), 422
    try:
        if step != TO_SEND:
            return _check(activity, values, ask("events", "assign_seats", payload, rehearsal=True), key)
        told = send("events", "assign_seats", payload, key)
    except Refusal as refusal:
        return _form(activity, values, refused(refusal, FIELDS), new_key()), 409
    flash(gettext("Đã xếp ghế: %(seated)s khách có ghế, %(moved)s khách mới xếp hoặc đổi ghế, còn %(free)s ghế trống.",
                  **{name: told[name] for name in ("seated", "moved", "free")}), "good")
    return redirect(url_for("web.guest_list", code=code), code=303)


def rows_of(text: str) -> list[dict[str, Any]]:
    """`A; 20` on each line: name of the row and its seats; `A 20` and `A: 20` do as well."""
    found = []
    for line in lines_of(text):
        name, seats = (*parts_of(line.replace(":", ";").replace("\t", ";"), 2), "")[:2]
        if not seats:
            name, _, seats = name.rpartition(" ")
        found.append({"name": name.strip(), "seats": int(seats) if seats.isdecimal() and len(seats) < 6 else seats})
    return found


def _check(activity: Row, values: dict[str, str], told: Row, key: str) -> str:
    facts = [
        (gettext("Khách có ghế"), str(told["seated"]), ""),
        (gettext("Trong đó mới xếp hoặc đổi ghế"), str(told["moved"]), ""),
        (gettext("Ghế còn trống"), str(told["free"]), ""), (gettext("Cách xếp"), said(dict(WAYS)[values[HOW]]), ""),
    ]
    return render_template(
        "check.html", heading=gettext("Xếp ghế theo thứ tự lễ tân"), about=activity["name"], facts=facts,
        values={**values, KEY: key}, names=[ROWS, HOW, KEY], button=gettext("Xếp ghế"),
        action=url_for("web.seat_guests", code=activity["code"]),
    )


def _form(activity: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    return render_template(
        "organiser/seating.html", activity=activity, values=values, problems=problems, key=key, ways=WAYS
    )
