"""Make, export, settle and cancel batches of payments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bson import ObjectId

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.donations.beneficiaries.commands import keep_looks
from services.donations.beneficiaries.documents import Household
from services.donations.ledger import rules as accounts
from services.donations.payouts import rules
from services.donations.payouts.documents import PaymentBatch
from services.donations.statements.deciding import fund_account
from services.donations.support import fund
from services.donations.support import rules as support_rules
from services.donations.support.commands import facts_of
from services.donations.support.documents import Payment
from services.donations.support.telling import publish as tell_payments
from services.donations.support.telling import resource as payment_resource

Json = dict[str, Any]


@once
def make_batch(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Gather approved payments; from then on they are paid by this batch or not at all.

    Raises CampaignNotFound, AccountNotInCampaign, PaymentsNotReady."""
    account = fund_account(command["campaign"], command["account_number"])
    ids = list(dict.fromkeys(command["payment_ids"]))
    payments = {one.id: one for one in Payment.objects(id__in=ids)}
    households = _households(payments.values())
    reasons = {
        id: reason for id in ids
        if (reason := _not_ready(payments.get(id), command["campaign"], account.unit, households))
    }
    rules.check_ready(reasons)
    batch = PaymentBatch(
        id=str(ObjectId()), version=0, campaign=command["campaign"], unit=account.unit,
        account_number=account.number, status="made", payment_ids=ids,
        total_vnd=sum(one.amount_vnd for one in payments.values()), made_on=local_day(uow.now),
        made_by=context.actor, made_at=uow.now,
    )
    for payment in payments.values():
        payment.batch_id = batch.id
    _save_all(uow, list(payments.values()))
    return _advance(uow, batch)


def export_batch(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """What the bank needs: the lines that are not on hold.  The look at each household is kept.

    Raises BatchNotFound, BatchClosed."""
    batch = find_batch(command["batch_id"])
    rules.check_open(batch.status)
    payments = [one for one in Payment.objects(batch_id=batch.id).order_by("id") if not one.open_finding_ids]
    households = _households(payments)
    keep_looks(
        {one.household_code: households[one.household_code] for one in payments}.values(),
        f"Xuất lô chi {batch.id}", uow, context,
    )
    batch.exports += 1
    batch.save()
    lines = [
        {
            "payment_id": one.id, "name": households[one.household_code].head_name,
            "bank": households[one.household_code].bank, "bank_account": households[one.household_code].bank_account,
            "amount_vnd": one.amount_vnd, "memo": f"HO TRO {one.id[-8:]}".upper(),
        }
        for one in payments
    ]
    return {"batch_id": batch.id, "unit": batch.unit, "lines": lines}


@once
def settle_batch(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """The bank has paid: book what it paid; what failed, or is on hold by now, is free to be paid otherwise.

    Raises BatchNotFound and what ``rules.check_settling`` and the rules of paying raise."""
    batch = find_batch(command["batch_id"])
    paid_on, today = command["paid_on"], local_day(uow.now)
    rules.check_settling(batch.status, batch.made_on, batch.payment_ids, command["failed"], paid_on)
    failed = {one["payment_id"] for one in command["failed"]}
    payments = list(Payment.objects(batch_id=batch.id).order_by("id"))
    held = [one for one in payments if one.open_finding_ids and one.id not in failed]
    paid = [one for one in payments if not one.open_finding_ids and one.id not in failed]
    for payment in paid:
        after = support_rules.paid(facts_of(payment), paid_on, context.actor, today)
        payment.status, payment.paid_on, payment.paid_by = after.status, after.paid_on, after.paid_by
        payment.paid_at, payment.is_unpaid = uow.now, False
    fund.pay_out(uow, paid, accounts.bank_account(batch.account_number), context)
    for payment in payments:
        if payment.status != "paid":
            payment.batch_id = None
    _save_all(uow, payments)
    batch.status, batch.settled_on, batch.settled_by = "settled", paid_on, context.actor
    batch.paid_ids, batch.paid_vnd = [one.id for one in paid], sum(one.amount_vnd for one in paid)
    batch.failed, batch.held_ids = list(command["failed"]), [one.id for one in held]
    return _advance(uow, batch)


def cancel_batch(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Give the batch up; its payments can be paid otherwise.  Again, it changes nothing.

    Raises BatchNotFound, BatchClosed."""
    batch = find_batch(command["batch_id"])
    if batch.status == "cancelled":
        return describe(batch)
    rules.check_open(batch.status)
    payments = list(Payment.objects(batch_id=batch.id))
    for payment in payments:
        payment.batch_id = None
    _save_all(uow, payments)
    batch.status, batch.cancelled_reason = "cancelled", command["reason"]
    return _advance(uow, batch)


def get_batch(batch_id: str) -> Json:
    """The full resource.  Raises BatchNotFound."""
    return describe(find_batch(batch_id))


def list_batch_payments(batch_id: str) -> Json:
    """``{"payments": […]}``: all that were gathered, also those that the bank could not pay.  Raises BatchNotFound."""
    payments = Payment.objects(id__in=list(find_batch(batch_id).payment_ids)).order_by("id")
    return {"payments": [payment_resource(payment) for payment in payments]}


def find_batch(batch_id: str) -> PaymentBatch:
    """The batch.  Raises BatchNotFound."""
    batch: PaymentBatch | None = PaymentBatch.objects(id=batch_id).first()
    if batch is None:
        raise rules.BatchNotFound("Không có lô chi nào mang mã này.", field="batch_id", remedy="Kiểm tra lại mã lô.")
    return batch


def describe(batch: PaymentBatch) -> Json:
    """The full resource, as JSON values; nobody is named in it."""
    return {
        **_row(batch), "account_number": batch.account_number, "payment_ids": list(batch.payment_ids),
        "made_by": batch.made_by, "made_at": wire_instant(batch.made_at), "exports": batch.exports,
        "settled_by": batch.settled_by, "paid_ids": list(batch.paid_ids), "failed": list(batch.failed),
        "held_ids": list(batch.held_ids), "cancelled_reason": batch.cancelled_reason,
    }


def _not_ready(payment: Payment | None, campaign: str, unit: str, households: dict[str, Household]) -> str | None:
    if payment is None:
        return "unknown"
    if (payment.campaign, payment.unit) != (campaign, unit):
        return "elsewhere"
    if payment.status != "approved":
        return "not_approved"
    if payment.open_finding_ids:
        return "on_hold"
    if payment.batch_id:
        return "in_batch"
    household = households.get(payment.household_code)
    return None if household is not None and household.bank_account else "no_bank_account"


def _households(payments: Any) -> dict[str, Household]:
    return {one.code: one for one in Household.objects(code__in=[one.household_code for one in payments])}


def _save_all(uow: UnitOfWork, payments: Sequence[Payment]) -> None:
    for payment in payments:
        payment.version += 1
        payment.save()
    tell_payments(uow, payments)


def _advance(uow: UnitOfWork, batch: PaymentBatch) -> Json:
    batch.version += 1
    batch.save()
    uow.publish("donations.payment_batches_changed.v1", subject=batch.campaign, data={"entries": [_row(batch)]})
    return describe(batch)


def _row(batch: PaymentBatch) -> Json:
    settled = batch.status == "settled"
    return {
        "batch_id": batch.id, "version": batch.version, "campaign": batch.campaign, "unit": batch.unit,
        "status": batch.status, "made_on": batch.made_on.isoformat(), "payments": len(batch.payment_ids),
        "total_vnd": batch.total_vnd, "settled_on": batch.settled_on.isoformat() if batch.settled_on else None,
        "paid": len(batch.paid_ids) if settled else None, "paid_vnd": batch.paid_vnd if settled else None,
    }
