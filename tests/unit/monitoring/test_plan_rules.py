"""Plans: recurring days, and which step may follow which."""

import calendar
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.monitoring.plans import rules

TODAY = dt.date(2024, 12, 1)


def item(**changes: Any) -> dict[str, Any]:
    return {
        "code": "quy", "kind": "inspection", "subject": "fund_use", "title": "Kiểm tra Quỹ", "targets": ["582"],
        "every": "half_year", "month": 6, "day": 31, **changes,
    }


def plan(**changes: Any) -> rules.Plan:
    return rules.Plan(**{"status": "draft", "made_on": dt.date(2024, 11, 1), "made_by": "a", **changes})


def test_recurring_days_come_from_a_rule_and_are_not_typed_one_by_one() -> None:
    """eramba: users type each recurring date."""
    assert rules.due_days("half_year", 6, 31, 2024) == [dt.date(2024, 6, 30), dt.date(2024, 12, 31)]
    assert rules.due_days("quarter", 2, 15, 2024) == [dt.date(2024, m, 15) for m in (2, 5, 8, 11)]
    assert rules.due_days("year", 10, 17, 2024) == [dt.date(2024, 10, 17)]
    assert len(rules.due_days("month", 1, 31, 2024)) == 12


def test_a_day_beyond_the_end_of_a_month_is_its_last_day() -> None:
    assert rules.due_days("year", 2, 31, 2024) == [dt.date(2024, 2, 29)]
    assert rules.due_days("year", 2, 30, 2023) == [dt.date(2023, 2, 28)]


@given(
    every=st.sampled_from(sorted(rules.MONTHS_BETWEEN)), month=st.integers(1, 12), day=st.integers(1, 31),
    year=st.integers(2000, 2100),
)
def test_due_days_are_one_per_period_of_one_year_and_as_near_to_the_wanted_day_as_the_month_allows(
    every: str, month: int, day: int, year: int
) -> None:
    step = rules.MONTHS_BETWEEN[every]
    if month > step:
        with pytest.raises(rules.FirstMonthTooLate):
            rules.due_days(every, month, day, year)
        return
    found = rules.due_days(every, month, day, year)
    assert len(found) == 12 // step and {one.year for one in found} == {year}
    assert [one.month for one in found] == list(range(month, 13, step))
    assert all(one.day == min(day, calendar.monthrange(year, one.month)[1]) for one in found)


def test_each_target_is_visited_on_each_day() -> None:
    found = rules.occurrences([item(targets=["582", "584"])], 2024)
    assert sorted({one.target for one in found}) == ["582", "584"] and len(found) == 4
    assert rules.first_day(found) == dt.date(2024, 6, 30)


@pytest.mark.parametrize(
    ("items", "refusal", "field"),
    [
        ([item(), item()], rules.ItemTwice, "items.1.code"),
        ([item(targets=["582", "582"])], rules.TargetTwice, "items.0.targets"),
        ([item(), item(code="b", every="quarter", month=4)], rules.FirstMonthTooLate, "items.1.month"),
        ([item(kind="criticism")], rules.SubjectOfAnotherKind, "items.0.subject"),
        ([item(subject="draft_document")], rules.SubjectOfAnotherKind, "items.0.subject"),
        ([item(every="month", month=1, targets=[f"{n:05}" for n in range(50)])], rules.TooManyOccurrences, "items"),
    ],
)
def test_lines_that_do_not_hold_are_refused_at_their_place(items: Any, refusal: Any, field: str) -> None:
    with pytest.raises(refusal) as refused:
        rules.occurrences(items, 2024)
    assert refused.value.field == field


def test_whoever_drew_the_plan_up_does_not_approve_it_and_no_step_comes_twice() -> None:
    rules.approved(plan(), TODAY, "b", TODAY)
    with pytest.raises(rules.ApproverDrewPlanUp):
        rules.approved(plan(), TODAY, "a", TODAY)
    with pytest.raises(rules.PlanStepOutOfOrder):
        rules.approved(plan(status="approved"), TODAY, "b", TODAY)
    with pytest.raises(rules.ApprovedBeforeMade):
        rules.approved(plan(), dt.date(2024, 10, 31), "b", TODAY)


def test_a_plan_goes_out_once_after_its_approval_and_late_is_no_ground_to_refuse() -> None:
    rules.sent(plan(status="approved", approved_on=dt.date(2024, 11, 20)), TODAY, TODAY)
    with pytest.raises(rules.PlanStepOutOfOrder):
        rules.sent(plan(), TODAY, TODAY)
    with pytest.raises(rules.SentBeforeApproved):
        rules.sent(plan(status="approved", approved_on=TODAY), dt.date(2024, 11, 30), TODAY)


def test_a_plan_with_visits_is_not_withdrawn() -> None:
    rules.withdrawn(plan(), 0)
    with pytest.raises(rules.PlanHasVisits):
        rules.withdrawn(plan(), 1)
    with pytest.raises(rules.PlanStepOutOfOrder):
        rules.withdrawn(plan(status="withdrawn"), 0)
    with pytest.raises(rules.PlanStepOutOfOrder):
        rules.amended(plan(status="withdrawn"))
