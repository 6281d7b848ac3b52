"""The province's dashboard: figures of the provincial report, fresh by themselves, each opening to its
rows.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.refusals import Refusal
from gateway.access.current import Principal, principal, require
from gateway.api.taking_part import units_taking_part
from gateway.desk.period_rules import containing
from gateway.reports.over_time import report_over_time
from gateway.units import name_of
from gateway.units.rows_of_units import OF_THE_DAY
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, campaigns_to_choose, chosen_campaign
from gateway.web.dashboard_charts import charts_of
from gateway.web.formatting import day, money, percent, short_money
from gateway.web.forms import day_in_query, problem_of
from gateway.web.menu import menu
from gateway.web.portal.front import portal
from runtime.clock import local_day, utc_now

USUAL_PERIODS = ("month", "quarter", "quarter_14", "half_year", "year", "peak_month")

FIELDS = {"from_on": "from", "to_on": "to", "units": "units"}


@pages.get("/")
@pages.get("/tong-quan", endpoint="overview")
def front_page() -> ResponseReturnValue:
    """Progress, units, sources, pledges, payments, guests and findings of one campaign; for a visitor the portal."""
    if request.path == "/" and not principal().logged_in:
        return portal()
    here = menu() if request.path == "/" else []
    if here and not principal().may_somewhere("report.read"):
        return redirect(here[0].href)  # the administrator's work is elsewhere
    asking = require("report.read")
    campaign = chosen_campaign()
    if campaign is None:
        return render_template("dashboard_empty.html")
    report, problems = _report(campaign)
    return render_template(
        "dashboard.html",
        campaign=campaign,
        campaigns=campaigns_to_choose(campaign),
        report=report,
        problems=problems,
        values=_values(report),
        unit_choices=_unit_choices(campaign, report),
        periods=_usual_periods(campaign, report),
        **_links(asking, campaign, report),
    )


@pages.get("/tong-quan/so-lieu")
def dashboard_figures() -> ResponseReturnValue:
    """The figures alone, for a page that is open already."""
    asking = require("report.read")
    campaign = chosen_campaign()
    if campaign is None:
        return "", 204
    report, _ = _report(campaign)
    return render_template("parts/figures.html", campaign=campaign, report=report, **_links(asking, campaign, report))


def _report(campaign: Row) -> tuple[dict[str, Any], list[Any]]:
    """The report asked for; with a period that makes no sense, that of the whole campaign and what is
    wrong.
    """
    unit, in_units = request.args.get("unit") or None, request.args.get("units") or OF_THE_DAY
    try:
        report = report_over_time(campaign["campaign"], day_in_query("from"), day_in_query("to"), unit, in_units)
        return report, []
    except Refusal as refusal:
        return report_over_time(campaign["campaign"]), problem_of(refusal, FIELDS)


def _values(report: dict[str, Any]) -> dict[str, str]:
    period = report["period"]
    return {
        "from": request.args.get("from") or period["from_on"],
        "to": request.args.get("to") or period["to_on"],
        "unit": request.args.get("unit", ""),
        "units": request.args.get("units", OF_THE_DAY) if report["units_of"]["day"] else OF_THE_DAY,
    }


def _usual_periods(campaign: Row, report: dict[str, Any]) -> list[tuple[str, str]]:
    """Periods of reports around today, or the campaign's last day, each with the address of this page for it."""
    on = min(local_day(utc_now()), dt.date.fromisoformat(campaign["ends_on"]))
    kept: dict[str, Any] = {"campaign": campaign["campaign"], **({"unit": report["unit"]} if report["unit"] else {})}
    if report["units_of"]["day"]:
        kept["units"] = request.args.get("units", "")
    found = []
    for kind in USUAL_PERIODS:
        period = containing(kind, on)
        days: dict[str, Any] = {"from": period.from_on.isoformat(), "to": period.to_on.isoformat()}
        found.append((period.name, url_for("web.overview", **kept, **days)))
    return found


def _unit_choices(campaign: Row, report: dict[str, Any]) -> dict[str, str]:
    """Names of the units that can be chosen, by code: the campaign's own as on its first day, and those shown."""
    shown = {line["unit"]: line["name"] for line in report["units"] if line["unit"] and not line["unshared"]}
    return {code: name_of(code, campaign["starts_on"]) for code in units_taking_part(campaign)} | shown


def _where_of(found: Row) -> dict[str, Any]:
    """The part of an address that leads to the rows of one line of the units."""
    where = {"unit": found["unit"], "from": found["from_on"], "to": found["to_on"]}
    return where | ({"units": found["units"]} if found["units"] != OF_THE_DAY else {})


def _days_within(about: dict[str, Any], first: dt.date, last: dt.date) -> dict[str, Any]:
    """A week or month at the edge holds days outside the period: these are not in the chart either."""
    return {"from": max(first.isoformat(), about["from"]), "to": min(last.isoformat(), about["to"])}


def _links(asking: Principal, campaign: Row, report: dict[str, Any]) -> dict[str, Any]:
    """Where each figure, and the whole report, can be opened or fetched with the same period and unit."""
    period = report["period"]
    about: dict[str, Any] = {"campaign": campaign["campaign"], "from": period["from_on"], "to": period["to_on"]}
    unit = report["unit"]
    # As it was asked: "today" stays today when the page is opened again.
    shown: dict[str, Any] = {"units": request.args.get("units", "")} if report["units_of"]["day"] else {}
    narrowed = {**about, **({"unit": unit} if unit else {}), **shown}
    asked = {"campaign": campaign["campaign"], **period, **({"unit": unit} if unit else {}), **shown}

    def rows(
        figure: str, of: dict[str, Any] | None = None, source: str | None = None,
        first: dt.date | None = None, last: dt.date | None = None,
    ) -> str | None:
        """The address of the rows behind a figure, in total or `of` one line of the units, in the whole period or from
        `first` to `last`; None for an account that may not see them."""
        if not asking.may("rows.read", (of["rows"]["unit"] if of else unit) or campaign["lead_unit"]):
            return None
        where: dict[str, Any] = {"unit": unit, "below": 1, **shown} if unit else {}
        if of:
            where = _where_of(of["rows"])
        more = {**about, **where, **({"source": source} if source else {})}
        if first and last:
            more |= _days_within(about, first, last)
        return url_for("web.rows_page", figure=figure, **more)

    def narrowed_to(line: dict[str, Any]) -> str | None:
        """This page for one unit of the list; None where the line is no unit of its own to go down to."""
        if not line["unit"] or line["unshared"] or line["unit"] in (unit, campaign["lead_unit"]):
            return None
        return url_for("web.overview", **about, **shown, unit=line["unit"])

    return {
        "rows": rows,
        "narrowed_to": narrowed_to,
        "whole_address": url_for("web.overview", **about, **shown),
        "drawn": charts_of(report, rows),
        "money": money,
        "short_money": short_money,
        "percent": percent,
        "day": day,
        "about": narrowed,
        "workbook_address": url_for("reports.provincial_workbook", **asked),
        "json_address": url_for("reports.provincial_report", **asked),
        "figures_address": url_for("web.dashboard_figures", **narrowed),
        "stream_address": url_for("web.stream", **narrowed),
        "formulas": {figure["key"]: figure for figure in report["figures"]},
    }
