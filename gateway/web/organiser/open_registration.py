"""The organiser opens an activity to the public, says for how many and until when, and closes it again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.open_registration import CloseToPublic, OpenToPublic
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal
from gateway.api.asking import ask
from gateway.api.donations.receipts import public_address
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.opening_words import state_words
from gateway.web.organiser.activities import activity_for, in_reading_order
from gateway.web.sending import send

PAGE = "/hoat-dong/<code>/dang-ky-cong-khai"
FIELDS = ("quota", "places", "closes_on")
CLOSING = ("reason", "called_off")


@pages.get(PAGE)
@for_those_who_may("registration.open")
def opening_page(code: str) -> ResponseReturnValue:
    """How it stands open, and what may be changed."""
    activity = activity_for("registration.open", code)
    return _page(activity, _opening(code), None, [], new_key())


@pages.post(PAGE)
@for_those_who_may("registration.open")
def open_registration(code: str) -> ResponseReturnValue:
    """Open it, or change how it is open."""
    activity = activity_for("registration.open", code)
    values, key = typed(FIELDS, longest=80), request.form.get(KEY) or new_key()
    places = values["places"]
    command: dict[str, Any] = {
        "activity": code, "quota": values["quota"] or None, "closes_on": values["closes_on"] or None,
        "places": int(places) if places.isascii() and places.isdecimal() and len(places) < 7 else places or None,
    }
    problems = problems_in(OpenToPublic(), command, values, {})
    if problems:
        return _page(activity, _opening(code), values, problems, key), 422
    try:
        send("events", "open_to_public", command, key)
    except Refusal as refusal:
        at = {refusal.field: "places"} if refusal.field and refusal.field.startswith("quotas.") else {}
        return _page(activity, _opening(code), values, problem_of(refusal, at), new_key()), 409
    flash(gettext("Đang nhận đăng ký công khai."), "good")
    return redirect(url_for("web.opening_page", code=code), code=303)


@pages.post(f"{PAGE}/dong")
@for_those_who_may("registration.open")
def close_registration(code: str) -> ResponseReturnValue:
    """Close it; whoever registered keeps their place."""
    activity = activity_for("registration.open", code)
    values, key = typed(CLOSING, longest=400), request.form.get(KEY) or new_key()
    command = {"activity": code, "reason": values["reason"], "called_off": bool(values["called_off"])}
    problems = problems_in(CloseToPublic(), command, values, {})
    if problems:
        return _page(activity, _opening(code), values, problems, key), 422
    try:
        send("events", "close_to_public", command, key)
    except Refusal as refusal:
        return _page(activity, _opening(code), values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã đóng đăng ký công khai; ai đã đăng ký vẫn giữ chỗ. Muốn nhận tiếp thì mở lại ở dưới."), "good")
    return redirect(url_for("web.opening_page", code=code), code=303)


def _opening(code: str) -> Row:
    return ask("events", "get_opening", {"id": code})


def _page(activity: Row, opening: Row, values: dict[str, str] | None, problems: list[Problem], key: str) -> str:
    code, own = activity["code"], opening["own_quota"]
    blocks = [("", N_("– không thuộc khối nào, ghi số chỗ ở dưới –"))]
    for quota in in_reading_order(activity["quotas"]):
        if not (quota["across"] or quota["guaranteed"] or quota["code"] == own):
            blocks.append((quota["code"], f"{'– ' * quota['depth']}{quota['name']}"))
    names = {quota["code"]: quota["name"] for quota in activity["quotas"]}
    return render_template(
        "organiser/opening.html", activity=activity, opening=opening, values={**_as_it_is(activity, opening),
        **(values or {})}, problems=problems, key=key, closing_key=new_key(), blocks=blocks,
        block_name=names.get(opening["quota"] or "", ""), state_words=state_words, state=state_words(opening["state"]),
        public_page=f"{public_address()}{url_for('web.public_activity_page', code=code)}",
        may_list=principal().may("guest.list", activity["unit"]),
    )


def _as_it_is(activity: Row, opening: Row) -> dict[str, str]:
    """The fields of the form for what holds now: of the public's own block, the one around it."""
    quota = opening["quota"]
    if quota is not None and quota == opening["own_quota"]:
        quota = next((one["within"] for one in activity["quotas"] if one["code"] == quota), None)
    return {
        "quota": quota or "", "places": str(opening["places"] or ""), "closes_on": opening["closes_on"] or "",
        "reason": opening["reason"],
    }
