"""Payments as told to others: the full resource in answers, the row without the household in events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.events import MAX_ENTRIES
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.donations.support.documents import Payment


def publish(uow: UnitOfWork, payments: Sequence[Payment]) -> None:
    """Say how these payments now stand (``donations.payments_changed.v1``, at most 500 in one event)."""
    for start in range(0, len(payments), MAX_ENTRIES):
        some = payments[start : start + MAX_ENTRIES]
        uow.publish(
            type="donations.payments_changed.v1",
            subject=some[0].campaign,
            data={"entries": [row(payment) for payment in some]},
        )


def row(payment: Payment) -> dict[str, Any]:
    """What may leave the service: nothing that leads to the household."""
    return {
        "payment_id": payment.id,
        "version": payment.version,
        "campaign": payment.campaign,
        "unit": payment.unit,
        "kind": payment.kind,
        "amount_vnd": payment.amount_vnd,
        "status": payment.status,
        "proposed_on": payment.proposed_on.isoformat(),
        "paid_on": payment.paid_on.isoformat() if payment.paid_on else None,
        "open_finding_ids": list(payment.open_finding_ids),
        "journal_entry_id": payment.journal_entry_id,
        "confirmed_on": payment.confirmed_on.isoformat() if payment.confirmed_on else None,
        "was_received": payment.was_received,
    }


def resource(payment: Payment) -> dict[str, Any]:
    """The full resource, for people whose role and area let them see it (the gateway decides that)."""
    return {
        **row(payment),
        "household_code": payment.household_code,
        "programme": payment.programme,
        "batch_id": payment.batch_id,
        "confirmed_name": payment.confirmed_name,
        "confirmed_manner": payment.confirmed_manner,
        "confirmed_by": payment.confirmed_by,
        "reason": payment.reason,
        "proposed_by": payment.proposed_by,
        "proposed_at": wire_instant(payment.proposed_at),
        "verified_by": payment.verified_by,
        "verified_at": wire_instant(payment.verified_at) if payment.verified_at else None,
        "approved_by": list(payment.approved_by),
        "approved_at": [wire_instant(instant) for instant in payment.approved_at],
        "paid_by": payment.paid_by,
        "paid_at": wire_instant(payment.paid_at) if payment.paid_at else None,
        "withdrawn_by": payment.withdrawn_by,
        "withdrawn_at": wire_instant(payment.withdrawn_at) if payment.withdrawn_at else None,
        "withdrawn_reason": payment.withdrawn_reason,
    }
