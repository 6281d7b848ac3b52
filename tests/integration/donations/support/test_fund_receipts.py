"""The running totals of the Fund: equal to the journal whatever is booked, and never a queue."""

import random
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.metrics import TRANSACTION_RETRIES
from services.donations.ledger import commands as ledger
from services.donations.ledger import fund_receipts, rules
from services.donations.ledger.fund_receipts import DESK_SHARDS, IMPORT_SHARDS, FreeShards
from services.donations.support import rules as support

from . import job

pytestmark = pytest.mark.integration

AMOUNTS = st.integers(1, 10**12)
BOOKINGS = st.lists(
    st.tuples(
        st.sampled_from(["gift", "card", "credit", "debit", "support", "reversal"]), st.sampled_from(["582", "583"]),
        AMOUNTS, st.integers(0, IMPORT_SHARDS.stop - 1),
    ),
    max_size=12,
)


def postings(kind: str, campaign: str, unit: str, amount_vnd: int) -> Sequence[rules.Posting]:
    if kind == "reversal":
        gift = rules.gift_in_hand(campaign, unit, "cash", amount_vnd)
        return [rules.Posting(p.account, debit_vnd=p.credit_vnd, credit_vnd=p.debit_vnd) for p in gift]
    return {
        "gift": lambda: rules.gift_in_hand(campaign, unit, "cash", amount_vnd),
        "card": lambda: rules.gift_in_hand(campaign, unit, "card", amount_vnd),
        "credit": lambda: rules.bank_credit(campaign, unit, "001", amount_vnd),
        "debit": lambda: rules.bank_debit("001", amount_vnd),
        "support": lambda: rules.support_paid(campaign, unit, "livelihood", amount_vnd, f"cash:{unit}"),
    }[kind]()


def book(store, kind, campaign, unit, amount_vnd, shard):
    def work(uow):
        entry = ledger.new_entry(
            uow, about_kind=kind, about_id=uuid.uuid4().hex, campaign=campaign, unit=unit, booked_on=job.NOW.date(),
            posted_by="t", postings=postings(kind, campaign, unit, amount_vnd),
        )
        ledger.post_entries(uow, [entry], shard)

    store.transact(work)


def total(store, campaign, unit=job.UNIT):
    return store.transact(lambda uow: fund_receipts.total_vnd(uow, campaign, unit))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bookings=BOOKINGS)
def test_the_shards_always_add_up_to_the_journal(store, bookings):
    campaign = f"c{uuid.uuid4().hex[:10]}"
    for kind, unit, amount_vnd, shard in bookings:
        book(store, kind, campaign, unit, amount_vnd, shard)
    journal = fund_receipts.journal_totals_vnd(store.db)
    signs = {"gift": 1, "card": 1, "credit": 1, "debit": -1, "support": 0, "reversal": -1}
    for unit in ("582", "583"):
        expected = sum(signs[kind] * vnd for kind, where, vnd, _ in bookings if where == unit)
        assert total(store, campaign, unit) == journal.get((campaign, unit), 0) == expected


def test_money_that_the_bank_has_debited_is_not_paid_out_again(store):
    campaign = job.new_campaign(store, received_vnd=1_500_000)
    book(store, "debit", campaign, job.UNIT, 600_000, 33)
    payment_id = job.approved_once(store, campaign)
    with pytest.raises(support.FundShort) as short:
        job.step(store, "approve_support", payment_id, "treasurer")
    assert short.value.facts == {"available_vnd": 900_000, "wanted_vnd": 1_000_000}
    book(store, "debit", campaign, "583", 600_000, 33)
    job.receive(store, campaign, 100_000)
    assert job.step(store, "approve_support", payment_id, "treasurer")["status"] == "approved"
    assert job.step(store, "pay_support", payment_id, "cashier")["status"] == "paid"
    book(store, "debit", campaign, job.UNIT, 600_000, 33)
    with pytest.raises(support.FundShort) as overdrawn:
        job.approved(store, campaign)
    assert overdrawn.value.facts["available_vnd"] == 0


def test_transactions_at_once_in_one_process_never_share_a_shard():
    shards = FreeShards()
    with ThreadPoolExecutor(8) as pool:
        def hold(_: int) -> int:
            with shards.lent() as shard:
                held.append(shard)
                assert held.count(shard) == 1
                held.remove(shard)
                return shard

        held: list[int] = []
        assert set(pool.map(hold, range(500))) == set(range(DESK_SHARDS))


def test_more_transactions_than_shards_share_them_and_lose_none():
    shards = FreeShards()
    lent = [shards.lent() for _ in range(DESK_SHARDS + 5)]
    numbers = [one.__enter__() for one in lent]
    assert set(numbers) == set(range(DESK_SHARDS))
    for one in lent:
        one.__exit__(None, None, None)
    with shards.lent() as first, shards.lent() as second:
        assert first != second
    assert len(shards._free) == DESK_SHARDS


def test_gifts_at_once_to_one_fund_do_not_wait_for_one_counter(store):
    campaign = job.new_campaign(store)
    shards = FreeShards()

    def give(_: int) -> None:
        with shards.lent() as shard:
            book(store, "gift", campaign, job.UNIT, 1_000, shard)

    retries = TRANSACTION_RETRIES.labels("donations")._value
    before = retries.get()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(give, range(200)))
    assert total(store, campaign) == 200_000
    assert retries.get() == before, "every gift was booked at its first try"


def test_a_database_from_before_the_totals_begins_them_with_its_journal_and_once(store):
    campaign = job.new_campaign(store, received_vnd=5_000_000)
    book(store, "debit", campaign, "583", 7_000, random.choice(IMPORT_SHARDS))
    store.db.fund_receipts.delete_many({})
    with ThreadPoolExecutor(4) as processes:
        list(processes.map(lambda _: fund_receipts.count_journal(store), range(4)))
    assert (total(store, campaign), total(store, campaign, "583")) == (5_000_000, -7_000)
    job.receive(store, campaign, 1)
    fund_receipts.count_journal(store)
    assert total(store, campaign) == 5_000_001
