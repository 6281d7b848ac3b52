"""A bank debit that is support paid by the bank, or cash fetched for paying it: so that it does not count twice.

The payment has left the Fund when it was booked; the statement's debit line, of which nobody knew then what it was,
lessened what the Fund may pay once more.  The explanation takes it off again, by an entry of its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.donations.ledger import commands as ledger
from services.donations.ledger import rules as accounts
from services.donations.ledger.debits import claim
from services.donations.ledger.documents import JournalEntry
from services.donations.ledger.fund_receipts import DESK_SHARDS
from services.donations.ledger.reversals import reversal_id, reverse_entries
from services.donations.payouts import rules
from services.donations.payouts.commands import find_batch
from services.donations.payouts.documents import DebitExplanation
from services.donations.statements.explained import count_explained
from services.donations.support.documents import Payment

Json = dict[str, Any]

UNEXPLAINED = "unexplained:"


@once
def explain_bank_debit(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Say which payments a debit line is, or that it was fetched into the cash box.

    Raises BankDebitNotFound, DebitExplainedAlready, BatchNotFound, NotPaidFromThisAccount, SumsDiffer."""
    debit = _debit(command["bank_debit_entry_id"])
    claim(uow, debit.id)
    found = DebitExplanation.objects(id=debit.id).first()
    refund = JournalEntry.objects(id=f"refund_settled-{debit.id}").first()
    if refund is not None or (found is not None and found.status == "explained"):
        raise rules.DebitExplainedAlready(
            "Dòng ghi nợ này đã được giải trình.", field="bank_debit_entry_id",
            remedy="Xem lại giải trình; cần sửa thì rút giải trình cũ trước.",
        )
    ids = list(dict.fromkeys([*command["payment_ids"], *_of_batches(command["batch_ids"])]))
    number, amount_vnd = _account_and_amount(debit)
    if not command["to_cash"]:
        rules.check_sum(amount_vnd, _paid_from(number, debit, ids))
    _count(debit, amount_vnd)
    explanation = found or DebitExplanation(
        id=debit.id, version=0, campaign=debit.campaign, unit=debit.unit, amount_vnd=amount_vnd,
        posted_on=debit.booked_on,
    )
    entry = ledger.new_entry(
        uow, about_kind="debit_explanation", about_id=f"{debit.id}-{explanation.version + 1}",
        campaign=debit.campaign, unit=debit.unit, booked_on=debit.booked_on, posted_by=context.actor,
        postings=accounts.debit_explained(
            number, amount_vnd,
            accounts.cash_box(debit.unit) if command["to_cash"] else accounts.bank_account(number),
        ),
    )
    ledger.post_entries(uow, [entry], random.randrange(DESK_SHARDS))
    explanation.status, explanation.payment_ids = "explained", ids
    explanation.purpose = "cash" if command["to_cash"] else "support"
    explanation.journal_entry_id, explanation.explained_by = entry["_id"], context.actor
    return _advance(uow, explanation)


@once
def take_back_explanation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """The debit is unexplained again, by one more entry.  Raises BankDebitNotFound, DebitNotExplained."""
    debit = _debit(command["id"])
    claim(uow, debit.id)
    explanation = DebitExplanation.objects(id=debit.id, status="explained").first()
    if explanation is None:
        raise rules.DebitNotExplained(
            "Dòng ghi nợ này chưa được giải trình.", field="id", remedy="Không cần rút gì."
        )
    _count(debit, -explanation.amount_vnd)
    reverse_entries(
        uow, [explanation.journal_entry_id], booked_on=local_day(uow.now), posted_by=context.actor,
        shard=random.randrange(DESK_SHARDS), cause="Rút giải trình dòng ghi nợ",
    )
    return _taken_back(uow, explanation)


def take_back_all(uow: UnitOfWork, debit_entry_ids: Sequence[str], reverse: Callable[[list[str]], int]) -> int:
    """These debits are being undone: what explains them falls with them.  ``reverse`` reverses journal entries; gives
    what it says that the money of the Fund changes by."""
    for debit_entry_id in debit_entry_ids:
        claim(uow, debit_entry_id)
    found = list(DebitExplanation.objects(id__in=list(debit_entry_ids), status="explained"))
    if not found:
        return 0
    changed_vnd = reverse([one.journal_entry_id for one in found])
    for explanation in found:
        _taken_back(uow, explanation)
    return changed_vnd


def get_debit_explanation(debit_entry_id: str) -> Json:
    """A debit's explanation as it stands; ``status`` none when there was never one.  Raises BankDebitNotFound."""
    debit = _debit(debit_entry_id)
    found = DebitExplanation.objects(id=debit.id).first()
    if found is None:
        _, amount_vnd = _account_and_amount(debit)
        found = DebitExplanation(
            id=debit.id, version=0, campaign=debit.campaign, unit=debit.unit, amount_vnd=amount_vnd,
            posted_on=debit.booked_on, status="none", journal_entry_id="", explained_by="",
        )
    return _resource(found)


def _debit(entry_id: str) -> JournalEntry:
    debit = JournalEntry.objects(id=entry_id, about_kind="bank_debit").first()
    if debit is None or JournalEntry.objects(id=reversal_id(entry_id)).first() is not None:
        raise _not_found()
    return debit


def _not_found() -> rules.BankDebitNotFound:
    return rules.BankDebitNotFound(
        "Không có bút toán ghi nợ nào mang mã này, hoặc đã hoàn tác.", field="bank_debit_entry_id",
        remedy="Chép lại mã bút toán từ danh sách dòng ghi nợ.",
    )


def _count(debit: JournalEntry, change_vnd: int) -> None:
    if not count_explained(debit.about_id, change_vnd):
        raise _not_found()


def _account_and_amount(debit: JournalEntry) -> tuple[str, int]:
    line = next(posting for posting in debit.postings if posting.account.startswith(UNEXPLAINED))
    return line.account.removeprefix(UNEXPLAINED), line.debit_vnd


def _of_batches(batch_ids: list[str]) -> list[str]:
    return [payment_id for batch_id in batch_ids for payment_id in find_batch(batch_id).paid_ids]


def _paid_from(account_number: str, debit: JournalEntry, ids: list[str]) -> int:
    """The sum of these payments, all of which were paid from the account, out of the same Fund as the debit (two
    campaigns may share an account), and explain no other debit."""
    bank = accounts.bank_account(account_number)
    entries = JournalEntry.objects(
        id__in=[f"payment-{id}" for id in ids], campaign=debit.campaign, unit=debit.unit
    )
    from_it = {one.about_id for one in entries if any(p.account == bank and p.credit_vnd for p in one.postings)}
    taken = {id for one in DebitExplanation.objects(payment_ids__in=ids, status="explained") for id in one.payment_ids}
    wrong = [id for id in ids if id not in from_it or id in taken]
    if wrong:
        raise rules.NotPaidFromThisAccount(
            f"{len(wrong)} khoản không được chi từ tài khoản này, hoặc đã ứng với dòng ghi nợ khác; ví dụ {wrong[0]}.",
            field="payment_ids", remedy="Chỉ chọn các khoản ngân hàng đã chi từ tài khoản này.", payments=wrong[:20],
        )
    return sum(one.amount_vnd for one in Payment.objects(id__in=ids))


def _taken_back(uow: UnitOfWork, explanation: DebitExplanation) -> Json:
    explanation.status, explanation.payment_ids = "taken_back", []
    return _advance(uow, explanation)


def _advance(uow: UnitOfWork, explanation: DebitExplanation) -> Json:
    explanation.version += 1
    explanation.save()
    uow.publish("donations.debits_explained.v1", subject=explanation.campaign, data={"entries": [_row(explanation)]})
    return _resource(explanation)


def _row(explanation: DebitExplanation) -> Json:
    return {
        "bank_debit_entry_id": explanation.id, "version": explanation.version, "campaign": explanation.campaign,
        "unit": explanation.unit, "amount_vnd": explanation.amount_vnd,
        "posted_on": explanation.posted_on.isoformat(), "status": explanation.status,
        "payments": len(explanation.payment_ids), "journal_entry_id": explanation.journal_entry_id,
        "purpose": explanation.purpose or "support",
    }


def _resource(explanation: DebitExplanation) -> Json:
    return {
        **_row(explanation), "payment_ids": list(explanation.payment_ids), "explained_by": explanation.explained_by,
    }
