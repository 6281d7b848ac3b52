"""Whoever holds an invitation answers it here, without a log-in: comes, does not come, or sends a substitute."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.invitations import AnswerInvitation
from contracts.refusals import NotFound, Refusal
from gateway.access.current import require
from gateway.access.invitation_links import PAGE, invitation_of
from gateway.api.asking import ask
from gateway.api.events.guests import as_calendar
from gateway.api.events.invitations import answered_by_link
from gateway.web.blueprint import pages
from gateway.web.forms import Problem, problem_of, problems_in, typed
from gateway.web.guest_words import CONSENTS, NEEDS
from gateway.web.languages import N_
from runtime.clock import local_day, utc_now

FIELDS = ("answer", "guest_name", "title", "phone", "needs_note", *(name for name, _ in (*NEEDS, *CONSENTS)))
WHEN_EMPTY = {"answer": N_("Chọn một câu trả lời.")}


@pages.get(f"{PAGE}/<token>")
def invitation_page(token: str) -> ResponseReturnValue:
    """The invitation, and a form for the answer while there is time."""
    require("invitation.answer")
    found = _found(token)
    values = {"answer": found["status"], "guest_name": found["comes_name"], "title": found["comes_title"]}
    if found["status"] not in ("no", "substitute"):
        values |= {"guest_name": "", "title": ""}
    return _page(token, found, values, [])


@pages.post(f"{PAGE}/<token>")
def answer_invitation(token: str) -> ResponseReturnValue:
    """Take the answer, and show the invitation as it then stands."""
    require("invitation.answer")
    found = _found(token)
    values = typed(FIELDS, longest=400)
    payload = _payload(values)
    problems = problems_in(AnswerInvitation(exclude=["invitation_id"]), payload, values, WHEN_EMPTY)
    if problems:
        return _page(token, found, values, problems), 422
    try:
        answered_by_link(token, payload)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(token, found, values, problem_of(refusal)), 409
    flash(gettext("Ban tổ chức đã nhận trả lời của ông/bà. Xin cảm ơn."), "good")
    return redirect(url_for("web.invitation_page", token=token), code=303)


@pages.get(f"{PAGE}/<token>/lich.ics")
def invitation_calendar(token: str) -> ResponseReturnValue:
    """The day for one's own calendar."""
    require("invitation.answer")
    found = _found(token)
    return as_calendar(
        {**found, "code": found["activity"], "name": found["activity_name"], "version": found["activity_version"]}
    )


def _found(token: str) -> dict[str, Any]:
    return ask("events", "get_invitation", {"id": invitation_of(token)})


def _payload(values: dict[str, str]) -> dict[str, Any]:
    """What was filled in, as the contract has it.  Of a no, only that."""
    if values["answer"] == "no":
        return {"answer": "no"}
    # A box that stays empty is a no: the guest was asked.
    consents = {name: bool(values[name]) for name, _ in CONSENTS}
    needs = [name for name, _ in NEEDS if values[name]]
    told = {name: values[name] for name in ("answer", "guest_name", "title", "phone", "needs_note")}
    return {**told, **consents, "needs": needs}


def _page(token: str, found: dict[str, Any], values: dict[str, str], problems: list[Problem]) -> str:
    in_time = found["reply_by_on"] >= local_day(utc_now()).isoformat()
    return render_template(
        "invitation.html", token=token, invitation=found, values=values, problems=problems, needs=NEEDS,
        consents=CONSENTS, is_open=in_time and found["status"] != "withdrawn",
    )
