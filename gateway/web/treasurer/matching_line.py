"""One bank line by itself: what is known of it, and its pledge or donor by hand, where nothing was suggested or the
suggestion is wrong.  Pledges are looked for at once by the name that the memo claims."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations.matching import MATCH_STATES
from gateway.access import looks
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import ask
from gateway.api.within import units_shown
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import Problem, new_key, typed
from gateway.web.treasurer.matching_desk import PAGE, Place, desk_address
from gateway.web.treasurer.matching_words import NAME_DISPLAYS, REASONS, STATE_NAMES

SHORTEST_SEARCH = 2


@pages.get(f"{PAGE}/<donation_id>")
@for_those_who_may("match.read")
def match_line(donation_id: str) -> ResponseReturnValue:
    """The line, and pledges of the name that its memo claims."""
    line = _line(donation_id)
    return _page(line, line["claim"]["name"], [])


@pages.post(f"{PAGE}/<donation_id>")
@for_those_who_may("match.read")
def search_pledges(donation_id: str) -> ResponseReturnValue:
    """The line, and pledges by a code or a part of the name."""
    line, text = _line(donation_id), typed(["tim_phieu"], longest=100)["tim_phieu"]
    if len(text) < SHORTEST_SEARCH:
        return _page(line, text, [Problem("tim_phieu", gettext("Gõ ít nhất hai chữ của tên, hoặc mã ủng hộ."))]), 422
    return _page(line, text, [])


def _line(donation_id: str) -> Row:
    line = ask("donations", "get_match_line", {"id": donation_id})
    require("match.read", line["unit"])
    return line


def _page(line: Row, text: str, problems: list[Problem]) -> str:
    is_open = line["state"] in ("suggested", "unmatched")
    found: list[Row] = []
    if is_open and len(text) >= SHORTEST_SEARCH:
        wanted = {"campaign": line["campaign"], "text": text[:100], "units": units_shown("match.read", None)}
        found = ask("donations", "find_pledges", wanted)["pledges"]
    looks.saw([line["donation_id"], *(pledge["pledge_id"] for pledge in found)])
    state = request.values.get("trang_thai", "")
    place = Place(state if state in MATCH_STATES else line["state"])
    return render_template(
        "treasurer/matching_line.html", line=line, pledges=found, problems=problems, place=place,
        values={**place.fields, "tim_phieu": text, "donor_name": "", "name_display": "masked"}, is_open=is_open,
        may_decide=principal().may("match.decide", line["unit"]), may_undo=not is_open or bool(line["decided_by"]),
        state_names=STATE_NAMES, reasons=REASONS, name_displays=NAME_DISPLAYS, new_key=new_key,
        desk=desk_address(place, line["donation_id"] if line["state"] == place.state else ""),
    )
