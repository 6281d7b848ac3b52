"""Goods received are goods handed out and goods in store, in number and in đồng."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from services.donations.in_kind import rules

CAME_ON, TODAY = dt.date(2024, 10, 20), dt.date(2024, 11, 1)


@given(st.integers(0, 10**15), st.integers(1, 1_000), st.lists(st.integers(1, 100), max_size=30))
def test_the_shares_of_all_hand_outs_add_up_to_the_stated_value_once_all_is_gone(
    stated_vnd: int, quantity: int, wanted: list[int]
) -> None:
    gone, gone_vnd = 0, 0
    for one in [*wanted, quantity]:
        part = min(one, quantity - gone)
        gone_vnd += rules.share_vnd(stated_vnd, quantity, gone + part) - rules.share_vnd(stated_vnd, quantity, gone)
        gone += part
        assert 0 <= gone_vnd <= stated_vnd
    assert (gone, gone_vnd) == (quantity, stated_vnd)


@pytest.mark.parametrize(
    ("wanted", "on", "code"),
    [(11, TODAY, "store_short"), (1, dt.date(2024, 10, 19), "handed_out_before_received"),
     (1, dt.date(2024, 11, 2), "day_in_future")],
)
def test_goods_that_are_not_there_are_not_handed_out(wanted: int, on: dt.date, code: str) -> None:
    rules.check_hand_out(10, 10, "kg", CAME_ON, TODAY, TODAY)
    with pytest.raises(Refusal) as refused:
        rules.check_hand_out(wanted, 10, "kg", CAME_ON, on, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("to", "household", "place"),
    [("to_household", None, ""), ("to_household", None, "Trường"), ("to_household", "h1", "Trường"),
     ("to_place", None, ""), ("to_place", "h1", "")],
)
def test_goods_go_to_one_named_recipient(to: str, household: str | None, place: str) -> None:
    rules.check_recipient("to_household", "h1", "")
    rules.check_recipient("to_place", None, "Trường")
    with pytest.raises(rules.RecipientUntold):
        rules.check_recipient(to, household, place)


def test_a_value_says_who_stated_it_and_goods_that_went_out_were_there() -> None:
    rules.check_value(0, "")
    rules.check_value(1, "Phòng Tài chính")
    with pytest.raises(rules.ValueWithoutValuer):
        rules.check_value(1, "")
    with pytest.raises(rules.GoodsHandedOut):
        rules.check_withdrawal(False, 1)
    with pytest.raises(rules.WithdrawnAlready):
        rules.check_withdrawal(True)
