"""Visits and clocks: who may go where, which step may follow which, and when a clock runs out."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.monitoring.clocks import rules as clocks
from services.monitoring.visits import rules

TODAY = dt.date(2024, 12, 1)
DAY = dt.timedelta(days=1)


def visit(**changes: Any) -> rules.Visit:
    return rules.Visit(**{"status": "planned", **changes})


def clock(code: str = "reply", version: int = 1, days: int = 20, from_on: str = "2000-01-01",
          to_on: str | None = None) -> clocks.Clock:
    until = dt.date.fromisoformat(to_on) if to_on else None
    return clocks.Clock(code, version, "", days, "", dt.date.fromisoformat(from_on), until)


def test_a_team_has_one_leader() -> None:
    rules.check_team(["member", "leader"])
    for wrong in ([], ["member"], ["leader", "leader"]):
        with pytest.raises(rules.LeaderMissing):
            rules.check_team(wrong)


def test_a_visit_is_planned_or_says_why_never_both() -> None:
    rules.check_ground(True, "")
    rules.check_ground(False, "Đơn thư")
    with pytest.raises(rules.VisitReasonMissing):
        rules.check_ground(False, "")
    with pytest.raises(rules.VisitReasonNotWanted):
        rules.check_ground(True, "Đơn thư")


def test_a_unit_does_not_inspect_its_own_fund_though_it_may_supervise_itself() -> None:
    rules.check_inspection("inspection", "58", "582")
    rules.check_inspection("supervision", "582", "582")
    with pytest.raises(rules.InspectsItself):
        rules.check_inspection("inspection", "582", "582")


def test_days_of_a_visit_may_lie_ahead_but_not_run_backwards_or_for_ever() -> None:
    rules.check_days(dt.date(2030, 1, 1), dt.date(2030, 1, 1))
    for ends in (dt.date(2029, 12, 31), dt.date(2030, 12, 31)):
        with pytest.raises(rules.VisitDaysWrong):
            rules.check_days(dt.date(2030, 1, 1), ends)


def test_no_team_sets_out_before_its_decision_went_out_but_late_is_no_ground_to_refuse() -> None:
    with pytest.raises(rules.DecisionNotSent):
        rules.started(visit(), TODAY, TODAY)
    rules.started(visit(decision_sent_on=TODAY), TODAY, TODAY)
    with pytest.raises(rules.StepBeforeStep):
        rules.started(visit(decision_sent_on=TODAY), TODAY - DAY, TODAY)


def test_reports_and_ends_follow_in_order() -> None:
    under_way = visit(status="under_way", started_on=TODAY - 5 * DAY)
    rules.reported(under_way, TODAY - 3 * DAY, TODAY, TODAY)
    with pytest.raises(rules.StepBeforeStep):
        rules.reported(under_way, TODAY - 6 * DAY, TODAY, TODAY)
    with pytest.raises(rules.StepBeforeStep):
        rules.reported(under_way, TODAY, TODAY - DAY, TODAY)
    with pytest.raises(rules.VisitStepOutOfOrder):
        rules.reported(visit(), TODAY, TODAY, TODAY)


def test_a_visit_with_open_findings_is_not_closed() -> None:
    reported = visit(status="reported", reported_on=TODAY)
    rules.closed(reported, TODAY, 0, TODAY)
    with pytest.raises(rules.FindingsOpen):
        rules.closed(reported, TODAY, 1, TODAY)


def test_clocks_run_before_or_after_their_fact_and_its_day_is_not_counted() -> None:
    assert clocks.due_on(clock(), dt.date(2024, 11, 4)) == dt.date(2024, 11, 24)
    assert clocks.due_on(clock("plan_sent", days=15), dt.date(2024, 6, 30)) == dt.date(2024, 6, 15)


def test_the_latest_version_in_force_on_the_day_counts() -> None:
    held = [clock(), clock(version=2, days=15, from_on="2025-01-01", to_on="2025-12-31"), clock("decision_sent")]
    assert clocks.clock_on("reply", dt.date(2024, 12, 31), held) == held[0]
    assert clocks.clock_on("reply", dt.date(2025, 1, 1), held) == held[1]
    assert clocks.clock_on("reply", dt.date(2026, 1, 1), held) == held[0]
    assert clocks.clock_on("plan_sent", dt.date(2026, 1, 1), held) is None


@given(days=st.integers(0, 365), fact=st.dates(dt.date(2001, 1, 1), dt.date(2099, 1, 1)))
def test_a_clock_leaves_exactly_its_days(days: int, fact: dt.date) -> None:
    assert (clocks.due_on(clock(days=days), fact) - fact).days == days
    assert (fact - clocks.due_on(clock("decision_sent", days=days), fact)).days == days


def test_a_clock_does_not_end_before_it_begins() -> None:
    clocks.check_clock(TODAY, TODAY)
    with pytest.raises(clocks.ClockEndsBeforeItBegins):
        clocks.check_clock(TODAY, TODAY - DAY)
