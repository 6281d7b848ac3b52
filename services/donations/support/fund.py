"""Money out of the Fund of one campaign and unit: it never goes below zero, whoever pays at the same moment."""

from __future__ import annotations

from collections.abc import Sequence

from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork
from services.donations.ledger import commands as ledger
from services.donations.ledger import fund_receipts
from services.donations.ledger import rules as accounts
from services.donations.support import rules
from services.donations.support.documents import FundBalance, Payment


def reserve(uow: UnitOfWork, payment: Payment) -> None:
    """Set the payment's amount apart in the Fund, so that nothing else is paid with it.  Raises FundShort."""
    _commit(uow, payment.campaign, payment.unit, payment.amount_vnd)
    payment.is_reserved = True


def release(payment: Payment) -> None:
    """Give a reservation back to the Fund, if the payment has one."""
    if payment.is_reserved:
        change_held(payment.campaign, payment.unit, -payment.amount_vnd)
        payment.is_reserved = False


def pay_out(uow: UnitOfWork, payments: Sequence[Payment], from_account: str, context: CommandContext) -> None:
    """Book payments as paid out of ``from_account`` (the unit's cash, a bank account).  Raises FundShort for one from
    before there were reservations."""
    entries = []
    for payment in payments:
        if not payment.is_reserved:
            _commit(uow, payment.campaign, payment.unit, payment.amount_vnd)
        # What was reserved is spent from now on: both are money committed.
        payment.is_reserved = False
        entry = ledger.new_entry(
            uow, about_kind="payment", about_id=payment.id, campaign=payment.campaign, unit=payment.unit,
            booked_on=payment.paid_on, posted_by=context.actor,
            postings=accounts.support_paid(
                payment.campaign, payment.unit, payment.kind, payment.amount_vnd, from_account
            ),
        )
        payment.journal_entry_id = entry["_id"]
        entries.append(entry)
    # Support is not counted there, so any shard will do: these entries change none.
    ledger.post_entries(uow, entries, shard=0)


def hold_back(uow: UnitOfWork, campaign: str, unit: str, amount_vnd: int) -> None:
    """Keep money in the Fund from being paid out, as an import's while it is being undone.  Raises FundShort."""
    _commit(uow, campaign, unit, amount_vnd)


def left_vnd(uow: UnitOfWork, campaign: str, unit: str) -> int:
    """What the Fund could still pay, in đồng: received, less what is paid, reserved or held back.  Never below zero."""
    balance = FundBalance.objects(id=FundBalance.key(campaign, unit)).first()
    received_vnd = fund_receipts.total_vnd(uow, campaign, unit)
    return max(received_vnd - (balance.committed_vnd if balance else 0), 0)


def change_held(campaign: str, unit: str, change_vnd: int) -> None:
    """Hold back so much more, or less when below zero, without asking: what the Fund received changes by as much in the
    same transaction, so what it can pay out stays the same."""
    if change_vnd:
        FundBalance.objects(id=FundBalance.key(campaign, unit)).update_one(
            upsert=True, set_on_insert__campaign=campaign, set_on_insert__unit=unit, inc__committed_vnd=change_vnd
        )


def spare(uow: UnitOfWork, campaign: str, unit: str, amount_vnd: int) -> None:
    """See that the Fund can do without money that a reversal of this transaction takes out of its receipts; call it
    before the reversal is posted.  Raises FundShort.

    It writes the balance and puts it back, so that a payment at the same moment meets a write conflict and sees the
    money gone when it runs again."""
    _commit(uow, campaign, unit, amount_vnd)
    FundBalance.objects(id=FundBalance.key(campaign, unit)).update_one(inc__committed_vnd=-amount_vnd)


def _commit(uow: UnitOfWork, campaign: str, unit: str, amount_vnd: int) -> None:
    received_vnd = fund_receipts.total_vnd(uow, campaign, unit)
    key = FundBalance.key(campaign, unit)
    FundBalance.objects(id=key).update_one(
        upsert=True, set_on_insert__campaign=campaign, set_on_insert__unit=unit, set_on_insert__committed_vnd=0
    )
    # Condition and change are one update: two payments at once meet as a write conflict, and the second runs again
    # with the first one's money gone.  A bank debit imported meanwhile is a fact that nobody can refuse: it counts
    # from the next payment on.
    taken = FundBalance.objects(id=key, committed_vnd__lte=received_vnd - amount_vnd).update_one(
        inc__committed_vnd=amount_vnd
    )
    if not taken:
        committed_vnd = FundBalance.objects.get(id=key).committed_vnd
        raise rules.fund_short(available_vnd=received_vnd - committed_vnd, wanted_vnd=amount_vnd)
