"""The golf desk: what of a tournament is ready, and what comes next; the course, prices and teams."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf import SaveGolfTournament
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal
from gateway.api.asking import ask
from gateway.api.taking_part import check_takes_part
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, money_typed, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import CONTEST_WORDS
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for
from gateway.web.organiser.golf_board import ROUND_STATUS, rounds_of
from gateway.web.sending import send
from runtime.text import fold

HOLES = range(1, 19)
TEES = range(1, 11)
NUMBERS = ("most_players", "flight_size", "most_mulligans")
PRICES = ("fee_vnd", "mulligan_vnd", "hole_sponsor_vnd")
FIELDS = (
    "course_name", *NUMBERS, *PRICES, "teams", *(f"{name}_{hole}" for hole in HOLES for name in ("par", "si")),
    *(f"{kind}_{hole}" for hole in HOLES for kind, _ in CONTEST_WORDS),
    *(f"{name}_{tee}" for tee in TEES for name in ("tee", "cr", "slope")),
)
WHEN_EMPTY = {"course_name": N_("Gõ tên sân golf."), "tee_1": N_("Ghi ít nhất một tee.")}


@pages.get("/hoat-dong/<code>/golf")
@for_those_who_may("golf.read")
def golf_desk(code: str) -> ResponseReturnValue:
    """What is there, and the way to each part of it."""
    activity = activity_for("golf.read", code)
    tournament = tournament_of(code)
    return render_template(
        "golf_desk.html", activity=activity, tournament=tournament, rounds=rounds_of(code) if tournament else [],
        round_status=ROUND_STATUS, may=lambda action: principal().may(action, activity["unit"]),
    )


@pages.get("/hoat-dong/<code>/golf/san")
@for_those_who_may("golf.save")
def course_form(code: str) -> ResponseReturnValue:
    """Course, tees, prices, teams and contests as they are."""
    activity = activity_for("golf.save", code)
    return _form(activity, filled_in(tournament_of(code)), [], new_key())


@pages.post("/hoat-dong/<code>/golf/san")
@for_those_who_may("golf.save")
def save_course(code: str) -> ResponseReturnValue:
    """Make the tournament, or bring it to what the form says; packages stay as they are."""
    activity = activity_for("golf.save", code)
    values, key = typed(FIELDS), request.form.get(KEY) or new_key()
    payload = command_of(code, values, tournament_of(code))
    problems = problems_in(SaveGolfTournament(), payload, values, WHEN_EMPTY, _places_in(payload))
    if problems:
        return _form(activity, values, problems, key), 422
    check_takes_part(activity["campaign"], activity["unit"])
    try:
        send("events", "save_golf_tournament", payload, key)
    except Refusal as refusal:
        return _form(activity, values, problem_of(refusal, _places_in(payload)), new_key()), 409
    flash(gettext("Đã lưu giải golf."), "good")
    return redirect(url_for("web.golf_desk", code=code), code=303)


def tournament_of(code: str) -> Row | None:
    """The tournament of an activity; None while it has none."""
    try:
        return ask("events", "get_golf_tournament", {"id": code})
    except Refusal as refusal:
        if refusal.kind != "not_found":
            raise
        return None


def code_of(name: str, taken: set[str]) -> str:
    """A code for something that was named: `Trắng` is `trang`, and another of that name `trang-2`."""
    bare = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40] or "x"
    code, number = bare, 2
    while code in taken:
        code, number = f"{bare}-{number}", number + 1
    taken.add(code)
    return code


def command_of(code: str, values: dict[str, str], before: Row | None) -> dict[str, Any]:
    holes = [
        {"number": hole, "par": _number(values[f"par_{hole}"]), "stroke_index": _number(values[f"si_{hole}"])}
        for hole in HOLES if values[f"par_{hole}"] or values[f"si_{hole}"] or hole <= 9
    ]
    contests = [
        {"hole": hole, "kind": kind} for hole in HOLES for kind, _ in CONTEST_WORDS if values[f"{kind}_{hole}"]
    ]
    return {
        "tournament": code, "course_name": values["course_name"], "holes": holes, "contests": contests,
        "tees": _tees(values, before), "teams": _named_again(values["teams"].splitlines(), before, "teams"),
        **{name: _number(values[name]) for name in NUMBERS if values[name]},
        **{name: money_typed(values[name] or "0") for name in PRICES},
        "packages": before["packages"] if before else [], "most_per_team": before["most_per_team"] if before else None,
    }


def _tees(values: dict[str, str], before: Row | None) -> list[Row]:
    typed_in = [tee for tee in TEES if values[f"tee_{tee}"]]
    named = _named_again([values[f"tee_{tee}"] for tee in typed_in], before, "tees")
    return [
        {**one, "course_rating": values[f"cr_{tee}"], "slope": _number(values[f"slope_{tee}"])}
        for tee, one in zip(typed_in, named, strict=True)
    ]


def _named_again(names: list[str], before: Row | None, part: str) -> list[Row]:
    """Each name with its code: the one that it has, else a new one."""
    known = {one["name"]: one["code"] for one in (before or {}).get(part, [])}
    wanted = [name.strip() for name in names if name.strip()]
    taken = {known[name] for name in wanted if name in known}
    return [{"code": known.get(name) or code_of(name, taken), "name": name} for name in wanted]


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else text


def _places_in(payload: dict[str, Any]) -> dict[str, str]:
    """Where in the form a part of the command stands."""
    places = {"holes": "par_1", "tees": "tee_1", "contests": "par_1"}
    for place, hole in enumerate(payload["holes"]):
        number = hole["number"]
        places |= {f"holes.{place}.par": f"par_{number}", f"holes.{place}.stroke_index": f"si_{number}"}
    for place, _ in enumerate(payload["tees"], start=1):
        at = f"tees.{place - 1}"
        places |= {f"{at}.name": f"tee_{place}", f"{at}.course_rating": f"cr_{place}", f"{at}.slope": f"slope_{place}"}
    for place, _ in enumerate(payload["teams"]):
        places |= {f"teams.{place}.name": "teams", f"teams.{place}.code": "teams"}
    return places


def filled_in(tournament: Row | None) -> dict[str, str]:
    values = dict.fromkeys(FIELDS, "")
    if tournament is None:
        return values | {"most_players": "144", "flight_size": "4", "most_mulligans": "0"}
    values["course_name"] = tournament["course_name"]
    values |= {name: str(tournament[name]) for name in (*NUMBERS, *PRICES)}
    values["teams"] = "\n".join(team["name"] for team in tournament["teams"])
    for hole in tournament["holes"]:
        values |= {f"par_{hole['number']}": str(hole["par"]), f"si_{hole['number']}": str(hole["stroke_index"])}
    for contest in tournament["contests"]:
        values[f"{contest['kind']}_{contest['hole']}"] = "1"
    for place, tee in zip(TEES, tournament["tees"], strict=False):
        values |= {f"tee_{place}": tee["name"], f"cr_{place}": tee["course_rating"]}
        values[f"slope_{place}"] = str(tee["slope"])
    return values


def _form(activity: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    return render_template(
        "golf_course.html", activity=activity, values=values, problems=problems, key=key, holes=HOLES, tees=TEES,
        contests=CONTEST_WORDS,
    )
