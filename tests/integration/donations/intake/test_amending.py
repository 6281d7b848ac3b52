"""Corrections, refunds and consent on a real MongoDB: the books agree with the rows whatever happens."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest

from contracts.refusals import Refusal
from gateway.projections.rows import contributions, newest_of, rows_of
from messaging.context import CommandContext
from messaging.envelope import Envelope
from messaging.unit_of_work import Store
from runtime.clock import utc_now
from services.donations.intake import amending
from services.donations.intake import commands as intake
from services.donations.ledger import commands as ledger
from services.donations.ledger.fund_receipts import journal_totals_vnd, total_vnd
from services.donations.ledger.rules import bank_debit, fund_change_vnd
from services.donations.support import fund
from services.donations.support.rules import FundShort

pytestmark = pytest.mark.integration

Give = Callable[..., list[dict[str, Any]]]


def context(key: str | None = None) -> CommandContext:
    return CommandContext("ke-toan", "c", utc_now().replace(year=2999), key)


def do(store: Store, work: Callable[..., dict[str, Any]], key: str | None = None, **command: Any) -> dict[str, Any]:
    return store.transact(lambda uow: work(uow, command, context(key)))


def refund(store: Store, donation_id: str, amount_vnd: int, key: str | None = None, **more: Any) -> dict[str, Any]:
    usual = {"refunded_on": dt.date(2024, 10, 25), "way": "cash", "cause": "Chuyển nhầm"}
    return do(store, amending.refund_donation, key, donation_id=donation_id, amount_vnd=amount_vnd, **usual | more)


def received(store: Store) -> dict[tuple[str, str], int]:
    """What the report's figure says by unit and day, out of everything that was said."""
    rows = [row for one in store.db.outbox.find() for row in rows_of(Envelope.from_bytes(one["body"]))]
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in newest_of(rows).values():
        for add in contributions(row):
            if add.figure == "received":
                sums[row.unit, row.on] += add.amount_vnd
    return {place: vnd for place, vnd in sums.items() if vnd}


def journal(store: Store) -> dict[tuple[str, str], int]:
    """What the Fund received by unit and day, out of the journal."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for entry in store.db.journal_entries.find():
        sums[entry["unit"], entry["booked_on"].date().isoformat()] += fund_change_vnd(entry["postings"])
    return {place: vnd for place, vnd in sums.items() if vnd}


def test_refunds_that_break_the_books_open_collective_6230(store: Store, give: Give) -> None:
    """https://github.com/opencollective/opencollective/issues/6230: after refunds the totals were those of no day."""
    gifts = [a["ok"]["donation_id"] for a in give(
        ("a", {"amount_vnd": 500_000}), ("b", {"amount_vnd": 70_001, "unit": "582"}), ("c", {"amount_vnd": 9}))]
    refund(store, gifts[0], 200_000)
    refund(store, gifts[0], 300_000, refunded_on=dt.date(2024, 10, 30))
    refund(store, gifts[1], 1)
    fixed = do(store, amending.correct_donation, donation_id=gifts[2], cause="Gõ thiếu số không", amount_vnd=90_000,
               unit="582", received_on=dt.date(2024, 10, 19))

    assert received(store) == journal(store) == {
        ("58", "2024-10-18"): 500_000, ("58", "2024-10-25"): -200_000, ("58", "2024-10-30"): -300_000,
        ("582", "2024-10-18"): 70_001, ("582", "2024-10-25"): -1, ("582", "2024-10-19"): 90_000,
    }
    assert journal_totals_vnd(store.db)["thu", "582"] == 160_000
    assert store.transact(lambda uow: total_vnd(uow, "thu", "58")) == 0
    was = intake.get_donation(gifts[2])
    assert (was["amount_vnd"], was["corrected_by"], fixed["corrects"]) == (9, fixed["donation_id"], gifts[2])
    entry = store.db.journal_entries.find_one({"_id": was["reversal_entry_id"]})
    assert entry is not None
    assert (entry["reverses"], entry["cause"], entry["posted_by"]) == (
        was["journal_entry_id"], "Gõ thiếu số không", "ke-toan"
    )


def test_a_refund_that_comes_twice_goes_back_once_and_many_at_once_never_exceed_the_gift(
    store: Store, give: Give
) -> None:
    [gift] = give(("a", {"amount_vnd": 1_000}))
    gift_id = gift["ok"]["donation_id"]
    assert refund(store, gift_id, 100, "k") == refund(store, gift_id, 100, "k")

    def one(number: int) -> bool:
        try:
            refund(store, gift_id, 300, f"k{number}")
        except Refusal as refused:
            assert refused.code == "refund_exceeds_gift"
            return False
        return True

    with ThreadPoolExecutor(6) as sides:
        assert sum(sides.map(one, range(6))) == 3
    assert intake.get_donation(gift_id)["refunded_vnd"] == 1_000
    assert received(store) == journal(store)


def test_money_that_is_spent_can_neither_go_back_nor_be_corrected_away(store: Store, give: Give) -> None:
    [gift] = give(("a", {"amount_vnd": 1_000}))
    gift_id = gift["ok"]["donation_id"]
    spend(store, 600)
    before = journal(store)
    with pytest.raises(FundShort):
        refund(store, gift_id, 401)
    with pytest.raises(FundShort):
        do(store, amending.correct_donation, donation_id=gift_id, cause="Ghi nhầm số", amount_vnd=599)
    assert journal(store) == before
    refund(store, gift_id, 400)
    with pytest.raises(FundShort):
        spend(store, 1)


def spend(store: Store, amount_vnd: int) -> None:
    store.transact(lambda uow: fund._commit(uow, "thu", "58", amount_vnd))


def test_a_correction_of_a_correction_leads_back_and_a_corrected_gift_is_closed(store: Store, give: Give) -> None:
    [gift] = give(("a", {"amount_vnd": 1_000, "donor_name": "Nguyễn Văn An"}))
    first = gift["ok"]["donation_id"]
    second = do(store, amending.correct_donation, donation_id=first, cause="Sai tên người tặng", donor_name="Trần Bình")
    third = do(store, amending.correct_donation, donation_id=second["donation_id"], cause="Sai kênh tiếp nhận",
               channel="wallet")
    assert (third["donor_name"], third["amount_vnd"], third["channel"]) == ("Trần Bình", 1_000, "wallet")
    assert received(store) == {("58", "2024-10-18"): 1_000}
    for closed in (first, second["donation_id"]):
        with pytest.raises(Refusal) as refused:
            refund(store, closed, 1)
        assert refused.value.code == "donation_taken_back"


def test_a_refund_by_transfer_and_its_bank_debit_take_the_money_once(store: Store, give: Give) -> None:
    [gift] = give(("a", {"amount_vnd": 1_000}))
    back = refund(store, gift["ok"]["donation_id"], 400, way="bank_transfer")

    def debit(line: str, amount_vnd: int) -> str:
        def book(uow: Any) -> str:
            entry = ledger.new_entry(
                uow, about_kind="bank_debit", about_id=line, campaign="thu", unit="58",
                booked_on=dt.date(2024, 10, 26), posted_by="import:i", postings=bank_debit("0011", amount_vnd))
            ledger.post_entries(uow, [entry], 0)
            uow.db.statement_lines.insert_one({"_id": line, "import_id": "i"})
            return str(entry["_id"])

        return store.transact(book)

    store.db.statement_imports.insert_one({"_id": "i", "status": "done"})

    right, wrong = debit("dong1", 400), debit("dong2", 399)
    assert store.transact(lambda uow: total_vnd(uow, "thu", "58")) == 1_000 - 400 - 799
    with pytest.raises(Refusal) as refused:
        do(store, amending.settle_refund, refund_id=back["refund_id"], bank_debit_entry_id=wrong)
    assert refused.value.code == "not_the_debit_of_this_refund"
    do(store, amending.settle_refund, refund_id=back["refund_id"], bank_debit_entry_id=right)
    assert store.transact(lambda uow: total_vnd(uow, "thu", "58")) == 1_000 - 400 - 399
    with pytest.raises(Refusal) as refused:
        do(store, amending.settle_refund, refund_id=back["refund_id"], bank_debit_entry_id=right)
    assert refused.value.code == "refund_settled_already"
    assert journal_totals_vnd(store.db)["thu", "58"] == 201


def test_a_donor_who_wants_no_name_any_more_is_named_in_no_later_event(store: Store, give: Give) -> None:
    [gift] = give(("a", {"donor_name": "Nguyễn Văn An", "name_display": "shown"}))
    store.db.outbox.delete_many({})
    gift_id = gift["ok"]["donation_id"]
    after = do(store, amending.change_donor_consent, donation_id=gift_id, name_display="anonymous",
               consent_basis="spoken", minor=None)
    assert (after["donor_name"], after["name_display"], after["version"]) == ("Nguyễn Văn An", "anonymous", 2)
    refund(store, gift_id, 1)
    said = orjson.dumps([orjson.loads(one["body"]) for one in store.db.outbox.find()]).decode()
    assert "An" not in said and "N. V. A." not in said
    kept = store.db.donations.find_one({"_id": gift_id})
    assert kept is not None
    [consent] = kept["consents"]
    assert (consent["changed_by"], consent["consent_basis"]) == ("ke-toan", "spoken")


def test_a_gift_in_dollars_keeps_what_was_given_beside_its_worth(store: Store, give: Give) -> None:
    money = {"currency": "USD", "amount": "100.50", "rate": "25115", "rate_source": "Vietcombank, mua tiền mặt",
             "rate_on": "2024-10-18"}
    right, wrong = give(
        ("a", {"amount_vnd": 2_524_058, "foreign": money, "donor": {"kind": "individual", "country": "US"}}),
        ("b", {"amount_vnd": 2_524_057, "foreign": money}),
    )
    assert (right["ok"]["currency"], right["ok"]["foreign_amount"], right["ok"]["donor_country"]) == (
        "USD", "100.50", "US"
    )
    assert wrong["refused"]["code"] == "foreign_amount_differs"
    fixed = do(store, amending.correct_donation, donation_id=right["ok"]["donation_id"], cause="Sai đơn vị", unit="582")
    assert (fixed["currency"], fixed["rate_on"], fixed["donor_kind"]) == ("USD", "2024-10-18", "individual")
