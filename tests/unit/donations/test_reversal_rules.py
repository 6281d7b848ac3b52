"""What a reversal does to the books."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.donations.ledger import rules


def kept(postings: list[rules.Posting]) -> list[dict[str, object]]:
    return [{"account": p.account, "debit_vnd": p.debit_vnd, "credit_vnd": p.credit_vnd} for p in postings]


@given(st.integers(1, 10**15))
def test_an_entry_and_its_reversal_leave_every_account_and_the_fund_as_they_were(amount_vnd: int) -> None:
    booked = kept(list(rules.gift_in_hand("thu", "58", "cash", amount_vnd)))
    back = kept(list(rules.turned(booked)))
    for one, other in zip(booked, back, strict=True):
        assert (one["account"], one["debit_vnd"], one["credit_vnd"]) == (
            other["account"], other["credit_vnd"], other["debit_vnd"]
        )
    assert rules.fund_change_vnd(booked) + rules.fund_change_vnd(back) == 0
    assert kept(list(rules.turned(back))) == booked
