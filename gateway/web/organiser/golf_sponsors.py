"""Sponsors of a tournament: who takes which package or holes, what has come of it, and what they get."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf_money import AddGolfSponsor
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, note_look, principal
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.formatting import money
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import DONOR_KINDS, NAME_DISPLAY
from gateway.web.languages import N_, said
from gateway.web.organiser.activities import activity_for
from gateway.web.organiser.golf_desk import tournament_of
from gateway.web.organiser.golf_money_words import rows_of_golf, said_typed
from gateway.web.sending import send

PAGE = "/hoat-dong/<code>/golf/tai-tro"
HOLES_ALONE = "-"
FIELDS = ("sponsor_name", "donor_kind", "phone", "name_display", "package", "holes", "amount_vnd", "promised_on")
WHEN_EMPTY = {"sponsor_name": N_("Gõ tên nhà tài trợ.")}


@pages.get(PAGE)
@for_those_who_may("golf.read")
def sponsor_list(code: str) -> ResponseReturnValue:
    """All sponsors with their money: by full name for those who may see it, else as they want to be shown."""
    activity = activity_for("golf.read", code)
    tournament = tournament_of(code)
    named = principal().may("golf.list", activity["unit"])
    return render_template(
        "organiser/golf_sponsors.html", activity=activity, tournament=tournament, named=named,
        sponsors=(sponsors_named(code) if named else _sponsors_shown(activity)) if tournament else [],
        may=lambda action: principal().may(action, activity["unit"]),
    )


@pages.get(f"{PAGE}/moi")
@for_those_who_may("golf.register")
def sponsor_form(code: str) -> ResponseReturnValue:
    """Who, and what is taken?"""
    activity, tournament = with_golf(code, "golf.register")
    first = tournament["packages"][0]["code"] if tournament["packages"] else HOLES_ALONE
    values = {"donor_kind": "enterprise", "name_display": "shown", "package": first}
    return _form(activity, tournament, values, [], new_key())


@pages.post(f"{PAGE}/moi")
@for_those_who_may("golf.register")
def add_sponsor(code: str) -> ResponseReturnValue:
    """Check, show once more with what is promised, then write down."""
    activity, tournament = with_golf(code, "golf.register")
    values, key = typed(FIELDS), request.form.get(KEY) or new_key()
    step = request.form.get(STEP)
    if step == TO_MEND:
        return _form(activity, tournament, values, [], key)
    payload = sponsor_command(code, values)
    problems = problems_in(AddGolfSponsor(), payload, values, WHEN_EMPTY, _places(payload))
    if problems:
        return _form(activity, tournament, values, problems, key), 422
    try:
        if step != TO_SEND:
            # Tried first: whoever is asked to confirm must not hear only then that a hole is taken.
            ask("events", "add_golf_sponsor", payload, key=new_key(), rehearsal=True)
            return _check(activity, tournament, values, payload, key)
        made = send("events", "add_golf_sponsor", payload, key)
    except Refusal as refusal:
        return _form(activity, tournament, values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã ghi nhà tài trợ %(name)s.", name=made["full_name"]), "good")
    return redirect(url_for("web.sponsor_list", code=code), code=303)


def sponsors_named(code: str) -> list[Row]:
    """Sponsors with their names, from the service; that somebody looked is kept."""
    found = list(ask("events", "list_golf_sponsors", {"tournament": code})["sponsors"])
    note_look("golf.list", (one["golf_sponsor_id"] for one in found))
    return found


def with_golf(code: str, action: str) -> tuple[Row, Row]:
    """The activity and its tournament, if the account may do this there."""
    activity = activity_for(action, code)
    tournament = tournament_of(code)
    if tournament is None:
        abort(404)
    return activity, tournament


def sponsor_command(code: str, values: dict[str, str]) -> dict[str, Any]:
    """What was filled in, as the contract wants it."""
    package = None if values["package"] == HOLES_ALONE else values["package"]
    return {
        "tournament": code, **{name: values[name] for name in ("sponsor_name", "donor_kind", "phone", "name_display")},
        "package": package, "holes": holes_typed(values["holes"]),
        "amount_vnd": said_typed(values["amount_vnd"]) if values["amount_vnd"] else None,
        "promised_on": values["promised_on"] or None,
    }


def holes_typed(text: str) -> list[int | str]:
    """Holes as somebody lists them: `4, 9`; what is no number stays, for the contract to refuse."""
    parts = text.replace(",", " ").replace(";", " ").split()[:40]
    return [int(part) if part.isascii() and part.isdecimal() and len(part) < 4 else part for part in parts]


def _places(payload: dict[str, Any]) -> dict[str, str]:
    return {f"holes.{place}": "holes" for place, _ in enumerate(payload["holes"])}


def _sponsors_shown(activity: Row) -> list[Row]:
    promises = {one["golf_promise_id"]: one for one in rows_of_golf(activity, "golf_promise")}
    rows = rows_of_golf(activity, "golf_sponsor")
    return [{**one, "promise": promises.get(one["golf_promise_id"])} for one in rows]


def package_choices(tournament: Row) -> list[tuple[str, str]]:
    """What a sponsor may take, with its price."""
    choices = [
        (one["code"], gettext("Gói %(name)s, %(price)s", name=one["name"], price=money(one["price_vnd"])))
        for one in tournament["packages"]
    ]
    price = tournament["hole_sponsor_vnd"]
    holes = gettext("Tài trợ hố, mỗi hố %(price)s", price=money(price)) if price else gettext("Tài trợ hố")
    return [*choices, (HOLES_ALONE, holes)]


def _form(activity: Row, tournament: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    return render_template(
        "organiser/golf_sponsor_form.html", activity=activity, tournament=tournament, values=values,
        problems=problems, key=key, kinds=DONOR_KINDS, name_display=NAME_DISPLAY, packages=package_choices(tournament),
    )


def _check(activity: Row, tournament: Row, values: dict[str, str], payload: dict[str, Any], key: str) -> str:
    amount = payload["amount_vnd"]
    facts = [
        (gettext("Nhà tài trợ"), values["sponsor_name"]),
        (gettext("Là"), said(dict(DONOR_KINDS)[values["donor_kind"]])),
        (gettext("Điện thoại"), values["phone"]),
        (gettext("Tên trên trang công khai"), said(dict(NAME_DISPLAY)[values["name_display"]])),
        (gettext("Nhận"), dict(package_choices(tournament))[values["package"]]),
        (gettext("Hố mang tên"), ", ".join(map(str, payload["holes"]))),
        *([(gettext("Số tiền cho các hố"), money(amount))] if amount else []),
    ]
    return render_template(
        "check.html", heading=gettext("Kiểm tra lại nhà tài trợ"),
        about=gettext("Số tiền thành phiếu đăng ký ủng hộ của Quỹ; nhà tài trợ nộp theo mã của phiếu."),
        facts=[(label, shown or "–", "") for label, shown in facts], values={**values, KEY: key},
        names=[*FIELDS, KEY], action=url_for("web.add_sponsor", code=activity["code"]),
        button=gettext("Ghi nhà tài trợ này"),
    )
