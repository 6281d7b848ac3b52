"""Prizes of a round: named before play, and who gets them when it is over, as a list to sign at the ceremony."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf_scoring import SetGolfPrizes
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import CONTEST_WORDS
from gateway.web.languages import said
from gateway.web.organiser.golf_board import BASIS_WORDS
from gateway.web.organiser.golf_desk import code_of
from gateway.web.organiser.golf_money_words import number_typed
from gateway.web.organiser.golf_rounds import round_of
from gateway.web.sending import send
from messaging.context import Expected

PAGE = "/hoat-dong/<code>/golf/vong/<round_id>/giai-thuong"
SEEN = "lan"
FEWEST_LINES, EMPTY_LINES, MOST_LINES = 8, 4, 60
USUAL = (("gross", 1), ("net", 1), ("net", 2), ("net", 3), ("stableford", 1))
"""What most tournaments give, as far as the regulations have such a ranking."""


@pages.get(PAGE)
@for_those_who_may("golf.read")
def prize_page(code: str, round_id: str) -> ResponseReturnValue:
    """The prizes; once the round is over, who gets each and why, contests too."""
    found = round_of(code, round_id, "golf.read")
    result, why_not = _result(found)
    return render_template(
        "organiser/golf_prizes.html", activity=ask("events", "get_activity", {"id": code}), round=found,
        result=result, why_not=why_not, basis_words=BASIS_WORDS, contest_words=dict(CONTEST_WORDS),
        may=lambda action: principal().may(action, found["unit"]),
    )


@pages.get(f"{PAGE}/sua")
@for_those_who_may("golf.direct")
def prize_form(code: str, round_id: str) -> ResponseReturnValue:
    """The prizes as they are, or with `?mau=1` the usual ones."""
    found = round_of(code, round_id, "golf.direct")
    prizes = usual(found) if request.args.get("mau") and not found["prizes"] else found["prizes"]
    return _form(found, filled_in(prizes), [], new_key())


@pages.post(f"{PAGE}/sua")
@for_those_who_may("golf.direct")
def set_prizes(code: str, round_id: str) -> ResponseReturnValue:
    """Keep all of them, unless somebody else changed the round meanwhile."""
    found = round_of(code, round_id, "golf.direct")
    lines = range(MOST_LINES)
    values = typed([f"{name}_{line}" for line in lines for name in ("name", "basis", "place", "code")], longest=200)
    seen, key = typed([SEEN], longest=10)[SEEN], request.form.get(KEY) or new_key()
    prizes, places = prizes_of(values, found["prizes"])
    payload = {"golf_round_id": round_id, "prizes": prizes}
    problems = problems_in(SetGolfPrizes(), payload, values, {}, places)
    if problems:
        return _form(found, values, problems, key), 422
    expects = Expected("golf_round_id", round_id, int(seen) if seen.isdecimal() else 0)
    try:
        send("events", "set_golf_prizes", payload, key, expects)
    except Refusal as refusal:
        wrong = [Problem("", gettext("Vòng đấu vừa được người khác sửa."), gettext("Xem lại rồi lưu."))] \
            if refusal.kind == "moved" else problem_of(refusal, places)
        return _form(round_of(code, round_id, "golf.direct"), values, wrong, new_key()), 409
    flash(gettext("Đã lưu các giải."), "good")
    return redirect(url_for("web.prize_page", code=code, round_id=round_id), code=303)


def prizes_of(values: dict[str, str], before: list[Row]) -> tuple[list[Row], dict[str, str]]:
    """The prizes of the lines that have a name, and where in the form each part of the command stands."""
    known = {one["code"]: one for one in before}
    taken = {values[f"code_{line}"] for line in range(MOST_LINES)} & set(known)
    prizes: list[Row] = []
    places: dict[str, str] = {}
    for line in range(MOST_LINES):
        name = values[f"name_{line}"]
        if not name:
            continue
        kept = known.get(values[f"code_{line}"])
        at = f"prizes.{len(prizes)}"
        places |= {f"{at}.{part}": f"{part}_{line}" for part in ("name", "basis", "place")}
        places[f"{at}.code"] = f"name_{line}"
        prizes.append({
            "code": kept["code"] if kept else code_of(name[:36], taken), "name": name,
            "basis": values[f"basis_{line}"], "place": number_typed(values[f"place_{line}"] or "1"),
            "group": kept["group"] if kept else None,
        })
    return prizes, places


def filled_in(prizes: list[Row]) -> dict[str, str]:
    """The lines of the form."""
    values: dict[str, str] = {}
    for line, one in enumerate(prizes):
        values |= {f"{name}_{line}": str(one[name]) for name in ("name", "basis", "place", "code")}
    return values


def usual(found: Row) -> list[Row]:
    """Prizes that most tournaments give, by the rankings of this round."""
    return [
        {"code": "", "basis": basis, "place": place,
         "name": gettext("%(ranking)s, giải %(place)s", ranking=said(BASIS_WORDS[basis]), place=place)}
        for basis, place in USUAL if basis in found["rules"]["boards"]
    ]


def _result(found: Row) -> tuple[Row | None, str]:
    """What came out, or why there is nothing yet."""
    if found["status"] != "closed":
        return None, gettext("Người nhận giải hiện ở đây khi vòng đấu kết thúc.")
    try:
        return ask("events", "read_golf_result", {"golf_round_id": found["golf_round_id"]}), ""
    except Refusal as refusal:
        if refusal.code != "hidden_holes_not_revealed":
            raise
        return None, said(refusal.message)


def _form(found: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    used = [line for line in range(MOST_LINES) if values.get(f"name_{line}")]
    shown = min(max(FEWEST_LINES, (used[-1] + 1 if used else 0) + EMPTY_LINES), MOST_LINES)
    rankings: list[tuple[str, Any]] = [(basis, BASIS_WORDS[basis]) for basis in found["rules"]["boards"]]
    return render_template(
        "organiser/golf_prize_form.html", activity=ask("events", "get_activity", {"id": found["activity"]}),
        round=found, values=values, problems=problems, key=key, lines=range(shown), rankings=rankings,
    )
