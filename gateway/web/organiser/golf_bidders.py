"""Cards of bidders: given out at the door in seconds, and at the till: what each won and still owes."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf_money import RegisterGolfBidder, ShowGolfBidder
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal
from gateway.access.looks import saw
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, for_people, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import DONOR_KINDS, NAME_DISPLAY
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for
from gateway.web.organiser.golf_auction import PAGE
from gateway.web.organiser.golf_desk import tournament_of
from gateway.web.sending import send

ON_A_PAGE = 100
FIELDS = ("bidder_name", "phone", "donor_kind", "name_display")
WHEN_EMPTY = {"bidder_name": N_("Gõ tên người đấu giá.")}


@pages.get(f"{PAGE}/the")
@for_those_who_may("golf.list")
def bidder_list(code: str) -> ResponseReturnValue:
    """A page of the bidders; with `?so=` on to the card of this number."""
    activity = activity_for("golf.list", code)
    _check_golf(code)
    number = _number(request.args.get("so", ""))
    if number:
        return redirect(url_for("web.bidder_page", code=code, number=number))
    after = _number(request.args.get("after", ""))
    found = ask("events", "list_golf_bidders", {"tournament": code, "after": after, "limit": ON_A_PAGE})
    saw(_id(code, one) for one in found["bidders"])
    return render_template(
        "organiser/golf_bidders.html", activity=activity, bidders=found["bidders"],
        may_register=principal().may("golf.register", activity["unit"]),
        next_page=found["next_after"] and url_for("web.bidder_list", code=code, after=found["next_after"]),
        first_page=url_for("web.bidder_list", code=code) if after else "",
    )


@pages.get(f"{PAGE}/the/moi")
@for_those_who_may("golf.register")
def bidder_form(code: str) -> ResponseReturnValue:
    """Who bids?"""
    activity = activity_for("golf.register", code)
    _check_golf(code)
    return _form(activity, {"donor_kind": "individual", "name_display": "masked"}, [], new_key())


@pages.post(f"{PAGE}/the/moi")
@for_those_who_may("golf.register")
def register_bidder(code: str) -> ResponseReturnValue:
    """Give out the next number; then the form stands ready for whoever is next in line."""
    activity = activity_for("golf.register", code)
    values, key = typed(FIELDS), request.form.get(KEY) or new_key()
    payload = {"tournament": code, **{name: value for name, value in values.items() if value}}
    problems = problems_in(RegisterGolfBidder(), payload, values, WHEN_EMPTY)
    if problems:
        return _form(activity, values, problems, key), 422
    try:
        made = send("events", "register_golf_bidder", payload, key)
    except Refusal as refusal:
        return _form(activity, values, problem_of(refusal), new_key()), 409
    flash(gettext("Thẻ số %(number)s: %(name)s.", number=made["number"], name=made["bidder_name"]), "good")
    return redirect(url_for("web.bidder_form", code=code), code=303)


@pages.get(f"{PAGE}/the/<number>")
@for_those_who_may("golf.list")
def bidder_page(code: str, number: str) -> ResponseReturnValue:
    """At the till: what this bidder won, what has come, what is owed and by which code it is paid."""
    activity = activity_for("golf.list", code)
    _check_golf(code)
    asked = {"tournament": code, "after": max(_number(number) - 1, 0), "limit": 1}
    found = [one for one in ask("events", "list_golf_bidders", asked)["bidders"] if str(one["number"]) == number]
    if not found:
        flash(gettext("Không có thẻ đấu giá số %(number)s.", number=number[:10]), "wait")
        return redirect(url_for("web.bidder_list", code=code))
    saw([_id(code, found[0])])
    return render_template(
        "organiser/golf_bidder.html", activity=activity, bidder=found[0], problems=[], key=new_key(),
        values={"name_display": found[0]["name_display"]}, name_display=NAME_DISPLAY, kinds=dict(DONOR_KINDS),
        may=lambda action: principal().may(action, activity["unit"]),
    )


@pages.post(f"{PAGE}/the/<number>")
@for_those_who_may("golf.register")
def show_bidder(code: str, number: str) -> ResponseReturnValue:
    """The bidder says anew how the name may be shown."""
    activity_for("golf.register", code)
    payload: dict[str, Any] = {
        "tournament": code, "bidder": _number(number), "name_display": typed(["name_display"])["name_display"],
    }
    wrong = problems_in(ShowGolfBidder(), payload, {}, {})
    try:
        if not wrong:
            send("events", "show_golf_bidder", payload, request.form.get(KEY) or new_key())
        flash(wrong[0].message if wrong else gettext("Đã lưu."), "bad" if wrong else "good")
    except Refusal as refusal:
        flash(" ".join(for_people(refusal)), "bad")
    return redirect(url_for("web.bidder_page", code=code, number=number), code=303)


def _check_golf(code: str) -> None:
    if tournament_of(code) is None:
        abort(404)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _id(code: str, bidder: Row) -> str:
    return f"{code}:{bidder['number']}"


def _form(activity: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    return render_template(
        "organiser/golf_bidder_form.html", activity=activity, values=values, problems=problems, key=key,
        kinds=DONOR_KINDS, name_display=NAME_DISPLAY,
    )
