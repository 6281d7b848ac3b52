"""Targets of indicators: by value or by change against the year before."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.business_days import DayInFuture
from services.monitoring.indicators import rules
from services.monitoring.indicators.rules import Target, judge

FALLS_BY_70 = Target("at_most", None, -70)
TODAY = dt.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("value", "before", "target", "judged"),
    [
        (532, 617, FALLS_BY_70, "met"),
        (547, 617, FALLS_BY_70, "met"),
        (548, 617, FALLS_BY_70, "missed"),
        (548, None, FALLS_BY_70, "open"),
        (None, 617, FALLS_BY_70, "open"),
        (40, None, Target("at_least", 40, None), "met"),
        (39, 100, Target("at_least", 40, None), "missed"),
        (39, None, None, "none"),
    ],
)
def test_a_target_is_met_by_value_or_by_change(value, before, target, judged):
    assert judge(value, before, target) == judged


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(-(10**6), 10**6))
def test_a_change_is_judged_as_the_value_that_it_leads_to(value, before, change):
    for aim in ("at_most", "at_least"):
        assert judge(value, before, Target(aim, None, change)) == judge(value, None, Target(aim, before + change, None))


def test_a_value_is_of_its_year_or_counted_by_the_june_after():
    rules.check_day(2024, dt.date(2024, 12, 31), TODAY)
    rules.check_day(2024, dt.date(2025, 2, 28), TODAY)
    with pytest.raises(DayInFuture):
        rules.check_day(2025, dt.date(2025, 6, 30), TODAY)
    for year in (2023, 2025):
        with pytest.raises(rules.OutsideItsYear):
            rules.check_day(year, dt.date(2024, 12, 31), TODAY)
    with pytest.raises(rules.OutsideItsYear):
        rules.check_day(2023, dt.date(2024, 7, 1), TODAY)


def test_a_value_that_stands_is_corrected_with_a_reason_only():
    rules.check_correction(None, 5, "")
    rules.check_correction(5, 5, "")
    rules.check_correction(5, 6, "Rà soát lại")
    with pytest.raises(rules.CorrectionWithoutReason):
        rules.check_correction(5, 6, "")
