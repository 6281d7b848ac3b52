"""The provincial report: totals, units, sources, periods, and the way down to the rows."""

import datetime as dt

import pytest

from contracts.page_marks import BrokenPageMark
from gateway.facts import FIGURES
from gateway.projections.store import Db
from gateway.reports.progress import campaign_progress
from gateway.reports.provincial import percent, provincial_report
from gateway.reports.rows import UnknownEvent, UnknownFigure, event, rows_behind
from gateway.reports.scope import PeriodBackwards, PeriodTooLong, UnknownCampaign, UnknownUnit
from runtime.clock import local_day, utc_now
from tests import events_made as made
from tests.integration.gateway.reports.conftest import take_in

pytestmark = pytest.mark.integration

OCTOBER = (dt.date(2024, 10, 1), dt.date(2024, 10, 31))
ACROSS_MONTHS = (dt.date(2024, 10, 15), dt.date(2024, 12, 14))


@pytest.mark.parametrize("period", [(None, None), OCTOBER, ACROSS_MONTHS])
@pytest.mark.parametrize("unit", [None, "582"])
def test_totals_agree_with_units_with_sources_and_with_the_rows_behind_them(
    filled: Db, period: tuple[dt.date | None, dt.date | None], unit: str | None
) -> None:
    report = provincial_report(made.CAMPAIGN, *period, unit)
    first, last = (dt.date.fromisoformat(report["period"][end]) for end in ("from_on", "to_on"))
    for figure in FIGURES:
        total = report["total"][figure]
        assert _added([line["figures"][figure] for line in report["units"]]) == total
        assert _added([line for line in report["sources"] if line["figure"] == figure]) == total
        found = rows_behind(figure, made.CAMPAIGN, unit, first, last, below=True)
        assert found["next"] is None
        assert _added(found["rows"]) == total


def test_each_cell_of_the_report_opens_to_exactly_its_rows(filled: Db) -> None:
    report = provincial_report(made.CAMPAIGN, *ACROSS_MONTHS)
    for line in report["units"]:
        for figure in FIGURES:
            found = rows_behind(figure, made.CAMPAIGN, line["unit"], *ACROSS_MONTHS)
            assert _added(found["rows"]) == line["figures"][figure]
    for line in report["sources"]:
        found = rows_behind(line["figure"], made.CAMPAIGN, None, *ACROSS_MONTHS, source=line["source"])
        assert _added(found["rows"]) == {"count": line["count"], "amount_vnd": line["amount_vnd"]}


def test_the_whole_campaign_is_reported_when_no_days_are_given_even_what_was_booked_outside_it(filled: Db) -> None:
    report = provincial_report(made.CAMPAIGN)
    assert report["period"] == {"from_on": "2024-10-01", "to_on": "2024-12-27"}
    assert report["total"]["received"] == {"count": 60, "amount_vnd": 60 * 10_000 + sum(range(60))}


@pytest.mark.parametrize("mistyped", ["0202-10-18", "1824-10-18", "9999-12-31"])
def test_a_gift_with_a_mistyped_year_does_not_take_the_report_away(filled: Db, mistyped: str) -> None:
    take_in(filled, made.gifts("e-mistyped", made.gift("mistyped", received_on=mistyped)))
    period = provincial_report(made.CAMPAIGN)["period"]
    assert period["from_on"] >= "2022-10-18"
    assert period["to_on"] <= (local_day(utc_now()) + dt.timedelta(1)).isoformat()


def test_the_last_days_that_a_calendar_has_can_be_asked_for(filled: Db) -> None:
    assert provincial_report(made.CAMPAIGN, dt.date(9999, 12, 1), dt.date.max)["total"]["received"]["count"] == 0


def test_a_period_counts_its_first_and_its_last_day_and_no_other(filled: Db) -> None:
    day = dt.date(2024, 11, 9)
    assert provincial_report(made.CAMPAIGN, day, day)["total"]["paid"] == {"count": 1, "amount_vnd": 500_000}
    next_day = day + dt.timedelta(1)
    assert provincial_report(made.CAMPAIGN, next_day, next_day)["total"]["paid"]["count"] == 0


def test_units_without_figures_have_a_line_of_zeros_and_names_from_the_tree(filled: Db) -> None:
    report = provincial_report(made.CAMPAIGN, dt.date(2025, 1, 1), dt.date(2025, 1, 31))
    assert [(line["unit"], line["name"]) for line in report["units"]] == [
        ("582", "Thành phố Phan Rang - Tháp Chàm"), ("584", "Huyện Bác Ái"), ("58", "Tỉnh Ninh Thuận"),
    ]
    assert all(one == {"count": 0, "amount_vnd": 0} for line in report["units"] for one in line["figures"].values())


def test_progress_and_the_collection_rate_are_told_in_percent(filled: Db) -> None:
    report = provincial_report(made.CAMPAIGN)
    assert report["progress"] == {"target_vnd": 1_000_000_000, "received_vnd": 601_770, "percent": 0.1}
    assert report["pledges"] == {
        "pledged_vnd": 2_000_000, "fulfilled_vnd": 400_000, "outstanding_vnd": 1_600_000, "lapsed_vnd": 0,
        "collection_percent": 20.0,
    }
    assert percent(1, 0) is None
    assert [percent(n, 2000) for n in (0, 1, 2, 2000, 3000)] == [0.0, 0.1, 0.1, 100.0, 150.0]


def test_open_findings_stand_beside_the_figures_that_they_cast_doubt_on(filled: Db) -> None:
    found = provincial_report(made.CAMPAIGN)["supervision"]
    assert (found["raised"], found["open"], found["closed"]) == (2, 1, 1)
    assert found["held"] == {"count": 1, "amount_vnd": 60_000_000}
    assert (found["open_beside"]["held"], found["open_beside"]["paid"], found["open_beside"]["received"]) == (1, 1, 0)


def test_an_activity_shows_all_its_guests_whichever_day_they_registered_on(filled: Db) -> None:
    activities = provincial_report(made.CAMPAIGN, dt.date(2024, 11, 1), dt.date(2024, 11, 30))["activities"]
    statuses = ("confirmed", "offered", "waiting", "cancelled")
    assert {one["activity"]: tuple(one[status] for status in statuses) for one in activities} == {
        "forum": (3, 0, 3, 3), "golf": (1, 1, 0, 0),
    }


def test_a_report_says_up_to_which_event_it_reaches(filled: Db) -> None:
    later = made.AT + dt.timedelta(hours=2)
    before = provincial_report(made.CAMPAIGN)["as_of"]
    take_in(filled, made.envelope("late", "donations.donations_recorded.v1", {"entries": [made.gift("z")]}, later))
    assert provincial_report(made.CAMPAIGN)["as_of"] == {"seq": before["seq"] + 1, "at": "2024-10-20T05:00:00.000Z"}


def test_progress_by_day_by_unit_and_by_source_add_up_to_what_was_received(filled: Db) -> None:
    told = campaign_progress(made.CAMPAIGN)
    received = provincial_report(made.CAMPAIGN)["total"]["received"]
    assert told["received"] == received
    assert all(_added(told[part]) == received for part in ("days", "units", "sources"))


def test_rows_come_in_pages_that_neither_skip_nor_repeat(filled: Db) -> None:
    seen: list[str] = []
    mark = None
    while True:
        page = rows_behind("received", made.CAMPAIGN, after=mark, limit=7)
        assert len(page["rows"]) <= 7
        seen += [row["id"] for row in page["rows"]]
        mark = page["next"]
        if mark is None:
            break
    assert sorted(seen) == sorted(f"d{n}" for n in range(60))


def test_a_row_leads_to_the_event_that_stated_it(filled: Db) -> None:
    row = rows_behind("paid", made.CAMPAIGN)["rows"][0]
    envelope = event(row["event_id"])
    assert envelope["type"] == row["event_type"] == "donations.payments_changed.v1"
    assert "q3" in [entry["payment_id"] for entry in envelope["data"]["entries"]]


def test_the_target_opens_to_the_campaign_itself(filled: Db) -> None:
    page = rows_behind("target", made.CAMPAIGN)
    assert [(row["kind"], row["state"]["target_vnd"]) for row in page["rows"]] == [("campaign", 1_000_000_000)]


def test_what_makes_no_sense_is_refused_by_name(filled: Db) -> None:
    with pytest.raises(UnknownCampaign):
        provincial_report("no-such")
    with pytest.raises(UnknownUnit):
        provincial_report(made.CAMPAIGN, unit="99")
    with pytest.raises(PeriodBackwards):
        provincial_report(made.CAMPAIGN, dt.date(2024, 11, 2), dt.date(2024, 11, 1))
    with pytest.raises(PeriodTooLong):
        provincial_report(made.CAMPAIGN, dt.date(1, 1, 1), dt.date(9999, 12, 31))
    with pytest.raises(PeriodBackwards):
        rows_behind("received", made.CAMPAIGN, None, dt.date(2024, 11, 2), dt.date(2024, 11, 1))
    with pytest.raises(UnknownFigure):
        rows_behind("happiness", made.CAMPAIGN)
    for mark in ("%%", "e30", "WzEsMiwzXQ"):
        with pytest.raises(BrokenPageMark):
            rows_behind("received", made.CAMPAIGN, after=mark)
    with pytest.raises(UnknownEvent):
        event("no-such")


def _added(ones: list[dict[str, int]]) -> dict[str, int]:
    return {name: sum(one[name] for one in ones) for name in ("count", "amount_vnd")}
