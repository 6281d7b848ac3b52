"""Until when a report is owed, by business days; who is late, and which reminder is due."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.desk.deadline_rules import (
    MOST_LATE,
    business_days_after,
    business_days_between,
    due_day,
    is_business_day,
    late_days,
    reminder,
    usual_days_off,
)

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))
OFF = st.sets(st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)), max_size=10)
TET_2025 = [dt.date(2025, 1, 27) + dt.timedelta(days=n) for n in range(5)]


def test_business_days_leave_out_week_ends_and_days_off() -> None:
    friday = dt.date(2025, 1, 24)
    assert business_days_after(friday, 1, usual_days_off(2025)) == dt.date(2025, 1, 27)
    assert business_days_after(friday, 1, TET_2025) == dt.date(2025, 2, 3)
    assert due_day(dt.date(2025, 4, 1), dt.date(2025, 4, 29), None, 1, usual_days_off(2025)) == dt.date(2025, 5, 2)


@given(DAYS, st.integers(1, 40), OFF)
def test_counting_forth_and_back_agree(day: dt.date, number: int, off: set[dt.date]) -> None:
    found = business_days_after(day, number, off)
    assert is_business_day(found, off)
    assert business_days_between(day, found, off) == number
    assert business_days_after(found, -number, off) <= day or not is_business_day(day, off)


@pytest.mark.parametrize(
    ("status", "handed_in", "today", "late"),
    [
        ("draft", None, dt.date(2025, 1, 8), 0), ("draft", None, dt.date(2025, 1, 10), 2),
        ("submitted", dt.date(2025, 1, 9), dt.date(2025, 3, 1), 1), ("accepted", dt.date(2025, 1, 8), dt.date.max, 0),
        ("returned", dt.date(2025, 1, 2), dt.date(2025, 1, 11), 3),
    ],
)
def test_late_is_whoever_still_owes_it_or_handed_it_in_late(
    status: str, handed_in: dt.date | None, today: dt.date, late: int
) -> None:
    assert late_days(status, dt.date(2025, 1, 8), handed_in, today) == late


def test_reminders_come_before_the_day_on_it_and_now_and_then_afterwards_until_it_is_handed_in() -> None:
    due, off = dt.date(2025, 1, 8), set(usual_days_off(2025))

    def on(day: dt.date, status: str = "draft") -> str | None:
        return reminder(status, due, day, off)

    assert on(dt.date(2025, 1, 3)) is None
    assert on(dt.date(2025, 1, 6)) == on(dt.date(2025, 1, 7)) == "before"
    assert on(due) == "due"
    assert on(dt.date(2025, 1, 9)) == on(dt.date(2025, 1, 15)) == "late-1"
    assert on(dt.date(2025, 1, 16)) == "late-2"
    assert on(dt.date(2027, 1, 16)) == f"late-{MOST_LATE}"
    assert on(dt.date(2025, 1, 16), "submitted") is on(dt.date(2025, 1, 16), "accepted") is None
    assert on(dt.date(2025, 1, 16), "returned") == "late-2"
