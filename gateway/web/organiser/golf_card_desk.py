"""A paper card entered at the desk: hole by hole by keyboard, the two signatures noted, and what happens after."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.access.looks import saw
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.by_link.golf_card_page import FIELDS, PICKED_UP, hole_values, holes_changed
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, for_people, new_key, problem_of, typed
from gateway.web.golf_words import CARD_STATUS, WITHDRAWALS
from gateway.web.languages import said
from gateway.web.sending import send
from runtime.clock import utc_now, wire_instant

DEVICE = "bàn ghi điểm"
MORE = ("reason", "decided_by", "kind")


@pages.get("/hoat-dong/<code>/golf/the/<card_id>")
@for_those_who_may("golf.score")
def card_desk(code: str, card_id: str) -> ResponseReturnValue:
    """The card as it stands, ready to be typed in."""
    card = _card(code, card_id, "golf.score")
    return _page(code, card, None, [])


@pages.post("/hoat-dong/<code>/golf/the/<card_id>")
@for_those_who_may("golf.score")
def enter_card(code: str, card_id: str) -> ResponseReturnValue:
    """Take the holes that were changed; of a signed card as a correction, with its reason."""
    card = _card(code, card_id, "golf.score")
    values = typed([*FIELDS, *MORE], longest=500)
    for name in FIELDS:
        if values[name].lower() == PICKED_UP:
            values |= {name: "", name.replace("gay_", "nhat_"): "1"} if name.startswith("gay_") else {}
    changed, problems = holes_changed(values)
    key = request.form.get(KEY, "")[:40] or new_key()
    if problems:
        return _page(code, card, values, problems), 422
    if not changed:
        flash(gettext("Không có hố nào đổi."), "wait")
        return redirect(url_for("web.card_desk", code=code, card_id=card_id), code=303)
    try:
        problems = _correct(card, changed, values, key) if card["status"] == "signed" else _enter(card, changed, key)
    except Refusal as refusal:
        problems = problem_of(refusal)
    if problems:
        return _page(code, _card(code, card_id, "golf.score"), values, problems), 409
    flash(gettext("Đã lưu %(count)s hố.", count=len(changed)), "good")
    return redirect(url_for("web.card_desk", code=code, card_id=card_id), code=303)


@pages.post("/hoat-dong/<code>/golf/the/<card_id>/<what>")
def step_of_golf_card(code: str, card_id: str, what: str) -> ResponseReturnValue:
    """Both signatures are on the paper; the player does not count, or does after all."""
    actions = {"ky": "golf.score", "bo": "golf.correct", "tra-lai": "golf.correct"}
    require_somewhere(actions.get(what, "golf.score"))
    if what not in actions:
        abort(404)
    card = _card(code, card_id, actions[what])
    key = request.form.get(KEY) or new_key()
    told = typed([*MORE, "da_xem", "player", "marker"], longest=300)
    try:
        if what == "ky":
            _sign(card, told, key)
        elif what == "bo":
            send("events", "withdraw_golf_card",
                 {"golf_card_id": card_id, "kind": told["kind"], "reason": told["reason"]}, key)
        else:
            send("events", "return_golf_card", {"golf_card_id": card_id, "reason": told["reason"]}, key)
        flash(gettext("Đã lưu."), "good")
    except Refusal as refusal:
        flash(" ".join(for_people(refusal)), "bad")
    return redirect(url_for("web.card_desk", code=code, card_id=card_id), code=303)


def _enter(card: Row, changed: dict[int, int | None], key: str) -> list[Problem]:
    now = wire_instant(utc_now())
    entries = [
        {"entry_id": f"{key}-{hole}", "golf_card_id": card["golf_card_id"], "hole": hole, "strokes": strokes,
         "entered_at": now}
        for hole, strokes in changed.items()
    ]
    asked = {"golf_round_id": card["golf_round_id"], "device": DEVICE, "entries": entries}
    told = ask("events", "enter_golf_scores", asked)["entries"]
    return [
        Problem(f"gay_{one['hole']}", gettext("Hố %(hole)s: %(reason)s", hole=one["hole"],
                                              reason=said(one["refusal"]["message"])), one["refusal"]["remedy"])
        for one in told if one["refusal"]
    ]


def _correct(card: Row, changed: dict[int, int | None], values: dict[str, str], key: str) -> list[Problem]:
    require("golf.correct", card["unit"])
    problems = []
    if not values["reason"]:
        problems.append(Problem("reason", gettext("Ghi lý do đính chính.")))
    if not values["decided_by"]:
        problems.append(Problem("decided_by", gettext("Ghi ai quyết định đính chính.")))
    if not problems:
        send("events", "correct_golf_card", {
            "golf_card_id": card["golf_card_id"], "reason": values["reason"], "decided_by": values["decided_by"],
            "holes": [{"hole": hole, "strokes": strokes} for hole, strokes in changed.items()],
        }, key)
    return problems


def _sign(card: Row, told: dict[str, str], key: str) -> None:
    by = {"player": card["players_on_card"][0], "marker": card["marker"]}
    for signer, person in by.items():
        if told[signer] and person:
            send("events", "sign_golf_card", {
                "golf_card_id": card["golf_card_id"], "signer": signer, "signed_by": person["golf_player_id"],
                "seen_sha256": told["da_xem"],
            }, f"{key}-{signer}")


def _card(code: str, card_id: str, action: str) -> Row:
    card = ask("events", "get_golf_card", {"id": card_id})
    require(action, card["unit"])
    if card["activity"] != code:
        abort(404)
    saw(one["golf_player_id"] for one in card["players_on_card"])
    return card


def _page(code: str, card: Row, values: dict[str, str] | None, problems: list[Problem]) -> str:
    activity = ask("events", "get_activity", {"id": code})
    found = ask("events", "get_golf_round", {"id": card["golf_round_id"]})
    reckoned = ask("events", "explain_golf_card", {"golf_card_id": card["golf_card_id"]})
    strokes = [one["strokes"] for one in reckoned["scores"] if one["is_played"]]
    shown: dict[str, Any] = {
        "activity": activity, "round": found, "card": card, "holes": reckoned["scores"], "problems": problems,
        "values": values or hole_values(reckoned["scores"]), "key": new_key(), "withdrawals": WITHDRAWALS,
        "total": None if None in strokes or not strokes else sum(strokes), "card_status": CARD_STATUS,
        "signed_as": {one["signer"] for one in card["signatures"] if not one["voided"]},
        "may_correct": principal().may("golf.correct", card["unit"]), "next_card": _next(card),
    }
    shown["may_enter"] = (card["status"] == "open" and found["status"] == "open") or (
        card["status"] == "signed" and shown["may_correct"]
    )
    return render_template("golf_card_desk.html", **shown)


def _next(card: Row) -> Row | None:
    """The next card by number that is not locked yet, the first after the last."""
    cards = ask("events", "list_golf_cards", {"golf_round_id": card["golf_round_id"]})["cards"]
    waiting = [one for one in cards if one["status"] == "open" and one["golf_card_id"] != card["golf_card_id"]]
    later = [one for one in waiting if one["number"] > card["number"]]
    return (later or waiting or [None])[0]
