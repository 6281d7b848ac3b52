"""The players of a tournament: who plays, what is owed, registering, correcting, withdrawing."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf import ChangeGolfPlayer, RegisterGolfPlayer
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, shows_people
from gateway.access.looks import saw
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import NAME_DISPLAY
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for
from gateway.web.organiser.golf_desk import tournament_of
from gateway.web.organiser.golf_money_words import rows_of_golf
from gateway.web.sending import send

ON_A_PAGE = 100
FIELDS = ("player_name", "club", "phone", "handicap_index", "tee", "team", "sponsor_id", "name_display")
CHANGEABLE = ("handicap_index", "tee", "team", "name_display")
WHEN_EMPTY = {"player_name": N_("Gõ họ và tên người chơi.")}


@pages.get("/hoat-dong/<code>/golf/nguoi-choi")
@for_those_who_may("golf.list")
def player_list(code: str) -> ResponseReturnValue:
    """A page of the players, with what each promised and owes."""
    activity = activity_for("golf.list", code)
    tournament = _tournament(code)
    after = request.args.get("after", "")
    page = {"after": int(after) if after.isdecimal() and len(after) < 7 else 0, "limit": ON_A_PAGE}
    found = ask("events", "list_golf_players", {"tournament": code, **page})
    saw(one["golf_player_id"] for one in found["players"])
    return render_template(
        "golf_players.html", activity=activity, tournament=tournament, players=found["players"],
        teams={team["code"]: team["name"] for team in tournament["teams"]},
        may_register=principal().may("golf.register", activity["unit"]),
        next_page=found["next_after"] and url_for("web.player_list", code=code, after=found["next_after"]),
        first_page=url_for("web.player_list", code=code) if page["after"] else "",
    )


@pages.get("/hoat-dong/<code>/golf/nguoi-choi/moi")
@for_those_who_may("golf.register")
def player_form(code: str) -> ResponseReturnValue:
    """A form for one player."""
    return _form(activity_for("golf.register", code), _tournament(code), {"name_display": "masked"}, [], new_key())


@pages.post("/hoat-dong/<code>/golf/nguoi-choi/moi")
@for_those_who_may("golf.register")
def register_player(code: str) -> ResponseReturnValue:
    """Register the player; the fee is promised to the Fund."""
    activity, tournament = activity_for("golf.register", code), _tournament(code)
    values, key = typed(FIELDS), request.form.get(KEY) or new_key()
    payload = {"tournament": code, **{name: value for name, value in values.items() if value}}
    problems = problems_in(RegisterGolfPlayer(), payload, values, WHEN_EMPTY)
    if problems:
        return _form(activity, tournament, values, problems, key), 422
    try:
        made = send("events", "register_golf_player", payload, key)
    except Refusal as refusal:
        return _form(activity, tournament, values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã đăng ký người chơi số %(number)s.", number=made["number"]), "good")
    if made["homonyms"]:
        others = ", ".join(map(str, made["homonyms"]))
        flash(gettext("Trùng tên với người chơi số %(others)s; xem lại có phải cùng một người không.", others=others),
              "wait")
    return redirect(url_for("web.player_list", code=code), code=303)


@pages.get("/hoat-dong/<code>/golf/nguoi-choi/<player>")
@for_those_who_may("golf.register")
@shows_people("golf.register")
def player_page(code: str, player: str) -> ResponseReturnValue:
    """One player: what may be corrected, and withdrawing."""
    found = _player(code, player)
    return _page(code, found, {name: found[name] or "" for name in CHANGEABLE}, [], new_key())


@pages.post("/hoat-dong/<code>/golf/nguoi-choi/<player>")
@for_those_who_may("golf.register")
@shows_people("golf.register")
def change_player(code: str, player: str) -> ResponseReturnValue:
    """Correct index, tee, team, and how the name may be shown."""
    found = _player(code, player)
    values, key = typed(CHANGEABLE), request.form.get(KEY) or new_key()
    payload: dict[str, Any] = {"golf_player_id": player, **{name: values[name] or None for name in CHANGEABLE}}
    payload = {name: value for name, value in payload.items() if value or name in ("handicap_index", "team")}
    problems = problems_in(ChangeGolfPlayer(), payload, values, {})
    if problems:
        return _page(code, found, values, problems, key), 422
    try:
        send("events", "change_golf_player", payload, key)
    except Refusal as refusal:
        return _page(code, found, values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã sửa người chơi số %(number)s.", number=found["number"]), "good")
    return redirect(url_for("web.player_list", code=code), code=303)


@pages.post("/hoat-dong/<code>/golf/nguoi-choi/<player>/rut")
@for_those_who_may("golf.register")
@shows_people("golf.register")
def withdraw_player(code: str, player: str) -> ResponseReturnValue:
    """The player does not play; what is still owed is not expected."""
    found = _player(code, player)
    reason = typed(["reason"], longest=300)["reason"]
    shown = {name: found[name] or "" for name in CHANGEABLE} | {"reason": reason}
    if not reason:
        return _page(code, found, shown, [Problem("reason", gettext("Ghi lý do rút."))], new_key()), 422
    try:
        send("events", "withdraw_golf_player", {"golf_player_id": player, "reason": reason},
             request.form.get(KEY) or new_key())
    except Refusal as refusal:
        return _page(code, found, shown, problem_of(refusal), new_key()), 409
    flash(gettext("Người chơi số %(number)s đã rút.", number=found["number"]), "good")
    return redirect(url_for("web.player_list", code=code), code=303)


def _tournament(code: str) -> Row:
    found = tournament_of(code)
    if found is None:
        abort(404)
    return found


def _player(code: str, player: str) -> Row:
    """The player with name and index, out of the list that shows them: so who may not see it does not see this."""
    activity_for("golf.register", code)
    activity_for("golf.list", code)
    row = ask("events", "get_golf_player", {"id": player})
    if row["activity"] != code:
        abort(404)
    asked = {"tournament": code, "after": row["number"] - 1, "limit": 1}
    return dict(ask("events", "list_golf_players", asked)["players"][0])


def _choices(tournament: Row) -> dict[str, list[tuple[str, str]]]:
    return {
        "tees": [(tee["code"], tee["name"]) for tee in tournament["tees"]],
        "teams": [("", gettext("– không theo đội –")), *((team["code"], team["name"]) for team in tournament["teams"])],
    }


def _form(activity: Row, tournament: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    return render_template(
        "golf_player_form.html", activity=activity, tournament=tournament, values=values, problems=problems, key=key,
        name_display=NAME_DISPLAY, sponsors=_places_left(activity), **_choices(tournament),
    )


def _places_left(activity: Row) -> list[tuple[str, str]]:
    """Sponsors on whose package somebody may still play, by the name that they want shown."""
    left = [
        (one["golf_sponsor_id"], gettext(
            "%(name)s, gói %(package)s: đã dùng %(named)s trên %(places)s suất", package=one["package"],
            name=one["sponsor_name"] or gettext("(không hiện tên)"), named=one["players_named"], places=one["players"],
        ))
        for one in rows_of_golf(activity, "golf_sponsor", status="active") if one["players_named"] < one["players"]
    ]
    return [("", gettext("– tự nộp lệ phí –")), *left]


def _page(code: str, found: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    activity = ask("events", "get_activity", {"id": code})
    return render_template(
        "golf_player.html", activity=activity, player=found, values=values, problems=problems, key=key,
        name_display=NAME_DISPLAY, **_choices(_tournament(code)),
    )
