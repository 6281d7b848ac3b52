"""A round of golf from its regulations to its result: planned, cards dealt, opened, closed; who handed a card in."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf_scoring import PlanGolfRound
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.access.looks import saw
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, for_people, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import CARD_STATUS, PRESETS
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for
from gateway.web.organiser.golf_board import ROUND_STATUS, rounds_of
from gateway.web.sending import send

FIELDS = ("number", "name", "play_on", "preset")
WHEN_EMPTY = {"name": N_("Gõ tên vòng đấu."), "play_on": N_("Chọn ngày đánh.")}

STEPS = {
    "phat-the": ("golf.score", "deal_golf_cards"), "mo": ("golf.direct", "open_golf_round"),
    "ket-thuc": ("golf.direct", "close_golf_round"), "mo-lai": ("golf.direct", "reopen_golf_round"),
}


@pages.get("/hoat-dong/<code>/golf/vong/moi")
@for_those_who_may("golf.direct")
def golf_round_form(code: str) -> ResponseReturnValue:
    """By which regulations, on which day?"""
    activity = activity_for("golf.direct", code)
    number = len(rounds_of(code)) + 1
    values = {
        "number": str(number), "name": gettext("Vòng %(number)s", number=number), "preset": "system_36",
        "play_on": activity["starts_on"] or "",
    }
    return _form(activity, values, [], new_key())


@pages.post("/hoat-dong/<code>/golf/vong/moi")
@for_those_who_may("golf.direct")
def plan_golf_round(code: str) -> ResponseReturnValue:
    """Keep the regulations that were chosen, and plan a round by them."""
    activity = activity_for("golf.direct", code)
    values, key = typed(FIELDS, longest=120), request.form.get(KEY) or new_key()
    preset = PRESETS.get(values["preset"])
    rule_set = values["preset"].replace("_", "-")
    number = int(values["number"]) if values["number"].isdecimal() and len(values["number"]) < 4 else values["number"]
    payload = {
        "tournament": code, "number": number, "name": values["name"], "play_on": values["play_on"],
        "rule_set": rule_set or "x",
    }
    problems = problems_in(PlanGolfRound(), payload, values, WHEN_EMPTY)
    if preset is None:
        problems.append(Problem("preset", gettext("Chọn thể lệ.")))
    if problems or preset is None:
        return _form(activity, values, problems, key), 422
    rules = {
        "tournament": code, "code": rule_set, "name": preset[0][:120], "handicap": preset[1],
        "gross_cap": {"kind": "none"}, "boards": preset[2],
    }
    try:
        send("events", "save_golf_rule_set", rules, f"{key}-rules")
        made = send("events", "plan_golf_round", payload, key)
    except Refusal as refusal:
        return _form(activity, values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã lập %(name)s.", name=values["name"]), "good")
    return redirect(url_for("web.golf_round_page", code=code, round_id=made["golf_round_id"]), code=303)


@pages.get("/hoat-dong/<code>/golf/vong/<round_id>")
@for_those_who_may("golf.score")
def golf_round_page(code: str, round_id: str) -> ResponseReturnValue:
    """Where the round is, what comes next, and each card: how far it is and who signed."""
    found = round_of(code, round_id, "golf.score")
    activity = ask("events", "get_activity", {"id": code})
    cards = ask("events", "list_golf_cards", {"golf_round_id": round_id})["cards"]
    saw(one["player_id"] for one in cards)
    wanted = request.args.get("the", "")
    shown = [one for one in cards if wanted in ("", _state(one))]
    return render_template(
        "golf_round.html", activity=activity, round=found, cards=cards, shown=shown, wanted=wanted,
        states=[(state, words, sum(_state(one) == state for one in cards)) for state, words in CARD_STATES],
        state_of=_state, state_words=dict(CARD_STATES), card_status=CARD_STATUS, round_status=ROUND_STATUS,
        hidden=found["rules"]["handicap"]["hidden_holes"], key=new_key,
        may=lambda action: principal().may(action, found["unit"]),
    )


@pages.post("/hoat-dong/<code>/golf/vong/<round_id>/<what>")
def step_of_golf_round(code: str, round_id: str, what: str) -> ResponseReturnValue:
    """Deal cards, let play begin, end it, take scores again."""
    if what not in STEPS:
        require_somewhere("golf.score")
        abort(404)
    action, method = STEPS[what]
    require_somewhere(action)
    round_of(code, round_id, action)
    more: dict[str, Any] = typed(["reason"], longest=300) if what == "mo-lai" else {}
    try:
        told = send("events", method, {"golf_round_id": round_id, **more}, request.form.get(KEY) or new_key())
        if what == "phat-the":
            flash(gettext("Đã phát thêm %(cards)s thẻ.", cards=told["dealt"]), "good")
        else:
            flash(gettext("Đã lưu."), "good")
    except Refusal as refusal:
        flash(" ".join(for_people(refusal)), "bad")
    return redirect(url_for("web.golf_round_page", code=code, round_id=round_id), code=303)


CARD_STATES = (
    ("chua", N_("Chưa nhập")), ("dang", N_("Đang nhập")), ("du", N_("Đủ hố, chờ ký")), ("ky", N_("Đã ký đủ")),
    ("khong", N_("Không tính")),
)


def round_of(code: str, round_id: str, action: str) -> Row:
    """The round of this tournament, if the account may do this there."""
    found = ask("events", "get_golf_round", {"id": round_id})
    require(action, found["unit"])
    if found["activity"] != code:
        abort(404)
    return found


def _state(card: Row) -> str:
    if card["status"] == "withdrawn":
        return "khong"
    if card["status"] == "signed":
        return "ky"
    return {0: "chua", 18: "du"}.get(card["holes_done"], "dang")


def _form(activity: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    return render_template(
        "golf_round_form.html", activity=activity, values=values, problems=problems, key=key,
        presets=[(code, words) for code, (words, _, _) in PRESETS.items()],
    )
