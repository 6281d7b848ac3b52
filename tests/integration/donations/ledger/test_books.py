"""The books on a real MongoDB: right to the đồng, page by page, whatever comes meanwhile."""

import datetime as dt
import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.commands.donations import ledger as asked
from contracts.page_marks import BrokenPageMark
from messaging.unit_of_work import Store
from services.donations.ledger import books, fund_receipts, rules
from services.donations.ledger.commands import new_entry, post_entries
from services.donations.support.rules import FundShort
from tests.integration.donations.ledger import steps
from tests.integration.donations.support import job

pytestmark = pytest.mark.integration


def trial_balance(store: Store, campaign: str, **more):
    command = asked.GetTrialBalance().load({"campaign": campaign, **more})
    return store.transact(lambda uow: books.get_trial_balance(uow, command))


def account_book(store: Store, campaign: str, account: str, **more):
    command = asked.GetAccountBook().load({"campaign": campaign, "account": account, **more})
    return store.transact(lambda uow: books.get_account_book(uow, command))


def book_at_random(store: Store, campaign: str, entries: int, seed: int) -> None:
    """All that the journal knows, over a month and two units, in transactions of many entries."""
    dice = random.Random(seed)

    def one(uow, number: int):
        unit, vnd = dice.choice(["582", "583"]), dice.randint(1, 10**9)
        postings = dice.choice([
            lambda: rules.gift_in_hand(campaign, unit, dice.choice(["cash", "card"]), vnd),
            lambda: rules.bank_credit(campaign, unit, "0123456789", vnd),
            lambda: rules.bank_debit("0123456789", vnd),
            lambda: rules.support_paid(campaign, unit, dice.choice(["health", "house_new"]), vnd, f"cash:{unit}"),
        ])()
        return new_entry(
            uow, about_kind="made", about_id=f"{campaign}-{seed}-{number}", campaign=campaign, unit=unit,
            booked_on=dt.date(2024, 10, dice.randint(1, 31)), posted_by="dice", postings=postings,
        )

    def work(uow):
        post_entries(uow, [one(uow, number) for number in range(entries)], shard=0)

    store.transact(work)


def added_up(store: Store, campaign: str, until: str = "9999") -> dict[str, int]:
    """Debits less credits of every account, straight from the journal."""
    found: defaultdict[str, int] = defaultdict(int)
    for entry in store.db.journal_entries.find({"campaign": campaign}):
        if entry["booked_on"].date().isoformat() <= until:
            for posting in entry["postings"]:
                found[posting["account"]] += posting["debit_vnd"] - posting["credit_vnd"]
    return found


def test_the_trial_balance_is_what_the_journal_says_to_the_dong_and_balances_in_every_column(store):
    campaign = job.new_campaign(store)
    for seed in range(4):
        book_at_random(store, campaign, 400, seed)
        steps.seal_all(store)
    found = trial_balance(store, campaign, from_on="2024-10-11", to_on="2024-10-20")
    total = found["total"]
    for column in ("opening", "closing"):
        assert total[f"{column}_debit_vnd"] == total[f"{column}_credit_vnd"] > 0
    assert total["debit_vnd"] == total["credit_vnd"] > 0
    opening, closing = added_up(store, campaign, "2024-10-10"), added_up(store, campaign, "2024-10-20")
    for row in found["rows"]:
        assert row["opening_debit_vnd"] - row["opening_credit_vnd"] == opening[row["account"]]
        assert row["closing_debit_vnd"] - row["closing_credit_vnd"] == closing[row["account"]]
    assert found["sealed_entries"] == 1600

    # A unit's entries balance among themselves, and the units add up to the whole.
    by_unit = [trial_balance(store, campaign, units=[unit])["total"]["debit_vnd"] for unit in ("582", "583")]
    assert sum(by_unit) == trial_balance(store, campaign)["total"]["debit_vnd"]
    one = trial_balance(store, campaign, units=["582"])["total"]
    assert one["closing_debit_vnd"] == one["closing_credit_vnd"]
    cash = trial_balance(store, campaign, kind="cash")["rows"]
    assert [row["account"] for row in cash] == ["cash:582", "cash:583"]


def test_what_a_fund_may_pay_out_agrees_with_the_sealed_books_to_the_dong(store):
    campaign = job.new_campaign(store)
    for seed in range(5):
        book_at_random(store, campaign, 100, seed)
    steps.seal_all(store)
    for unit in ("582", "583"):
        kinds = [trial_balance(store, campaign, units=[unit], kind=kind)["rows"] for kind in ("fund", "unexplained")]
        sealed_vnd = sum(row["closing_credit_vnd"] - row["closing_debit_vnd"] for rows in kinds for row in rows)
        kept_vnd = store.transact(lambda uow, unit=unit: fund_receipts.total_vnd(uow, campaign, unit))
        assert sealed_vnd == kept_vnd != 0


@pytest.mark.parametrize("account", ["cash:582", "bank:0123456789", "unexplained:0123456789"])
def test_opening_and_what_came_and_went_give_the_closing_over_all_pages(store, account):
    campaign = job.new_campaign(store)
    book_at_random(store, campaign, 500, 1)
    steps.seal_all(store)
    which = {"from_on": "2024-10-05", "to_on": "2024-10-25", "limit": 7}
    page = first = account_book(store, campaign, account, **which)
    lines = list(page["rows"])
    while page["next"]:
        if len(lines) == 14:  # what is booked and sealed meanwhile belongs to the next look
            book_at_random(store, campaign, 100, 2)
            steps.seal_all(store)
        page = account_book(store, campaign, account, **which, after=page["next"])
        assert len(page["rows"]) <= 7
        lines += page["rows"]
    assert len(lines) > 14
    assert [line["booked_on"] for line in lines] == sorted(line["booked_on"] for line in lines)
    assert len({line["entry_id"] for line in lines}) == len(lines)
    balance_vnd = first["opening_vnd"]
    for line in lines:
        balance_vnd += line["debit_vnd"] - line["credit_vnd"]
        assert line["balance_vnd"] == balance_vnd
    assert balance_vnd == first["closing_vnd"] == page["closing_vnd"]
    assert first["opening_vnd"] + first["debit_vnd"] - first["credit_vnd"] == first["closing_vnd"]
    assert first["debit_vnd"] == sum(line["debit_vnd"] for line in lines)


def test_an_account_that_nothing_was_booked_on_has_an_empty_book(store):
    campaign = job.new_campaign(store)
    found = account_book(store, campaign, "cash:582")
    assert (found["opening_vnd"], found["closing_vnd"], found["rows"], found["next"]) == (0, 0, [], None)
    assert trial_balance(store, campaign)["rows"] == []


@pytest.mark.parametrize("after", ["x", "bm8", "W10", "WzEsMl0", "W1siYSIsMSwyXSx7fV0"])
def test_a_page_mark_that_nobody_gave_is_refused_by_name(store, after):
    with pytest.raises(BrokenPageMark):
        account_book(store, job.new_campaign(store), "cash:582", after=after)


def test_a_period_that_ends_before_it_begins_is_refused_by_name(store):
    with pytest.raises(books.PeriodBackwards):
        trial_balance(store, job.new_campaign(store), from_on="2024-10-02", to_on="2024-10-01")


def test_where_the_money_went_from_a_gift_to_what_the_fund_paid_is_all_in_the_books(store):
    """Open Collective 7963: whoever gave can't see what became of it."""
    campaign = job.new_campaign(store)
    job.receive(store, campaign, 3_000_000)
    job.receive(store, campaign, 2_000_000)
    paid = job.approved(store, campaign, kind="health", amount_vnd=4_000_000)
    job.step(store, "pay_support", paid, "cashier")
    steps.seal_all(store)

    gift = store.db.journal_entries.find_one({"campaign": campaign, "about_kind": "donation"})
    fund = next(p["account"] for p in gift["postings"] if p["credit_vnd"])
    received = account_book(store, campaign, fund)
    assert gift["_id"] in [line["entry_id"] for line in received["rows"]]
    assert (received["side"], received["closing_vnd"]) == ("credit", 5_000_000)
    assert {tuple(line["against"]) for line in received["rows"]} == {("cash:582",)}

    cash = account_book(store, campaign, "cash:582")
    assert [(line["about_kind"], line["debit_vnd"], line["credit_vnd"]) for line in cash["rows"]] == [
        ("donation", 3_000_000, 0), ("donation", 2_000_000, 0), ("payment", 0, 4_000_000),
    ]
    last = cash["rows"][-1]
    assert (last["about_id"], last["against"]) == (paid, [f"support:{campaign}:582:health"])
    assert last["balance_vnd"] == cash["closing_vnd"] == 1_000_000
    spent = account_book(store, campaign, f"support:{campaign}:582:health")
    assert [line["about_id"] for line in spent["rows"]] == [paid]
    # What was given is what was paid and what is left, to the đồng.
    assert received["closing_vnd"] == spent["closing_vnd"] + cash["closing_vnd"]


def test_the_fund_never_goes_below_zero_while_gifts_payments_and_the_sealer_run_at_once(store):
    campaign = job.new_campaign(store)
    job.receive(store, campaign, 3_000_000)

    def pay(_: int) -> int:
        try:
            job.step(store, "pay_support", job.approved(store, campaign), "cashier")
        except FundShort as short:
            assert short.facts["available_vnd"] >= 0
            return 0
        return 1

    with ThreadPoolExecutor(10) as pool:
        paying = [pool.submit(pay, number) for number in range(24)]
        giving = [pool.submit(job.receive, store, campaign, 500_000) for _ in range(8)]
        sealing = pool.submit(steps.seal_all, store)
        paid = sum(one.result() for one in paying)
        for one in [*giving, sealing]:
            one.result()
    steps.seal_all(store)
    closing = {row["account"]: row for row in trial_balance(store, campaign)["rows"]}
    assert 3 <= paid <= 7
    assert closing["cash:582"]["closing_debit_vnd"] == 7_000_000 - paid * 1_000_000
    assert closing[f"support:{campaign}:582:livelihood"]["debit_vnd"] == paid * 1_000_000
    # Day by day, in the order of the books, the money was there before it went.
    assert all(line["balance_vnd"] >= 0 for line in account_book(store, campaign, "cash:582", limit=500)["rows"])
