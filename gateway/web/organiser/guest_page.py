"""One guest: how the registration stands, what is known of them, what can be done; and correcting it.

A beneficiary is shown by initials until somebody says what the name is needed for; each such look is kept.
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.guests import ChangeGuest
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require, shows_people
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problem_of, problems_in, typed
from gateway.web.guest_words import ASSISTED, CONSENTS, NEEDS
from gateway.web.languages import N_, said
from gateway.web.organiser.activities import activity_for
from gateway.web.organiser.guest_list import LONGEST_PURPOSE, SHORTEST_PURPOSE, purpose_problems
from gateway.web.organiser.guests import FIELDS, WHEN_EMPTY, details, filled_in, form_page, in_words
from gateway.web.sending import send

BOXES = ("may_wait", "assisted_reason", "quota")
CHANGED = tuple(name for name in FIELDS if name not in BOXES)
WHY = "muc_dich"


@pages.get("/hoat-dong/<code>/khach/<registration_id>")
@for_those_who_may("guest.list")
def guest_page(code: str, registration_id: str) -> ResponseReturnValue:
    """How the registration stands; a beneficiary by initials."""
    guest = ask("events", "get_registration", {"id": registration_id})
    require("guest.list", guest["unit"])
    return _page(code, guest, hidden=guest["beneficiary"])


@pages.post("/hoat-dong/<code>/khach/<registration_id>")
@for_those_who_may("guest.reveal")
def reveal_guest(code: str, registration_id: str) -> ResponseReturnValue:
    """The same with the name, for the purpose that was typed."""
    guest = ask("events", "get_registration", {"id": registration_id})
    require("guest.reveal", guest["unit"])
    why = typed([WHY], longest=LONGEST_PURPOSE)
    problems = why_problems(why[WHY])
    if problems:
        return _page(code, guest, hidden=True, values=why, problems=problems), 422
    whole = ask("events", "look_at_guest", {"registration_id": registration_id, "purpose": why[WHY]})
    return _page(code, {**whole, "homonyms": guest["homonyms"]}, hidden=False, values=why)


@pages.post("/hoat-dong/<code>/khach/<registration_id>/sua")
@for_those_who_may("guest.register")
@shows_people("guest.change")
def change_guest(code: str, registration_id: str) -> ResponseReturnValue:
    """The form with what is known; what was changed, before and after; then it is sent."""
    before = _known(registration_id)
    step, key = request.form.get(STEP), request.form.get(KEY) or new_key()
    if step is None:
        return _form(code, before, filled_in(before), [], key)
    values = {**dict.fromkeys(BOXES, ""), **typed(CHANGED)}
    payload = {"registration_id": registration_id, **_differs(before, values)}
    if step == TO_MEND:
        return _form(code, before, values, [], key)
    if len(payload) == 1:
        return _form(code, before, values, [Problem("", gettext("Chưa sửa chỗ nào."))], key), 422
    problems = problems_in(ChangeGuest(), payload, values, WHEN_EMPTY)
    if problems:
        return _form(code, before, values, problems, key), 422
    if step != TO_SEND:
        return _check_page(code, before, values, key)
    try:
        send("events", "change_guest", payload, key)
    except Refusal as refusal:
        return _form(code, before, values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã sửa thông tin khách số %(number)s.", number=before["number"]), "good")
    return redirect(url_for("web.guest_page", code=code, registration_id=registration_id), code=303)


@pages.post("/hoat-dong/<code>/khach/<registration_id>/dang-ky-lai")
@for_those_who_may("guest.register")
@shows_people("registration.cancel")
def register_again(code: str, registration_id: str) -> ResponseReturnValue:
    """The way back from a cancelled registration: the form filled in with the same guest, who gets a new number."""
    activity = activity_for("guest.register", code)
    guest = _known(registration_id)
    values = {**filled_in(guest), "quota": guest["quota"], "may_wait": "1"}
    return form_page(activity, values | {"assisted_reason": guest["assisted_reason"] or ""}, [], new_key())


def _known(registration_id: str) -> Row:
    """The guest whose data are to be changed; of a beneficiary only for who may see them."""
    guest = ask("events", "get_registration", {"id": registration_id})
    require("guest.register", guest["unit"])
    if guest["beneficiary"]:
        require("guest.reveal", guest["unit"])
        purpose = typed([WHY], longest=LONGEST_PURPOSE)[WHY]
        if len(purpose) < SHORTEST_PURPOSE:
            purpose = "sửa thông tin khách"
        guest = ask("events", "look_at_guest", {"registration_id": registration_id, "purpose": purpose})
    return guest


def _differs(before: Row, values: dict[str, str]) -> dict[str, Any]:
    """What of the form says something else than is known."""
    told = details(values) | {name: bool(values[name]) for name, _ in CONSENTS}
    was = details({**dict.fromkeys(BOXES, ""), **filled_in(before)})
    was |= {name: bool(before[name]) for name, _ in CONSENTS}
    return {name: value for name, value in told.items() if value != was[name]}


def _check_page(code: str, before: Row, values: dict[str, str], key: str) -> str:
    facts = [
        (label, gettext("%(before)s → %(now)s", before=was or "–", now=now or "–"), name)
        for (label, was, name), (_, now, _) in zip(in_words(filled_in(before)), in_words(values), strict=True)
        if was != now
    ]
    purpose = request.form.get(WHY, "")[:LONGEST_PURPOSE]
    return render_template(
        "check.html", heading=gettext("Kiểm tra lại chỗ sửa"),
        about=gettext("Khách số %(number)s, thẻ %(code)s. Chỗ nào không nêu thì giữ nguyên.",
                      number=before["number"], code=before["code"]),
        facts=facts, values={**values, KEY: key, WHY: purpose}, names=[*CHANGED, KEY, WHY],
        action=url_for("web.change_guest", code=code, registration_id=before["registration_id"]),
        button=gettext("Lưu chỗ sửa"),
    )


def _form(code: str, guest: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    activity = ask("events", "get_activity", {"id": code})
    return render_template(
        "guest_change.html", activity=activity, guest=guest, values=values, problems=problems, key=key, needs=NEEDS,
        consents=CONSENTS, purpose=request.form.get(WHY, "")[:LONGEST_PURPOSE],
    )


def _page(
    code: str, guest: Row, *, hidden: bool, values: dict[str, str] | None = None, problems: list[Problem] | None = None,
) -> str:
    activity = ask("events", "get_activity", {"id": guest["activity"]})
    quotas = {quota["code"]: quota["name"] for quota in activity["quotas"]}
    may = {action: principal().may(action, guest["unit"]) for action in (
        "guest.register", "guest.reveal", "registration.cancel",
    )}
    shown_anyway = ("guest_name", "needs", "consents")
    facts = [row[:2] for row in in_words(filled_in(guest)) if not hidden or row[2] in shown_anyway]
    helped = guest["assisted_reason"]
    return render_template(
        "guest_page.html", activity=activity, guest=guest, hidden=hidden, may=may,
        quota=quotas.get(guest["quota"], guest["quota"]), values=values or {}, problems=problems or [],
        facts=[(label, shown or "–") for label, shown in facts],
        assisted=said(dict(ASSISTED)[helped]) if helped else N_("Khách tự đăng ký"), key=new_key(),
    )


def why_problems(purpose: str) -> list[Problem]:
    """What a name is needed for must be said."""
    if not purpose:
        return [Problem(WHY, gettext("Ghi rõ cần tên để làm gì; lần xem được lưu lại."))]
    return purpose_problems(purpose)
