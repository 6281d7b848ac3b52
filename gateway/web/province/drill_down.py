"""Down from a figure to its rows, and from a row to the event that said so."""

from __future__ import annotations

from typing import Any

import orjson
from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gateway.access import allow_table
from gateway.access.current import Principal, for_those_who_may, require, require_somewhere
from gateway.facts import FIGURES, KIND_OF_EVENT
from gateway.facts.kinds import Figure
from gateway.reports.rows import event, rows_behind, units_of
from gateway.units.rows_of_units import OF_THE_DAY
from gateway.web.blueprint import pages
from gateway.web.campaigns import chosen_campaign
from gateway.web.formatting import unit_name
from gateway.web.forms import day_in_query

SUBJECT_OF_KIND = {kind.name: kind.subjects[0] for kind in KIND_OF_EVENT.values() if kind.subjects}
"""What a finding calls the things about which supervision can raise one."""

ROWS_ON_A_PAGE = 50

EXPORTS = ("xlsx", "csv")

_TELLING = ("name", "donor_name", "pledger_name", "summary", "file_name", "memo_code")
"""Fields of a row, any one of which tells a reader what it is about."""


@pages.get("/so-lieu/<figure>")
@for_those_who_may("rows.read")
def rows_page(figure: str) -> ResponseReturnValue:
    """The rows that a figure adds up, page by page."""
    campaign = chosen_campaign()
    if campaign is None or figure not in FIGURES:
        abort(404)
    unit, source = request.args.get("unit") or None, request.args.get("source") or None
    asking = require("rows.read", unit or campaign["lead_unit"])
    found = rows_behind(
        figure,
        campaign["campaign"],
        unit,
        day_in_query("from"),
        day_in_query("to"),
        source,
        below=request.args.get("below") == "1",
        in_units=request.args.get("units") or OF_THE_DAY,
        areas=allow_table.areas(asking, "rows.read"),
        after=request.args.get("after") or None,
        limit=ROWS_ON_A_PAGE,
    )
    return render_template(
        "rows.html",
        campaign=campaign,
        figure=FIGURES[figure],
        where=unit_name(unit) if unit else campaign["name"],
        source=source,
        shares=found["shares"],
        rows=[_shown(row, FIGURES[figure], asking, campaign["campaign"]) for row in found["rows"]],
        as_of=found["as_of"],
        next_page=_next_page(figure, found["next"]),
        about=_about(),
        above=_above(unit, campaign),
        exports={form: url_for(f"reports._table_behind_{form}", figure=figure, **_asked(campaign)) for form in EXPORTS},
    )


@pages.get("/su-kien/<event_id>")
def event_page(event_id: str) -> ResponseReturnValue:
    """The envelope of an event, just as it came over the wire."""
    require_somewhere("events.read")
    envelope = event(event_id)
    for unit in units_of(envelope):
        require("events.read", unit)
    text = orjson.dumps(envelope, option=orjson.OPT_INDENT_2).decode()
    return render_template("event.html", envelope=envelope, text=text)


def _shown(row: dict[str, Any], figure: Figure, asking: Principal, campaign: str) -> dict[str, Any]:
    subject = SUBJECT_OF_KIND.get(row["kind"])
    finding = None
    if subject and asking.may("finding.raise", row["unit"]):
        finding = url_for(
            "web.finding_form", campaign=campaign, about_kind=subject, about_id=row["id"], unit=row["unit"]
        )
    state = row["state"]
    return {
        **row,
        "telling": next((state[name] for name in _TELLING if state.get(name)), ""),
        "status": state.get("status"),
        "finding_address": finding,
        "event_address": url_for("web.event_page", event_id=row["event_id"])
        if asking.may("events.read", row["unit"])
        else None,
        "measure": figure.measure,
    }


def _about() -> dict[str, str]:
    return {key: value for key in ("campaign", "from", "to") if (value := request.args.get(key, ""))}


def _above(unit: str | None, campaign: dict[str, Any]) -> list[tuple[str, str]]:
    """The dashboard, and its page of the unit whose rows these are."""
    about: dict[str, Any] = {name: value for name, value in request.args.items() if name in _OF_THE_DASHBOARD}
    places = [(gettext("Tổng quan"), url_for("web.overview", **about))]
    if unit and unit != campaign["lead_unit"]:
        places.append((unit_name(unit), url_for("web.overview", unit=unit, **about)))
    return places


def _asked(campaign: dict[str, Any]) -> dict[str, Any]:
    """The same rows as the API is asked for them."""
    days = {f"{name}_on": on.isoformat() for name in ("from", "to") if (on := day_in_query(name))}
    kept = {name: value for name in ("unit", "below", "units", "source") if (value := request.args.get(name))}
    return {"campaign": campaign["campaign"], **days, **kept}


def _next_page(figure: str, mark: str | None) -> str | None:
    if mark is None:
        return None
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key in _KEPT}
    return url_for("web.rows_page", figure=figure, after=mark, **kept)


_OF_THE_DASHBOARD = ("campaign", "from", "to", "units")
_KEPT = ("campaign", "from", "to", "unit", "below", "units", "source")
