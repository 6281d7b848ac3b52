"""Money over time is the report's money, read at the same moment."""

from __future__ import annotations

import datetime as dt

import pytest

from gateway.projections.store import Db
from gateway.reports.over_time import FIGURES, report_over_time
from gateway.reports.provincial import provincial_report
from tests import events_made as made

pytestmark = pytest.mark.integration

ACROSS_MONTHS = (dt.date(2024, 10, 15), dt.date(2024, 12, 14))


@pytest.mark.parametrize("period", [(None, None), ACROSS_MONTHS])
@pytest.mark.parametrize("unit", [None, "582"])
def test_its_days_add_up_to_the_reports_figures(
    filled: Db, period: tuple[dt.date | None, dt.date | None], unit: str | None
) -> None:
    report = report_over_time(made.CAMPAIGN, *period, unit)
    for figure in FIGURES:
        assert sum(day[f"{figure}_vnd"] for day in report["days"]) == report["total"][figure]["amount_vnd"]
    assert report["days"] == sorted(report["days"], key=lambda day: day["on"])
    days = report.pop("days")
    assert days[0]["on"] >= report["period"]["from_on"] and days[-1]["on"] <= report["period"]["to_on"]
    assert report == provincial_report(made.CAMPAIGN, *period, unit)


def test_the_whole_campaign_has_the_same_days_in_the_units_of_any_day(filled: Db) -> None:
    assert report_over_time(made.CAMPAIGN, in_units="today")["days"] == report_over_time(made.CAMPAIGN)["days"] != []
