"""A bank debit that is explained counts once against the Fund, to the đồng, whoever says so at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from contracts.commands.donations.payouts import ExplainBankDebit
from contracts.refusals import Refusal
from messaging.unit_of_work import UnitOfWork
from services.donations.ledger import fund_receipts
from services.donations.payouts.explaining import explain_bank_debit
from services.donations.support import fund
from services.donations.support.documents import FundBalance
from tests.integration.donations.support import job

from .conftest import ACCOUNTS, HEADER

pytestmark = pytest.mark.integration

Statement = Callable[..., bytes]

CAMPAIGN, UNIT, ACCOUNT = "ninh-thuan", "58", ACCOUNTS["vietcombank"]


def household(desk: Any, code: str) -> str:
    desk.ok("save_household", {
        "code": code, "campaign": CAMPAIGN, "unit": UNIT, "household_class": "poor", "class_number": "12/QĐ",
        "class_from_on": "2024-01-01", "head_name": "Hộ Mẫu", "address": "Thôn mẫu", "house_state": "temporary",
        "bank": "agribank", "bank_account": "1500200001",
    })  # fmt: skip
    return code


def paid_by_bank(desk: Any, *amounts: int) -> dict[str, Any]:
    """A batch of payments that the bank has carried out."""
    tag = desk.store.db.payments.count_documents({})
    ids = [
        job.approved(
            desk.store, CAMPAIGN, unit=UNIT, amount_vnd=vnd, household_code=household(desk, f"ho-{tag + place}")
        )
        for place, vnd in enumerate(amounts)
    ]
    batch = desk.ok("make_batch", {"campaign": CAMPAIGN, "account_number": ACCOUNT, "payment_ids": ids})
    return dict(desk.ok("settle_batch", {"batch_id": batch["batch_id"], "paid_on": batch["made_on"]}))


def debits(desk: Any, *amounts: int) -> list[str]:
    """Debit lines of a statement, as amounts; gives their journal entries in that order."""
    lines = "".join(f"1,21/10/2024,60{n}.1,{vnd:_},,,chi\n".replace("_", ".") for n, vnd in enumerate(amounts))
    desk.imported((HEADER + lines).encode())
    found = list(desk.store.db.statement_lines.find({"debit_vnd": {"$gt": 0}, "undone_at": None}).sort("_id", 1))
    by_amount = {line["debit_vnd"]: line for line in found}
    return [f"bank_debit-{by_amount[vnd]['_id']}" for vnd in amounts]


def available_vnd(desk: Any) -> int:
    """What the Fund can still pay or promise; its running total must be what the journal says."""

    def look(uow: UnitOfWork) -> int:
        committed = FundBalance.objects(id=FundBalance.key(CAMPAIGN, UNIT)).first()
        received = fund_receipts.total_vnd(uow, CAMPAIGN, UNIT)
        assert received == fund_receipts.journal_totals_vnd(desk.store.db)[CAMPAIGN, UNIT]
        return received - (committed.committed_vnd if committed else 0)

    return int(desk.store.transact(look))


def balance_vnd(desk: Any, account: str) -> int:
    """What an account of the books holds: debits less credits."""
    postings = [p for entry in desk.store.db.journal_entries.find() for p in entry["postings"]]
    return sum(p["debit_vnd"] - p["credit_vnd"] for p in postings if p["account"] == account)


def explain(desk: Any, debit: str, **told: Any) -> Any:
    return desk.ok("explain_bank_debit", {"bank_debit_entry_id": debit, **told})


def refused(desk: Any, debit: str, **told: Any) -> Any:
    return desk.refused("explain_bank_debit", {"bank_debit_entry_id": debit, **told})["code"]


def at_once(desk: Any, asked: list[dict[str, Any]]) -> list[str]:
    """All of these at the same moment: what became of each."""

    def ask(told: dict[str, Any]) -> str:
        command, asker = ExplainBankDebit().load(told), job.context("ke-toan")
        try:
            done = desk.store.transact(lambda uow: explain_bank_debit(uow, command, asker), asker)
        except Refusal as refusal:
            return refusal.code
        return str(done["status"])

    with ThreadPoolExecutor(len(asked)) as people:
        return list(people.map(ask, asked))


def test_support_that_the_bank_paid_lessens_the_fund_once_to_the_dong(desk: Any, statement: Statement) -> None:
    desk.imported(statement((17, 900, "ung ho")))
    batch = paid_by_bank(desk, 300_001, 199_999)
    assert available_vnd(desk) == 400_000
    debit, fee = debits(desk, 500_000, 11_000)
    assert available_vnd(desk) == 400_000 - 511_000, "nobody knows yet what the bank took it for"
    explained = explain(desk, debit, batch_ids=[batch["batch_id"]])
    assert (explained["status"], explained["purpose"], explained["payments"]) == ("explained", "support", 2)
    assert available_vnd(desk) == 400_000 - 11_000, "the bank's fee is gone"
    assert balance_vnd(desk, f"bank:{ACCOUNT}") == 900_000 - 511_000, "as the bank says"
    assert balance_vnd(desk, f"unexplained:{ACCOUNT}") == 11_000
    assert refused(desk, fee, batch_ids=[batch["batch_id"]]) == "not_paid_from_this_account"
    desk.ok("take_back_explanation", {"id": debit})
    assert available_vnd(desk) == 400_000 - 511_000


def test_cash_fetched_from_the_bank_is_the_funds_still_until_it_is_paid(desk: Any, statement: Statement) -> None:
    desk.imported(statement((17, 900, "ung ho")))
    [debit] = debits(desk, 500_000)
    assert available_vnd(desk) == 400_000
    both = desk.refused("explain_bank_debit", {"bank_debit_entry_id": debit, "to_cash": True, "payment_ids": ["p"]})
    assert both["kind"] == "invalid"
    assert explain(desk, debit, to_cash=True)["purpose"] == "cash"
    assert available_vnd(desk) == 900_000
    assert balance_vnd(desk, f"cash:{UNIT}") == 500_000
    payment_id = job.approved(
        desk.store, CAMPAIGN, unit=UNIT, amount_vnd=450_000, household_code=household(desk, "ho-tien-mat")
    )
    job.step(desk.store, "pay_support", payment_id, "cashier")
    assert (available_vnd(desk), balance_vnd(desk, f"cash:{UNIT}")) == (450_000, 50_000)
    assert balance_vnd(desk, f"bank:{ACCOUNT}") == 400_000
    assert refused(desk, debit, to_cash=True) == "debit_explained_already"


def test_of_many_who_explain_one_debit_at_once_one_does(desk: Any, statement: Statement) -> None:
    desk.imported(statement((17, 900, "ung ho")))
    batch = paid_by_bank(desk, 200_000)
    [debit] = debits(desk, 200_000)
    told = [{"bank_debit_entry_id": debit, "batch_ids": [batch["batch_id"]]}] * 4
    told += [{"bank_debit_entry_id": debit, "to_cash": True}] * 4
    answers = at_once(desk, told)
    assert sorted(answers) == ["debit_explained_already"] * 7 + ["explained"]
    assert available_vnd(desk) == 700_000


def test_a_payment_explains_one_debit_also_when_two_are_told_at_once(desk: Any, statement: Statement) -> None:
    desk.imported(statement((17, 900, "ung ho")))
    batch = paid_by_bank(desk, 100_000)
    desk.imported((HEADER + "1,21/10/2024,1.1,100.000,,,chi\n1,22/10/2024,1.2,100.000,,,chi\n").encode())
    entries = [one["_id"] for one in desk.store.db.journal_entries.find({"about_kind": "bank_debit"})]
    answers = at_once(desk, [{"bank_debit_entry_id": id, "batch_ids": [batch["batch_id"]]} for id in entries])
    assert sorted(answers) == ["explained", "not_paid_from_this_account"]
    assert available_vnd(desk) == 700_000, "the other debit may be anything"


def test_a_payment_out_of_another_campaigns_fund_explains_nothing(desk: Any, statement: Statement) -> None:
    desk.imported(statement((17, 900, "ung ho")))
    batch = paid_by_bank(desk, 100_000)
    [debit] = debits(desk, 100_000)
    # The account has served an earlier campaign too, whose money the payment was.
    desk.store.db.journal_entries.update_many({"about_kind": "payment"}, {"$set": {"campaign": "nam-ngoai"}})
    assert refused(desk, debit, batch_ids=[batch["batch_id"]]) == "not_paid_from_this_account"


def test_an_explained_debit_that_is_undone_takes_its_explanation_with_it_and_never_the_fund_below_zero(
    desk: Any, statement: Statement
) -> None:
    desk.imported(statement((17, 500, "ung ho")))
    batch = paid_by_bank(desk, 400_000)
    mixed = statement((19, 700, "ung ho")) + b"1,21/10/2024,6001.1,400.000,,,chi\n"
    import_id = desk.upload(mixed)
    desk.run_importer()
    entry = desk.store.db.journal_entries.find_one({"about_kind": "bank_debit"})["_id"]
    explain(desk, entry, batch_ids=[batch["batch_id"]])
    assert available_vnd(desk) == 800_000
    desk.store.transact(lambda uow: fund.hold_back(uow, CAMPAIGN, UNIT, 100_001))
    undo = {"import_id": import_id, "reason": "Nhầm"}
    refusal = desk.refused("undo_statement_import", undo)
    assert refusal["facts"] == {"available_vnd": 699_999, "wanted_vnd": 700_000}
    fund.change_held(CAMPAIGN, UNIT, -1)
    desk.ok("undo_statement_import", undo)
    assert refused(desk, entry, to_cash=True) in ("bank_debit_not_found", "debit_explained_already")
    assert desk.refused("take_back_explanation", {"id": entry})["code"] == "bank_debit_not_found"
    desk.run_importer()
    assert desk.state(import_id)["status"] == "undone"
    assert available_vnd(desk) == 0
    fund.change_held(CAMPAIGN, UNIT, -100_000)
    desk.imported(mixed)
    again = desk.store.db.journal_entries.find_one({"about_kind": "bank_debit", "_id": {"$ne": entry}})["_id"]
    assert available_vnd(desk) == 400_000, "booked anew it is unexplained"
    explain(desk, again, batch_ids=[batch["batch_id"]])
    assert available_vnd(desk) == 800_000


def test_open_debits_are_listed_by_day_with_the_batch_or_payment_of_their_amount(
    desk: Any, statement: Statement
) -> None:
    desk.imported(statement((17, 900, "ung ho")))
    batch = paid_by_bank(desk, 100_000, 250_000)
    on = "/".join(reversed(batch["settled_on"].split("-")))
    lines = [f"1,{on},1.1,350.000,,,chi lo\n", f"1,{on},1.2,250.000,,,chi ho\n", f"1,{on},1.3,11.000,,,phi\n"]
    import_id = desk.upload((HEADER + "".join(lines)).encode())
    desk.run_importer()

    def listed(**asked: Any) -> list[dict[str, Any]]:
        page = desk.ok("list_open_bank_debits", {"campaign": CAMPAIGN, "unit": UNIT, "limit": 2, **asked})
        assert len(page["debits"]) <= 2 and "memo" not in str(page)
        return page["debits"] + (listed(after=page["next"]) if page["next"] else [])

    found = {one["amount_vnd"]: one for one in listed()}
    [whole], [single] = found[350_000]["candidates"], found[250_000]["candidates"]
    assert (whole["reason"], whole["payment_ids"]) == ("batch", sorted(batch["paid_ids"]))
    assert (single["reason"], single["payment_ids"]) == ("payment", [batch["paid_ids"][1]])
    assert found[11_000]["candidates"] == []

    debit = found[350_000]["bank_debit_entry_id"]
    explain(desk, debit, payment_ids=whole["payment_ids"])
    left = {one["amount_vnd"]: one["candidates"] for one in listed()}
    assert left == {250_000: [], 11_000: []}, "what is explained is suggested no more"
    desk.ok("take_back_explanation", {"id": debit})
    assert len(listed()) == 3
    explain(desk, debit, payment_ids=whole["payment_ids"])
    desk.ok("undo_statement_import", {"import_id": import_id, "reason": "Nhầm"})
    desk.run_importer()
    assert listed() == []
    desk.imported((HEADER + "".join(lines)).encode())
    again = {one["amount_vnd"]: one for one in listed()}
    assert len(again) == 3 and again[350_000]["bank_debit_entry_id"] == f"{debit}-2"
    assert again[350_000]["candidates"] == [whole]
