"""Contests beside a round: what was measured at which hole, who leads, and a try taken back that was wrong."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf_scoring import RecordGolfContest, WithdrawGolfContest
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal
from gateway.access.looks import saw
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import CONTEST_WORDS
from gateway.web.languages import N_, said
from gateway.web.organiser.golf_rounds import round_of
from gateway.web.sending import send

PAGE = "/hoat-dong/<code>/golf/vong/<round_id>/thi-phu"
FIELDS = ("held", "number", "metres", "witness")
IN_THE_FORM = {"contest": "held", "hole": "held", "golf_card_id": "number", "measured_cm": "metres"}
WHEN_EMPTY = {
    "held": N_("Chọn cuộc thi."), "number": N_("Gõ số của người chơi."), "witness": N_("Ghi ai chứng kiến."),
}
HOLE_IN_ONE = "hole_in_one"

_METRES = re.compile(r"(?P<whole>[0-9]{1,3})(?:[.,](?P<part>[0-9]{1,2}))?\s*m?")


@pages.get(PAGE)
@for_those_who_may("golf.score")
def contest_page(code: str, round_id: str) -> ResponseReturnValue:
    """Every contest with its tries, and the form for the next one: of the contest before, with its witness."""
    found = round_of(code, round_id, "golf.score")
    told = _contests(round_id)
    values = {"held": request.args.get("cuoc", "")[:30]}
    before = [one for one in told if _held(one) == values["held"] and one["tries"]]
    if before:
        values["witness"] = before[0]["tries"][0]["witness"]
    return _page(found, told, values, [], new_key())


@pages.post(PAGE)
@for_those_who_may("golf.score")
def record_contest(code: str, round_id: str) -> ResponseReturnValue:
    """Write a try down."""
    found = round_of(code, round_id, "golf.score")
    values, key = typed(FIELDS, longest=120), request.form.get(KEY) or new_key()
    contest, _, hole = values["held"].partition("-")
    cards = ask("events", "list_golf_cards", {"golf_round_id": round_id})["cards"]
    card = next((one for one in cards if str(one["number"]) == values["number"]), None)
    cm = centimetres(values["metres"])
    payload: dict[str, Any] = {
        "golf_round_id": round_id, "contest": contest, "hole": int(hole) if hole.isdecimal() else 0,
        "golf_card_id": card["golf_card_id"] if card else values["number"], "witness": values["witness"],
        "measured_cm": cm,
    }
    problems = problems_in(RecordGolfContest(), payload, values, WHEN_EMPTY, IN_THE_FORM)
    problems = list({one.field: one for one in reversed(problems)}.values())[::-1]
    problems += _problems_of_form(values, contest, card, cm)
    if problems:
        return _page(found, _contests(round_id), values, problems, key), 422
    try:
        send("events", "record_golf_contest", payload, key)
    except Refusal as refusal:
        return _page(found, _contests(round_id), values, problem_of(refusal, IN_THE_FORM), new_key()), 409
    name = card["player_name"] if card else ""
    flash(gettext("Đã ghi: số %(number)s, %(name)s.", number=values["number"], name=name), "good")
    return redirect(url_for("web.contest_page", code=code, round_id=round_id, cuoc=values["held"]), code=303)


@pages.get(f"{PAGE}/<try_id>/rut")
@for_those_who_may("golf.score")
def contest_withdrawal(code: str, round_id: str, try_id: str) -> ResponseReturnValue:
    """Which try is it, and why is it wrong?"""
    found = round_of(code, round_id, "golf.score")
    return _withdrawal(found, try_id, {}, [], new_key())


@pages.post(f"{PAGE}/<try_id>/rut")
@for_those_who_may("golf.score")
def withdraw_contest(code: str, round_id: str, try_id: str) -> ResponseReturnValue:
    """The try does not count; it stays written down with the reason."""
    found = round_of(code, round_id, "golf.score")
    values, key = typed(["reason"], longest=300), request.form.get(KEY) or new_key()
    payload = {"golf_contest_id": _try(found, try_id)["golf_contest_id"], "reason": values["reason"]}
    problems = problems_in(WithdrawGolfContest(), payload, values, {"reason": N_("Ghi lý do.")})
    if problems:
        return _withdrawal(found, try_id, values, problems, key), 422
    try:
        send("events", "withdraw_golf_contest", payload, key)
    except Refusal as refusal:
        return _withdrawal(found, try_id, values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã rút lần ghi."), "good")
    return redirect(url_for("web.contest_page", code=code, round_id=round_id), code=303)


def centimetres(text: str) -> int | None:
    """Metres as they are read off a tape: `3,25`, `230 m`.  None for anything else."""
    read = _METRES.fullmatch(text.strip())
    return int(read["whole"]) * 100 + int((read["part"] or "").ljust(2, "0")) if read else None


def _problems_of_form(values: dict[str, str], contest: str, card: Row | None, cm: int | None) -> list[Problem]:
    """What the contract can't see: it never gets what was typed."""
    problems = []
    if values["number"] and card is None:
        problems.append(Problem("number", gettext("Vòng này không có thẻ số %(number)s.", number=values["number"][:10]),
                                gettext("Xem lại số người chơi, hoặc phát thẻ trước.")))
    if contest and cm is None and (values["metres"] or contest != HOLE_IN_ONE):
        problems.append(Problem("metres", gettext("Gõ số mét đo được, ví dụ 3,25.")))
    return problems


def _contests(round_id: str) -> list[Row]:
    told = ask("events", "list_golf_contests", {"golf_round_id": round_id})["contests"]
    saw(one["golf_card_id"] for contest in told for one in contest["tries"])
    return list(told)


def _held(contest: Row) -> str:
    return f"{contest['contest']}-{contest['hole']}"


def _name(contest: Row) -> str:
    words = said(dict(CONTEST_WORDS)[contest["contest"]])
    return gettext("%(contest)s, hố %(hole)s", contest=words, hole=contest["hole"])


def _try(found: Row, try_id: str) -> Row:
    one = ask("events", "get_golf_contest", {"id": try_id})
    if one["golf_round_id"] != found["golf_round_id"]:
        abort(404)
    return one


def _page(found: Row, told: list[Row], values: dict[str, str], problems: list[Problem], key: str) -> str:
    activity = ask("events", "get_activity", {"id": found["activity"]})
    return render_template(
        "organiser/golf_contests.html", activity=activity, round=found, values=values, problems=problems, key=key,
        contests=[{**one, "name": _name(one)} for one in told],
        held=[("", gettext("– chọn cuộc thi –"))] + [(_held(one), _name(one)) for one in told if one["is_held"]],
        may=lambda action: principal().may(action, found["unit"]),
    )


def _withdrawal(found: Row, try_id: str, values: dict[str, str], problems: list[Problem], key: str) -> str:
    one = _try(found, try_id)
    shown = next(
        {**told, "name": _name(contest)} for contest in _contests(found["golf_round_id"]) for told in contest["tries"]
        if told["golf_contest_id"] == one["golf_contest_id"]
    )
    activity = ask("events", "get_activity", {"id": found["activity"]})
    return render_template(
        "organiser/golf_contest_withdrawal.html", activity=activity, round=found, one=shown, values=values,
        problems=problems, key=key,
    )
