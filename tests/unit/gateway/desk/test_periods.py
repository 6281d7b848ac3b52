"""Periods of reports: those of a kind tile the calendar, and are called what clerks call them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.desk.period_rules import (
    KINDS,
    MONTHS,
    YEARS,
    NoSuchPeriod,
    PeriodNeedsBothDays,
    containing,
    following,
    period_of,
)

DAYS = st.dates(dt.date(2000, 1, 15), dt.date(2150, 12, 31))
ONE = dt.timedelta(days=1)
TILING = sorted([*MONTHS, *YEARS])


@given(st.sampled_from(TILING), DAYS, st.integers(2000, 2030))
def test_periods_of_a_kind_tile_the_calendar_without_gap_or_overlap(kind: str, day: dt.date, first_year: int) -> None:
    period = containing(kind, day, first_year)
    assert period.from_on <= day <= period.to_on
    assert containing(kind, period.from_on, first_year) == containing(kind, period.to_on, first_year) == period
    after = following(period, first_year)
    assert after is not None
    assert after.from_on == period.to_on + ONE
    assert containing(kind, period.from_on - ONE, first_year).to_on == period.from_on - ONE
    assert after.name != period.name


@given(st.sampled_from(sorted(MONTHS)), DAYS)
def test_a_period_is_as_many_months_long_as_its_kind_says(kind: str, day: dt.date) -> None:
    period = containing(kind, day)
    after = period.to_on + ONE
    months = (after.year - period.from_on.year) * 12 + after.month - period.from_on.month
    assert (months, after.day) == (MONTHS[kind], period.from_on.day)
    assert period.to_on.day == 14 if kind.endswith("_14") else period.from_on.day == 1


@given(st.sampled_from(["quarter", "quarter_14"]), DAYS)
def test_quarters_make_up_half_years_and_half_years_years(kind: str, day: dt.date) -> None:
    ending = kind.removeprefix("quarter")
    quarter = containing(kind, day)
    half, year = containing(f"half_year{ending}", day), containing(f"year{ending}", day)
    assert year.from_on <= half.from_on <= quarter.from_on <= quarter.to_on <= half.to_on <= year.to_on
    assert quarter.from_on == half.from_on or quarter.to_on == half.to_on
    assert half.from_on == year.from_on or half.to_on == year.to_on


@pytest.mark.parametrize(
    ("kind", "day", "from_on", "to_on", "name"),
    [
        ("month", "2024-10-20", "2024-10-01", "2024-10-31", "tháng 10 năm 2024"),
        ("quarter", "2025-03-31", "2025-01-01", "2025-03-31", "quý I năm 2025"),
        ("quarter_14", "2025-01-31", "2024-12-15", "2025-03-14",
         "quý I năm 2025 (từ 15/12/2024 đến 14/03/2025)"),
        ("quarter_14", "2024-12-14", "2024-09-15", "2024-12-14",
         "quý IV năm 2024 (từ 15/09/2024 đến 14/12/2024)"),
        ("half_year", "2025-07-01", "2025-07-01", "2025-12-31", "6 tháng cuối năm 2025"),
        ("half_year_14", "2025-06-14", "2024-12-15", "2025-06-14",
         "6 tháng đầu năm 2025 (từ 15/12/2024 đến 14/06/2025)"),
        ("year_14", "2024-12-15", "2024-12-15", "2025-12-14", "năm 2025 (từ 15/12/2024 đến 14/12/2025)"),
        ("year", "2024-02-29", "2024-01-01", "2024-12-31", "năm 2024"),
        ("peak_month", "2024-01-01", "2024-10-17", "2024-11-18", "Tháng cao điểm “Vì người nghèo” năm 2024"),
        ("years_5", "2025-12-31", "2021-01-01", "2025-12-31", "5 năm 2021 - 2025"),
        ("years_10", "2020-12-31", "2011-01-01", "2020-12-31", "10 năm 2011 - 2020"),
    ],
)
def test_a_period_is_called_what_clerks_call_it(kind: str, day: str, from_on: str, to_on: str, name: str) -> None:
    found = containing(kind, dt.date.fromisoformat(day))
    assert (found.from_on.isoformat(), found.to_on.isoformat(), found.name) == (from_on, to_on, name)


def test_any_two_days_are_a_period_and_on_demand_says_so() -> None:
    one, other = dt.date(2025, 3, 1), dt.date(2025, 4, 15)
    assert period_of("dates", one, other).name == "từ ngày 01/03/2025 đến ngày 15/04/2025"
    assert period_of("on_demand", one, one).name == "đột xuất, từ ngày 01/03/2025 đến ngày 01/03/2025"
    assert following(period_of("dates", one, other)) is None
    for end in (None, one - ONE):
        with pytest.raises(PeriodNeedsBothDays):
            period_of("dates", one, end)


def test_a_period_that_begins_on_another_day_is_refused_and_the_right_one_named() -> None:
    with pytest.raises(NoSuchPeriod) as refused:
        period_of("quarter_14", dt.date(2025, 1, 1))
    assert "từ 15/12/2024 đến 14/03/2025" in refused.value.remedy
    with pytest.raises(NoSuchPeriod):
        period_of("month", dt.date(2025, 1, 1), dt.date(2025, 2, 1))


@pytest.mark.parametrize("year", [1, 1999, 2200, 9999])
def test_a_year_that_is_a_slip_of_the_keys_is_refused(year: int) -> None:
    for kind in KINDS:
        with pytest.raises(NoSuchPeriod):
            period_of(kind, dt.date(year, 12, 31))
