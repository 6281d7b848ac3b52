"""Rules of campaigns, gifts, pledges and the journal."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.business_days import DayInFuture, DayTooEarly
from messaging.unit_of_work import UnitOfWork
from runtime.clock import midnight
from services.donations.campaigns import rules as campaigns
from services.donations.intake import rules as intake
from services.donations.ledger import commands as journal
from services.donations.ledger import rules as ledger
from services.donations.pledges import rules as pledges

TODAY = dt.date(2024, 11, 1)
AMOUNTS = st.integers(min_value=1, max_value=10**15)


def campaign(**changes: Any) -> dict[str, Any]:
    """A campaign that makes sense, but for the changes."""
    return {
        "starts_on": dt.date(2024, 10, 17), "ends_on": dt.date(2024, 11, 18), "lead_unit": "58",
        "units": [{"unit": "58"}, {"unit": "582"}],
        "accounts": [{"number": "0011000000000", "unit": "58"}], **changes,
    }


def test_a_campaign_that_makes_sense_is_accepted() -> None:
    campaigns.check(campaign())
    campaigns.check(campaign(ends_on=dt.date(2024, 10, 17)))


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"ends_on": dt.date(2024, 10, 16)}, campaigns.CampaignEndsBeforeItStarts, "ends_on"),
        ({"units": [{"unit": "58"}, {"unit": "58"}]}, campaigns.NamedTwice, "units"),
        ({"accounts": [{"number": "1", "unit": "58"}] * 2}, campaigns.NamedTwice, "accounts"),
        ({"lead_unit": "99"}, campaigns.UnitNotInCampaign, "lead_unit"),
        ({"accounts": [{"number": "1", "unit": "99"}]}, campaigns.UnitNotInCampaign, "accounts.0.unit"),
    ],
)
def test_a_campaign_that_contradicts_itself_is_refused_by_name_and_field(
    changes: dict[str, Any], refusal: type[Exception], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        campaigns.check(campaign(**changes))
    assert refused.value.field == field  # type: ignore[attr-defined]


def test_a_gift_in_hand_is_booked_today_or_later_than_it_was_given() -> None:
    intake.check_gift("cash", TODAY, "582", ["58", "582"], TODAY)
    intake.check_gift("wallet", TODAY - dt.timedelta(days=30), "58", ["58"], TODAY)


@pytest.mark.parametrize(
    ("channel", "received_on", "unit", "refusal"),
    [
        ("bank_transfer", TODAY, "58", intake.BankMoneyComesFromStatements),
        ("cash", TODAY + dt.timedelta(days=1), "58", DayInFuture),
        ("cash", dt.date(1024, 10, 17), "58", DayTooEarly),
        ("cash", dt.date(1999, 12, 31), "58", DayTooEarly),
        ("cash", TODAY, "99", campaigns.UnitNotInCampaign),
    ],
)
def test_a_gift_that_may_not_be_booked_by_hand_is_refused_by_name(
    channel: str, received_on: dt.date, unit: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        intake.check_gift(channel, received_on, unit, ["58"], TODAY)


@pytest.mark.parametrize(
    ("display", "shown"), [("shown", "Nguyễn Văn Ánh"), ("masked", "N. V. Á."), ("anonymous", "")]
)
def test_a_name_is_shown_only_as_far_as_its_owner_agreed(display: str, shown: str) -> None:
    assert intake.public_name("Nguyễn Văn Ánh", display) == shown


def test_an_unknown_way_of_showing_a_name_masks_it() -> None:
    assert intake.public_name("Lê Na", "?") == "L. N."


@pytest.mark.parametrize(
    ("amount", "fulfilled", "status"),
    [(100, 0, "open"), (100, 1, "part_fulfilled"), (100, 99, "part_fulfilled"), (100, 100, "fulfilled"),
     (100, 250, "fulfilled")],
)
def test_a_pledge_is_as_far_fulfilled_as_money_came_in(amount: int, fulfilled: int, status: str) -> None:
    assert pledges.status_of(amount, fulfilled) == status


@given(AMOUNTS)
def test_every_occasion_makes_an_entry_that_balances(amount_vnd: int) -> None:
    entries = [
        ledger.gift_in_hand("c", "58", "cash", amount_vnd), ledger.gift_in_hand("c", "58", "card", amount_vnd),
        ledger.bank_credit("c", "58", "001", amount_vnd), ledger.bank_debit("001", amount_vnd),
        ledger.support_paid("c", "58", "health", amount_vnd, "cash:58"),
    ]
    for postings in entries:
        assert sum(p.debit_vnd for p in postings) == sum(p.credit_vnd for p in postings) == amount_vnd


def test_only_receipts_credit_the_fund() -> None:
    fund = ledger.fund_account("c", "58")
    assert [p.account for p in ledger.gift_in_hand("c", "58", "cash", 5) if p.credit_vnd] == [fund]
    assert [p.account for p in ledger.bank_credit("c", "58", "001", 5) if p.credit_vnd] == [fund]
    gone = [*ledger.bank_debit("001", 5), *ledger.support_paid("c", "58", "health", 5, "cash:58")]
    assert not [p for p in gone if p.account == fund]


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=6))
def test_what_does_not_balance_is_never_an_entry(amounts: list[tuple[int, int]]) -> None:
    postings = [ledger.Posting("a", debit, credit) for debit, credit in amounts]
    sound = (
        len(postings) >= 2
        and all((debit > 0) != (credit > 0) for debit, credit in amounts)
        and sum(d for d, _ in amounts) == sum(c for _, c in amounts)
    )
    if sound:
        assert ledger.balanced(postings) == postings
    else:
        with pytest.raises(ledger.UnbalancedEntry):
            ledger.balanced(postings)


@pytest.mark.parametrize("amount", [1.0, True, "1", -1])
def test_an_amount_that_is_no_whole_positive_number_is_never_posted(amount: Any) -> None:
    with pytest.raises(ledger.UnbalancedEntry):
        ledger.balanced([ledger.Posting("a", debit_vnd=amount), ledger.Posting("b", credit_vnd=amount)])


def test_entries_made_after_a_sample_are_what_each_made_by_itself_would_be() -> None:
    uow = cast(UnitOfWork, SimpleNamespace(now=dt.datetime(2024, 10, 25, 3, tzinfo=dt.UTC)))

    def entry(id: str, day: dt.date, vnd: int) -> journal.Entry:
        return journal.new_entry(
            uow, about_kind="donation", about_id=id, campaign="c", unit="58", booked_on=day, posted_by="import:i",
            postings=ledger.bank_credit("c", "58", "0011", vnd),
        )

    day = dt.date(2024, 10, 17)
    made = journal.entries_like(entry("a", day, 5), [("a", midnight(day), 5), ("b", midnight(day), 7)])
    assert made == [entry("a", day, 5), entry("b", day, 7)]
    for wrong in (0, -1, True):
        with pytest.raises(ledger.UnbalancedEntry):
            journal.entries_like(made[0], [("c", midnight(day), wrong)])
