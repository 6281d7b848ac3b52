"""Rules of foreign money, of the donor's consent, of corrections and refunds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from services.donations.intake import amending_rules, rules

TODAY = dt.date(2024, 11, 1)


@pytest.mark.parametrize(
    ("amount", "rate", "vnd"),
    [("100", "25115", 2_511_500), ("1250.50", "25115.5", 31_406_933), ("0.1", "5", 1), ("0.1", "4.9", 0),
     ("3", "0.5", 2), ("999999999999999.9999", "1.00000001", 1_000_000_010_000_000)],
)
def test_foreign_money_is_worth_what_the_rate_says_half_a_dong_rounded_up(amount: str, rate: str, vnd: int) -> None:
    assert rules.worth_vnd(amount, rate) == vnd


@given(st.decimals(0, 10**9, places=4), st.decimals(0, 10**6, places=8))
def test_no_digit_of_a_foreign_amount_is_lost(amount: Decimal, rate: Decimal) -> None:
    exact = int(amount.scaleb(4)) * int(rate.scaleb(8))
    assert rules.worth_vnd(f"{amount:f}", f"{rate:f}") == (2 * exact + 10**12) // (2 * 10**12)


def foreign(**changes: Any) -> dict[str, Any]:
    return {"currency": "USD", "amount": "100", "rate": "25115", "rate_source": "Vietcombank",
            "rate_on": dt.date(2024, 10, 31), **changes}


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"rate": "25116"}, "foreign_amount_differs"), ({"currency": "VND"}, "not_foreign_money"),
     ({"rate_on": dt.date(2024, 11, 2)}, "day_in_future")],
)
def test_foreign_money_that_does_not_add_up_is_refused_by_name(facts: dict[str, Any], code: str) -> None:
    rules.check_foreign(foreign(), 2_511_500, TODAY)
    with pytest.raises(Refusal) as refused:
        rules.check_foreign(foreign(**facts), 2_511_500, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("wanted", "basis", "shown"),
    [("masked", "form", "anonymous"), ("anonymous", None, "anonymous"), ("shown", "guardian", "shown")],
)
def test_a_minors_name_is_not_shown_unless_a_guardian_agreed(wanted: str, basis: str | None, shown: str) -> None:
    assert rules.display_of(wanted, minor=True, basis=basis) == shown
    with pytest.raises(rules.MinorNameNeedsGuardian):
        rules.display_of("shown", minor=True, basis="form")
    assert rules.display_of("masked", minor=False, basis=None) == "masked"


GIVEN_ON, REFUNDED_ON = dt.date(2024, 10, 18), dt.date(2024, 10, 25)


@given(st.lists(st.integers(1, 100), max_size=20))
def test_never_more_goes_back_than_was_given(parts: list[int]) -> None:
    back = 0
    for part in parts:
        try:
            amending_rules.check_refund(part, 100, back, GIVEN_ON, REFUNDED_ON, TODAY)
        except amending_rules.RefundExceedsGift as refused:
            assert part > 100 - back == refused.facts["left_vnd"]
        else:
            back += part
    assert back <= 100


def test_money_does_not_go_back_before_it_came() -> None:
    with pytest.raises(amending_rules.RefundBeforeGift):
        amending_rules.check_refund(1, 100, 0, GIVEN_ON, dt.date(2024, 10, 17), TODAY)


def test_a_correction_must_correct_something_and_bank_money_is_as_the_bank_says() -> None:
    gift = {"amount_vnd": 100, "unit": "58"}
    amending_rules.check_correction(gift, {"amount_vnd": 10}, 0, None)
    for changes, refunded_vnd, line, refusal in (
        ({"amount_vnd": 100}, 0, None, amending_rules.NothingToCorrect),
        ({"amount_vnd": 10}, 0, "line", amending_rules.BankMoneyIsAsTheStatementSays),
        ({"amount_vnd": 10}, 5, None, amending_rules.DonationRefundedInPart),
    ):
        with pytest.raises(refusal):
            amending_rules.check_correction(gift, changes, refunded_vnd, line)
