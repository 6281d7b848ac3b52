"""Instalments, lapses and symbolic cheques."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from services.donations.pledges import rules

PLEDGED_ON, TODAY = dt.date(2024, 10, 18), dt.date(2024, 11, 20)


def part(day: int, amount_vnd: int) -> dict[str, Any]:
    return {"due_on": dt.date(2024, 11, day), "amount_vnd": amount_vnd}


PARTS = [part(1, 30), part(15, 70)]


@pytest.mark.parametrize(
    ("kind", "has_cheque", "parts", "code"),
    [("symbolic_cheque", False, [], "cheque_untold"), ("pledge", True, [], "cheque_untold"),
     ("pledge", False, [part(1, 99)], "instalments_differ"),
     ("pledge", False, [part(2, 30), part(1, 70)], "instalments_out_of_order"),
     ("pledge", False, [part(1, 30), part(1, 70)], "instalments_out_of_order"),
     ("pledge", False, [{"due_on": dt.date(2024, 10, 17), "amount_vnd": 100}], "instalments_out_of_order")],
)
def test_a_pledge_that_contradicts_itself_is_refused(
    kind: str, has_cheque: bool, parts: list[dict[str, Any]], code: str
) -> None:
    rules.check_form("pledge", False, PARTS, 100, PLEDGED_ON)
    rules.check_form("symbolic_cheque", True, [], 100, PLEDGED_ON)
    with pytest.raises(Refusal) as refused:
        rules.check_form(kind, has_cheque, parts, 100, PLEDGED_ON)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("as_of", "came", "owed"),
    [(dt.date(2024, 10, 31), 0, 0), (dt.date(2024, 11, 1), 0, 30), (dt.date(2024, 11, 1), 30, 0),
     (dt.date(2024, 11, 14), 10, 20), (dt.date(2024, 11, 15), 30, 70), (dt.date(2025, 1, 1), 130, 0)],
)
def test_what_is_overdue_follows_from_the_day_that_is_asked_about(as_of: dt.date, came: int, owed: int) -> None:
    assert rules.overdue_vnd(PARTS, 100, came, False, as_of) == owed
    assert rules.overdue_vnd(PARTS, 100, came, True, as_of) == 0


@given(st.integers(1, 1_000), st.integers(0, 2_000), st.booleans())
def test_a_lapsed_pledge_is_fulfilled_by_money_that_comes_late(promised: int, came: int, lapsed: bool) -> None:
    status = rules.status_of(promised, came, lapsed)
    assert (status == "fulfilled") == (came >= promised)
    assert (status == "lapsed") == (lapsed and came < promised)


@pytest.mark.parametrize(
    ("status", "on", "code"),
    [("fulfilled", TODAY, "pledge_fulfilled"), ("lapsed", TODAY, "pledge_lapsed_already"),
     ("open", dt.date(2024, 10, 17), "lapse_before_pledge"), ("open", dt.date(2024, 11, 21), "day_in_future")],
)
def test_what_cannot_lapse_is_refused_by_name(status: str, on: dt.date, code: str) -> None:
    rules.check_lapse("part_fulfilled", PLEDGED_ON, TODAY, TODAY)
    with pytest.raises(Refusal) as refused:
        rules.check_lapse(status, PLEDGED_ON, on, TODAY)
    assert refused.value.code == code
    with pytest.raises(rules.PledgeNotLapsed):
        rules.check_reopening("open")
