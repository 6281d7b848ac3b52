"""The leaderboard of a golf tournament: large, for a screen in the club house, and for whoever has a phone.

Open to all, as the board of the API is, with names as players consent.  It renews itself by server-sent events, every
half minute by a reload where there is no JavaScript.
"""

from __future__ import annotations

import hashlib
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf_scoring import BASES
from gateway.access.current import require
from gateway.api.asking import ask
from gateway.api.events.golf_live import unhurried
from gateway.api.events.golf_scoring import board_at, places
from gateway.reports.reading import at_one_moment
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.languages import N_, said
from gateway.web.live import told_when_moved
from messaging.rpc_client import ServiceAway

MOST_ROUNDS = 9

BASIS_WORDS = {"gross": N_("Gross"), "net": N_("Net"), "stableford": N_("Stableford")}
ROUND_STATUS = {"planned": N_("Chưa bắt đầu"), "open": N_("Đang đánh"), "closed": N_("Đã kết thúc")}


@pages.get("/hoat-dong/<code>/bang-diem")
def board_page(code: str) -> ResponseReturnValue:
    """The board of a round: the one that is played, else the last that was, unless the address says."""
    require("golf.follow")
    rounds = rounds_of(code)
    if not rounds:
        return render_template("board_none.html", code=code)
    found = _chosen(rounds)
    return render_template(
        "board.html", rounds=rounds, light=request.args.get("nen") == "sang", **_shown(code, found)
    )


@pages.get("/hoat-dong/<code>/bang-diem/phan")
def board_part(code: str) -> ResponseReturnValue:
    """The part of the page that changes.  A screen that waits for the first round (`?cho=1`) loads the page anew."""
    require("golf.follow")
    if request.args.get("cho"):
        return "", 204, {"HX-Refresh": "true"} if rounds_of(code) else {}
    return render_template("parts/board.html", **_shown(code, _chosen(rounds_of(code))))


@pages.get("/hoat-dong/<code>/bang-diem/dong")
def board_stream(code: str) -> ResponseReturnValue:
    """An event `changed` whenever the board has."""
    require("golf.follow")
    found, by, look = _chosen(rounds_of(code)), _by(), unhurried()

    def version() -> str | None:
        now = look()
        if now is None:
            return None
        try:
            return hashlib.sha256(board_at(now, found["golf_round_id"], by)).hexdigest()[:16]
        except ServiceAway:
            return None

    return told_when_moved(version, places)


@pages.get("/hoat-dong/<code>/bang-diem/<card>")
def card_reckoned(code: str, card: str) -> ResponseReturnValue:
    """How the figures of a card came about, hole by hole and step by step."""
    require("golf.follow")
    told = ask("events", "explain_golf_card", {"golf_card_id": card})
    ranks = [
        (said(BASIS_WORDS[one["by"]]), " ".join(filter(None, [
            gettext("hạng %(rank)s", rank=one["rank"]) if one["rank"] else gettext("không xếp hạng"), one["reason"],
        ])))
        for one in told["ranks"]
    ]
    return render_template("card_reckoned.html", code=code, told=told, ranks=ranks)


def rounds_of(code: str) -> list[Row]:
    """The rounds of a tournament in their order, from the read models."""
    match = {"kind": "golf_round", "state.activity": code}
    rows = at_one_moment(lambda snapshot: list(snapshot.rows(match, sort=[("on", 1), ("_id", 1)], limit=MOST_ROUNDS)))
    return sorted((row["state"] for row in rows), key=lambda one: int(one["number"]))


def _chosen(rounds: list[Row]) -> Row:
    if not rounds:
        abort(404)
    wanted = request.args.get("vong", "")
    named = [one for one in rounds if str(one["number"]) == wanted]
    played = [one for one in rounds if one["status"] == "open"] or [one for one in rounds if one["status"] == "closed"]
    return (named or played[-1:] or rounds[:1])[0]


def _by() -> str | None:
    by = request.args.get("xep")
    return by if by in BASES else None


def _shown(code: str, found: Row) -> dict[str, Any]:
    by = _by()
    told = ask("events", "read_golf_board", {"golf_round_id": found["golf_round_id"]})
    if by in told["boards"] and by != told["by"]:
        told = ask("events", "read_golf_board", {"golf_round_id": found["golf_round_id"], "by": by})
    here = {"code": code, "vong": found["number"], "xep": told["by"]}
    return {
        "code": code, "board": told, "basis_words": BASIS_WORDS,
        "round_status": ROUND_STATUS, "here": here,
        "part_address": url_for("web.board_part", **here), "stream_address": url_for("web.board_stream", **here),
    }
