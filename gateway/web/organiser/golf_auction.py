"""The auction of a tournament: its lots and what became of them, a new lot, the screen for the hall."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf_money import AddGolfLot
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import LOT_STATUS
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for
from gateway.web.organiser.golf_desk import tournament_of
from gateway.web.organiser.golf_money_words import rows_of_golf, said_typed
from gateway.web.sending import send

PAGE = "/hoat-dong/<code>/golf/dau-gia"
FIELDS = ("title", "description", "opening_vnd", "increment_vnd")
WHEN_EMPTY = {
    "title": N_("Gõ tên lô."), "opening_vnd": N_("Gõ giá khởi điểm."), "increment_vnd": N_("Gõ bước giá."),
}


@pages.get(PAGE)
@for_those_who_may("golf.read")
def auction_page(code: str) -> ResponseReturnValue:
    """All lots with what is bid or was paid for each."""
    activity = activity_for("golf.read", code)
    promises = {one["golf_promise_id"]: one for one in rows_of_golf(activity, "golf_promise", source="auction")}
    return render_template(
        "organiser/golf_auction.html", activity=activity, lots=lots_of(activity), promises=promises,
        lot_status=LOT_STATUS, may=lambda action: principal().may(action, activity["unit"]),
    )


@pages.get(f"{PAGE}/lo-moi")
@for_those_who_may("golf.register")
def lot_form(code: str) -> ResponseReturnValue:
    """What is to be sold, from which price on?"""
    return _form(_activity_with_golf(code), {}, [], new_key())


@pages.post(f"{PAGE}/lo-moi")
@for_those_who_may("golf.register")
def add_lot(code: str) -> ResponseReturnValue:
    """List the lot; on to it, or to the form for the next one."""
    activity = _activity_with_golf(code)
    values, key = typed(FIELDS), request.form.get(KEY) or new_key()
    payload: dict[str, Any] = {
        "tournament": code, "title": values["title"], "description": values["description"],
        **{name: said_typed(values[name]) for name in ("opening_vnd", "increment_vnd")},
    }
    problems = problems_in(AddGolfLot(), payload, values, WHEN_EMPTY)
    if problems:
        return _form(activity, values, problems, key), 422
    try:
        made = send("events", "add_golf_lot", payload, key)
    except Refusal as refusal:
        return _form(activity, values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã thêm lô %(number)s: %(title)s.", number=made["number"], title=made["title"]), "good")
    if request.form.get("roi") == "them":
        return redirect(url_for("web.lot_form", code=code), code=303)
    return redirect(url_for("web.lot_page", code=code, lot=made["golf_lot_id"]), code=303)


@pages.get(f"{PAGE}/man-hinh")
@for_those_who_may("golf.read")
def auction_screen(code: str) -> ResponseReturnValue:
    """Large, for the hall: the lot that is bid for, by numbers of cards alone, and what was sold."""
    activity = activity_for("golf.read", code)
    return render_template(
        "organiser/golf_auction_screen.html", light=request.args.get("nen") == "sang", **_on_screen(activity)
    )


@pages.get(f"{PAGE}/man-hinh/phan")
@for_those_who_may("golf.read")
def auction_screen_part(code: str) -> ResponseReturnValue:
    """The part of the screen that changes."""
    return render_template("organiser/golf_auction_now.html", **_on_screen(activity_for("golf.read", code)))


def lots_of(activity: Row) -> list[Row]:
    """The lots of a tournament in the order in which they are sold, from the read models."""
    return sorted(rows_of_golf(activity, "golf_lot"), key=lambda one: int(one["number"]))


def _on_screen(activity: Row) -> dict[str, Any]:
    """The lot of the address, else the first that is open, as its service knows it now."""
    lots = lots_of(activity)
    wanted = request.args.get("lo", "")
    waiting = [one for one in lots if str(one["number"]) == wanted] or [one for one in lots if one["status"] == "open"]
    now = ask("events", "get_golf_lot", {"id": waiting[0]["golf_lot_id"]}) if waiting else None
    bids = [one for one in now["bid_list"] if one["stands"]] if now else []
    here = {"code": activity["code"], **({"lo": wanted} if wanted else {})}
    return {
        "activity": activity, "lot": now, "lead": bids[-1] if bids else None, "lot_status": LOT_STATUS, "here": here,
        "sold": [one for one in lots if one["status"] == "sold"][-5:],
    }


def _activity_with_golf(code: str) -> Row:
    activity = activity_for("golf.register", code)
    if tournament_of(code) is None:
        abort(404)
    return activity


def _form(activity: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    return render_template(
        "organiser/golf_lot_form.html", activity=activity, values=values, problems=problems, key=key,
    )
