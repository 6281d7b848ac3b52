"""The clocks of relief: when they end, when they may run longer, and what fits into them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donations.relief import rules

CALLED = dt.date(2024, 9, 10)
CLOCKS = rules.clocks(CALLED, rules.DECREE, None, None)
TERMS = (CALLED, CLOCKS.receiving_until_on)
ONE_DAY = dt.timedelta(days=1)


def test_ninety_days_of_receiving_and_twenty_of_handing_out_are_counted_from_the_day_after_the_call() -> None:
    assert (CALLED, dt.date(2024, 12, 9), dt.date(2024, 12, 29)) == CLOCKS


def test_a_leap_day_is_a_day_of_receiving_like_any_other() -> None:
    assert rules.clocks(dt.date(2024, 1, 1), rules.DECREE, None, None).receiving_until_on == dt.date(2024, 3, 31)
    assert rules.clocks(dt.date(2023, 1, 1), rules.DECREE, None, None).receiving_until_on == dt.date(2023, 4, 1)


def test_a_call_may_take_less_than_the_rule_grants_and_not_more() -> None:
    assert rules.clocks(CALLED, rules.DECREE, 30, 10)[1:] == (dt.date(2024, 10, 10), dt.date(2024, 10, 20))
    for days in ((91, None), (None, 21)):
        with pytest.raises(rules.LongerThanTheRule) as refused:
            rules.clocks(CALLED, rules.DECREE, *days)
        assert "93/2021" in refused.value.message


def test_the_rule_in_force_on_the_day_of_the_call_is_the_one_that_counts() -> None:
    later = rules.Rule(dt.date(2025, 1, 1), 60, 15, "Nghị định mẫu")
    assert rules.rule_on(CALLED, [later]) == rules.DECREE
    assert rules.rule_on(dt.date(2025, 1, 1), [later]) == later
    assert rules.rule_on(dt.date(2019, 10, 1), [later]) == rules.DECREE
    of_that_day = rules.DECREE._replace(receiving_days=80)
    assert rules.rule_on(CALLED, [of_that_day]) == of_that_day


def test_a_gift_of_the_last_day_is_taken_and_one_of_the_day_after_is_refused_by_name() -> None:
    rules.check_gift("relief", TERMS, CALLED)
    rules.check_gift("relief", TERMS, CLOCKS.receiving_until_on)
    with pytest.raises(rules.ReceivingIsOver):
        rules.check_gift("relief", TERMS, CLOCKS.receiving_until_on + ONE_DAY)
    with pytest.raises(rules.ReceivingNotBegun):
        rules.check_gift("relief", TERMS, CALLED - ONE_DAY)
    with pytest.raises(rules.ReliefNotCalled):
        rules.check_gift("relief", None, CALLED)


def test_the_standing_fund_takes_gifts_on_any_day() -> None:
    rules.check_gift("fund", None, CLOCKS.receiving_until_on + ONE_DAY)


def test_receiving_that_is_extended_moves_the_end_of_handing_out_along() -> None:
    more = rules.extended(CLOCKS, dt.date(2024, 12, 24), None, 0)
    assert more == (CALLED, dt.date(2024, 12, 24), dt.date(2025, 1, 13))
    assert rules.extended(CLOCKS, None, dt.date(2025, 1, 31), 0) == (CALLED, CLOCKS.receiving_until_on,
                                                                     dt.date(2025, 1, 31))


@pytest.mark.parametrize(
    ("until", "handed_out"),
    [(None, None), (CLOCKS.receiving_until_on, None), (CLOCKS.receiving_until_on - ONE_DAY, None),
     (None, CLOCKS.distribute_until_on - ONE_DAY)],
)
def test_an_extension_that_is_none_is_refused(until: dt.date | None, handed_out: dt.date | None) -> None:
    with pytest.raises(rules.NotLater):
        rules.extended(CLOCKS, until, handed_out, 0)


def test_handing_out_does_not_end_before_receiving_does() -> None:
    with pytest.raises(rules.DistributionEndsFirst):
        rules.extended(CLOCKS, dt.date(2025, 6, 1), CLOCKS.distribute_until_on, 0)


@given(st.integers(0, 400), st.integers(0, 400))
def test_no_extension_ever_ends_anything_sooner(more_receiving: int, more_handing_out: int) -> None:
    until = CLOCKS.receiving_until_on + dt.timedelta(more_receiving)
    handed_out = CLOCKS.distribute_until_on + dt.timedelta(more_handing_out)
    try:
        after = rules.extended(CLOCKS, until, handed_out, 0)
    except (rules.NotLater, rules.DistributionEndsFirst):
        return
    assert after.receiving_until_on >= CLOCKS.receiving_until_on
    assert after.distribute_until_on >= max(CLOCKS.distribute_until_on, after.receiving_until_on)


def test_goods_handed_out_late_are_written_down_as_late() -> None:
    today = dt.date(2025, 6, 1)
    assert not rules.check_distribution(CLOCKS, CLOCKS.distribute_until_on, today)
    assert rules.check_distribution(CLOCKS, CLOCKS.distribute_until_on + ONE_DAY, today)
    with pytest.raises(rules.DistributedBeforeCall):
        rules.check_distribution(CLOCKS, CALLED - ONE_DAY, today)


def test_only_a_relief_campaign_is_called() -> None:
    rules.check_call("relief", CALLED, CALLED, CALLED)
    with pytest.raises(rules.CampaignIsNoRelief):
        rules.check_call("fund", CALLED, CALLED, CALLED)
