"""A score card on a phone, opened by the link printed on it: the marker enters holes, marker and player sign."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf_scoring import MOST_STROKES
from contracts.refusals import NotFound, Refusal
from gateway.access.current import require
from gateway.access.golf_links import PAGE
from gateway.api.events.golf_links import entered, shown, signed
from gateway.web.blueprint import pages
from gateway.web.forms import KEY, Problem, new_key, problem_of, typed
from gateway.web.languages import said
from runtime.clock import utc_now, wire_instant

HOLES = range(1, 19)
FIELDS = [f"{name}_{hole}" for hole in HOLES for name in ("gay", "nhat", "truoc")]
PICKED_UP = "x"

Json = dict[str, Any]


@pages.get(f"{PAGE}/<token>")
def golf_card_page(token: str) -> ResponseReturnValue:
    """The card, with a form for its marker while it may be entered."""
    require("golf.hold")
    card = shown(token)
    return _page(token, card, hole_values(card["holes"]), [])


@pages.post(f"{PAGE}/<token>")
def enter_golf_card(token: str) -> ResponseReturnValue:
    """Take the holes that were changed in the form, and show the card as it then stands."""
    require("golf.hold")
    card = shown(token)
    values = typed(FIELDS, longest=10)
    changed, problems = holes_changed(values)
    if problems:
        return _page(token, card, values, problems), 422
    key, now = request.form.get(KEY, "")[:40], wire_instant(utc_now())
    entries = [
        {"entry_id": f"{key}-{hole}", "hole": hole, "strokes": strokes, "entered_at": now}
        for hole, strokes in changed.items()
    ]
    if entries:
        try:
            outcomes = entered(token, entries)
        except NotFound:
            raise
        except Refusal as refusal:
            return _page(token, card, values, problem_of(refusal)), 409
        refused = [
            _refused(one)
            for one in outcomes if one["refusal"]
        ]
        if refused:
            return _page(token, shown(token), values, refused), 409
        flash(gettext("Đã lưu %(count)s hố.", count=len(entries)), "good")
    return redirect(url_for("web.golf_card_page", token=token), code=303)


@pages.post(f"{PAGE}/<token>/chu-ky")
def sign_golf_card(token: str) -> ResponseReturnValue:
    """Sign the card as it was shown."""
    require("golf.hold")
    try:
        signed(token, request.form.get("da_xem", "")[:64])
    except NotFound:
        raise
    except Refusal as refusal:
        card = shown(token)
        return _page(token, card, hole_values(card["holes"]), problem_of(refusal)), 409
    flash(gettext("Đã ký thẻ điểm."), "good")
    return redirect(url_for("web.golf_card_page", token=token), code=303)


def _refused(entry: Json) -> Problem:
    reason = said(entry["refusal"]["message"])
    told = gettext("Hố %(hole)s: %(reason)s", hole=entry["hole"], reason=reason)
    return Problem(f"gay_{entry['hole']}", told, entry["refusal"]["remedy"])


def holes_changed(values: dict[str, str]) -> tuple[dict[int, int | None], list[Problem]]:
    """Holes that differ from what the form showed.  What another device entered since is not taken back by a form
    that still shows the old figure."""
    changed: dict[int, int | None] = {}
    problems = []
    for hole in HOLES:
        now = PICKED_UP if values[f"nhat_{hole}"] else values[f"gay_{hole}"]
        if now == values[f"truoc_{hole}"]:
            continue
        if now == PICKED_UP:
            changed[hole] = None
        elif now.isascii() and now.isdecimal() and 1 <= int(now) <= MOST_STROKES:
            changed[hole] = int(now)
        else:
            wrong = gettext("Hố %(hole)s: nhập số gậy từ 1 đến %(most)s.", hole=hole, most=MOST_STROKES)
            problems.append(Problem(f"gay_{hole}", wrong if now else f"{wrong} {gettext('Không để trống lại được.')}"))
    return changed, problems


def hole_values(holes: list[Json]) -> dict[str, str]:
    """The holes of a card, as `explain_golf_card` tells them, as fields of the form."""
    values = dict.fromkeys(FIELDS, "")
    for one in holes:
        if one["is_played"]:
            picked_up = one["strokes"] is None
            told = PICKED_UP if picked_up else str(one["strokes"])
            values |= {f"truoc_{one['hole']}": told, f"gay_{one['hole']}": "" if picked_up else told}
            values |= {f"nhat_{one['hole']}": "1" if picked_up else ""}
    return values


def _page(token: str, card: Json, values: dict[str, str], problems: list[Problem]) -> str:
    is_open = card["status"] == "open" and card["round_status"] == "open"
    strokes = [one["strokes"] for one in card["holes"] if one["is_played"]]
    return render_template(
        "golf_card.html", token=token, card=card, values=values, problems=problems, key=new_key(),
        may_enter=is_open and card["signer"] == "marker",
        may_sign=is_open and card["holes_done"] == len(HOLES) and card["signer"] not in card["signed_as"],
        total=None if None in strokes else sum(strokes),
    )
