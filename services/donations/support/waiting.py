"""What waits for whom: payments whose next step somebody may take, without those that the rules would refuse them."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork
from services.donations.support.documents import Payment
from services.donations.support.telling import resource

Json = dict[str, Any]

MOST_LISTED = 500
MOST_COUNTED = 1_000

_PAYMENTS = Payment._get_collection_name()


def list_waiting_payments(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Per step ``{"payments": […], "count": …, "amount_vnd": …}``, the oldest proposal first.

    Listed are :data:`MOST_LISTED`, counted :data:`MOST_COUNTED` at the most; ``amount_vnd`` is of those listed."""
    return {
        step: _waiting(uow, command, command[step], condition)
        for step, condition in _open_to(context.actor).items()
    }


def _open_to(actor: str) -> dict[str, Json]:
    """Per step what it is open to: not held, and for somebody whom the rules of ``support/rules.py`` let do it."""
    not_held = {"open_finding_ids.0": {"$exists": False}}
    others = {"proposed_by": {"$ne": actor}}
    return {
        "verify": {"status": "proposed", **others, **not_held},
        "approve": {
            "status": {"$in": ["verified", "approved_once"]}, "approved_by": {"$ne": actor}, **others, **not_held,
        },
        "pay": {"status": "approved", "batch_id": None, **not_held},
        "confirm": {"status": "paid", "was_received": {"$ne": True}, "paid_by": {"$ne": actor}},
    }


def _waiting(uow: UnitOfWork, command: Json, units: list[str] | None, condition: Json) -> Json:
    wanted: Json = {"campaign": command["campaign"], **condition}
    if units is not None:
        wanted["unit"] = {"$in": units}
    if command["payment_ids"] is not None:
        wanted["_id"] = {"$in": command["payment_ids"]}
    listed = list(Payment.objects(__raw__=wanted).order_by("proposed_on", "id").limit(MOST_LISTED))
    return {
        "payments": [resource(payment) for payment in listed],
        "count": uow.db[_PAYMENTS].count_documents(wanted, limit=MOST_COUNTED),
        "amount_vnd": sum(payment.amount_vnd for payment in listed),
    }
