"""Flights: drawn by lot, drawn again, a player moved, taken back to an earlier state, fixed; the sheet to print."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf import DrawGolfFlights
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal
from gateway.access.looks import saw
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.forms import KEY, Problem, for_people, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import ORDERS, STARTS
from gateway.web.organiser.activities import activity_for
from gateway.web.sending import send

FIELDS = ("start", "order", "starts_at", "interval_minutes", "holes")


@pages.get("/hoat-dong/<code>/golf/xuat-phat")
@for_those_who_may("golf.list")
def flight_list(code: str) -> ResponseReturnValue:
    """The flights as they stand, with names."""
    activity_for("golf.list", code)
    return _page(code, {"start": "shotgun", "order": "random", "starts_at": "07:00", "interval_minutes": "10"}, [])


@pages.post("/hoat-dong/<code>/golf/xuat-phat")
@for_those_who_may("golf.save")
def draw_flights(code: str) -> ResponseReturnValue:
    """Draw by a new lot; the state before stays to go back to."""
    activity_for("golf.save", code)
    values, key = typed(FIELDS, longest=20), request.form.get(KEY) or new_key()
    payload: dict[str, Any] = {"tournament": code, **{name: values[name] for name in ("start", "order", "starts_at")}}
    if values["start"] == "tee_times":
        minutes = values["interval_minutes"]
        payload["interval_minutes"] = int(minutes) if minutes.isascii() and minutes.isdecimal() else minutes
        payload["start_holes"] = [1, 10] if values["holes"] == "1,10" else [1]
    problems = problems_in(DrawGolfFlights(), payload, values, {})
    if not problems:
        try:
            send("events", "draw_golf_flights", payload, key)
            flash(gettext("Đã bốc thăm. Bảng trước vẫn giữ, lấy lại được."), "good")
            return redirect(url_for("web.flight_list", code=code), code=303)
        except Refusal as refusal:
            problems = problem_of(refusal)
    return _page(code, values, problems), 422


@pages.post("/hoat-dong/<code>/golf/xuat-phat/<what>")
@for_those_who_may("golf.save")
def change_flights(code: str, what: str) -> ResponseReturnValue:
    """Move a player; fix the flights or open them; go back to an earlier state."""
    activity_for("golf.save", code)
    told = typed(["player", "flight", "number"], longest=80)
    number = int(told["number"]) if told["number"].isdecimal() and len(told["number"]) < 7 else 0
    steps: dict[str, tuple[str, dict[str, Any]]] = {
        "chuyen": ("move_golf_player", {"golf_player_id": told["player"], "flight": told["flight"] or None}),
        "chot": ("lock_golf_draw", {"tournament": code, "locked": True}),
        "mo": ("lock_golf_draw", {"tournament": code, "locked": False}),
        "lay-lai": ("restore_golf_draw", {"tournament": code, "draw_number": number}),
    }
    if what in steps:
        if what == "chuyen" and ask("events", "get_golf_player", {"id": told["player"]})["activity"] != code:
            return redirect(url_for("web.flight_list", code=code), code=303)
        method, payload = steps[what]
        try:
            send("events", method, payload, request.form.get(KEY) or new_key())
            flash(gettext("Đã lưu bảng xuất phát."), "good")
        except Refusal as refusal:
            flash(" ".join(for_people(refusal)), "bad")
    return redirect(url_for("web.flight_list", code=code), code=303)


def _page(code: str, values: dict[str, str], problems: list[Problem]) -> str:
    activity = ask("events", "get_activity", {"id": code})
    draw = None
    try:
        draw = ask("events", "list_golf_flights", {"tournament": code})
        saw(one["golf_player_id"] for flight in draw["flights"] for one in flight["players"])
    except Refusal as refusal:
        if refusal.code != "no_draw_yet":
            raise
    return render_template(
        "golf_flights.html", activity=activity, draw=draw, values=values, problems=problems, key=new_key,
        starts=STARTS, orders=ORDERS, may_save=principal().may("golf.save", activity["unit"]),
    )
