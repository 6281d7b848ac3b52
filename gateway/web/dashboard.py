"""The province's dashboard: figures of the provincial report, fresh by themselves, each opening to its
rows.
"""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.refusals import Refusal
from gateway.access.current import Principal, require
from gateway.reports.provincial import provincial_report
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, all_campaigns, chosen_campaign
from gateway.web.forms import day_in_query, problem_of

FIELDS = {"from_on": "from", "to_on": "to"}


@pages.get("/")
@pages.get("/tong-quan", endpoint="overview")
def front_page() -> ResponseReturnValue:
    """Progress, units, sources, pledges, payments, guests and findings of one campaign."""
    asking = require("report.read")
    campaign = chosen_campaign()
    if campaign is None:
        return render_template("dashboard_empty.html")
    report, problems = _report(campaign)
    return render_template(
        "dashboard.html",
        campaign=campaign,
        campaigns=all_campaigns(),
        report=report,
        problems=problems,
        values=_values(report),
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
    unit = request.args.get("unit") or None
    try:
        report = provincial_report(campaign["campaign"], day_in_query("from"), day_in_query("to"), unit)
        return report, []
    except Refusal as refusal:
        return provincial_report(campaign["campaign"]), problem_of(refusal, FIELDS)


def _values(report: dict[str, Any]) -> dict[str, str]:
    period = report["period"]
    return {
        "from": request.args.get("from") or period["from_on"],
        "to": request.args.get("to") or period["to_on"],
        "unit": request.args.get("unit", ""),
    }


def _links(asking: Principal, campaign: Row, report: dict[str, Any]) -> dict[str, Any]:
    """Where each figure, and the whole report, can be opened or fetched with the same period and unit."""
    about: dict[str, Any] = {
        "campaign": campaign["campaign"],
        "from": report["period"]["from_on"],
        "to": report["period"]["to_on"],
    }
    unit = report["unit"]
    narrowed = {**about, "unit": unit} if unit else about
    asked = {"campaign": campaign["campaign"], **report["period"], **({"unit": unit} if unit else {})}

    def rows(figure: str, of: str | None = None, source: str | None = None) -> str | None:
        """The address of the rows behind a figure, in total or `of` one unit without those below it; None for an
        account that may not see them."""
        if not asking.may("rows.read", of or unit or campaign["lead_unit"]):
            return None
        where: dict[str, Any] = {"unit": of} if of else {"unit": unit, "below": 1} if unit else {}
        more = {**about, **where, **({"source": source} if source else {})}
        return url_for("web.rows_page", figure=figure, **more)

    return {
        "rows": rows,
        "about": narrowed,
        "workbook_address": url_for("reports.provincial_workbook", **asked),
        "json_address": url_for("reports.provincial_report", **asked),
        "figures_address": url_for("web.dashboard_figures", **narrowed),
        "stream_address": url_for("web.stream", **narrowed),
        "formulas": {figure["key"]: figure for figure in report["figures"]},
    }
