"""Where a unit gets its reminders."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import NotFound, Refusal
from gateway import units
from gateway.access.current import for_those_who_may, require
from gateway.api.desk.definition_schemas import SaveContact
from gateway.api.errors import status_of
from gateway.database import database
from gateway.desk import indicators as desk
from gateway.desk.collections import CONTACTS
from gateway.desk.flow_rules import ChangedMeanwhile
from gateway.web.blueprint import pages
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.province.report_steps import PAGE, SEEN, seen, take


@pages.get(f"{PAGE}/dia-chi/<unit>")
@for_those_who_may("submission.write")
def contact_form(unit: str) -> ResponseReturnValue:
    """The addresses as they are kept."""
    _check(unit)
    return _page(unit, "\n".join(addresses_of(unit)), [])


@pages.post(f"{PAGE}/dia-chi/<unit>")
@for_those_who_may("submission.write")
def save_contact(unit: str) -> ResponseReturnValue:
    """Keep them, one to a line."""
    _check(unit)
    text = typed(("emails",), longest=3000)["emails"]
    emails = text.split()
    wrong = {f"emails.{place}": "emails" for place in range(len(emails))}
    problems = problems_in(
        SaveContact(), {"emails": emails}, {"emails": text}, {"emails": N_("Ghi ít nhất một địa chỉ.")}, wrong
    )[:1]
    if problems:
        return _page(unit, text, problems), 422
    command = {"emails": emails, "unit": unit, "expected": seen()}
    try:
        take(desk.save_contact, command, command)
    except Refusal as refusal:
        told = problem_of(refusal)
        if isinstance(refusal, ChangedMeanwhile):
            told = [Problem("", gettext("Người khác vừa đổi địa chỉ của đơn vị: %(emails)s.",
                                        emails=", ".join(addresses_of(unit))),
                            gettext("Những gì bạn nhập vẫn còn dưới đây. Xem lại rồi gửi lần nữa."))]
        return _page(unit, text, told), status_of(refusal)
    flash(gettext("Đã ghi địa chỉ nhận thư nhắc."), "good")
    return redirect(url_for("web.contact_form", unit=unit), code=303)


def addresses_of(unit: str) -> list[str]:
    """Where a unit's reminders go; none as long as nobody has said so."""
    held = database()[CONTACTS].find_one({"_id": unit})
    return list(held["emails"]) if held else []


def _check(unit: str) -> None:
    require("submission.write", unit)
    if unit not in units.current_tree():
        raise NotFound(gettext("Không có đơn vị này."), remedy=gettext("Kiểm tra lại địa chỉ."))


def _page(unit: str, text: str, problems: list[Problem]) -> str:
    held = database()[CONTACTS].find_one({"_id": unit})
    return render_template(
        "report_contact.html", unit=unit, problems=problems,
        values={"emails": text, KEY: new_key(), SEEN: held["version"] if held else 0},
    )
