"""Where a visitor begins: how far the campaign has come, what came in and what went out, and where to look further."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from gateway.reports.over_time import report_over_time
from gateway.web.blueprint import pages
from gateway.web.campaigns import campaigns_to_choose, chosen_campaign
from gateway.web.dashboard_charts import charts_of
from gateway.web.formatting import money, short_money
from gateway.web.portal.keeping import open_to_all

PORTAL = "/cong-khai"


def _no_link(*_of: Any, **_more: Any) -> None:
    """Rows are opened by the portal's own search, never one by one from a figure."""
    return


@pages.get(PORTAL)
@open_to_all
def portal() -> ResponseReturnValue:
    """Progress and accounts of the newest campaign, or of the one in the address."""
    campaign = chosen_campaign()
    if campaign is None:
        return render_template("portal/empty.html")
    report = report_over_time(campaign["campaign"])
    return render_template(
        "portal/front.html", campaign=campaign, campaigns=campaigns_to_choose(campaign), report=report,
        drawn=charts_of(report, _no_link), formulas={figure["key"]: figure for figure in report["figures"]},
        money=money, short_money=short_money,
    )
