"""The bank debits of a Fund that nothing explains yet, with what each might be.  No memo: it may name a household."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from messaging.unit_of_work import UnitOfWork
from services.donations.payouts import rules
from services.donations.payouts.documents import DebitExplanation, PaymentBatch
from services.donations.statements.documents import StatementLine
from services.donations.statements.identity import booking_id
from services.donations.support.documents import Payment

Json = dict[str, Any]

MOST_BATCHES = 50
"""Settled around the days of a page; further ones are not compared."""


def list_open_bank_debits(_uow: UnitOfWork, command: Json) -> Json:
    """A page by day; ``next`` is None on the last."""
    found = StatementLine.objects(
        campaign=command["campaign"], unit=command["unit"], debit_vnd__gt=0, undone_at=None,
        explained_vnd__in=[None, 0], __raw__=_after(command["after"]),
    )
    page = list(found.order_by("posted_on", "id").limit(command["limit"] + 1))
    shown = page[: command["limit"]]
    batches = _batches_around(command, shown)
    return {
        "debits": [{**_told(line), "candidates": rules.candidates(_debit(line), batches)} for line in shown],
        "next": f"{shown[-1].posted_on}/{shown[-1].id}" if len(page) > len(shown) else None,
    }


def _after(after: str | None) -> Json:
    if not after:
        return {}
    posted_on, _, line_id = after.partition("/")
    return {"$or": [{"posted_on": {"$gt": posted_on}}, {"posted_on": posted_on, "_id": {"$gt": line_id}}]}


def _told(line: StatementLine) -> Json:
    return {
        "bank_debit_entry_id": f"bank_debit-{booking_id(line.id, line.booking or 1)}", "campaign": line.campaign,
        "unit": line.unit, "amount_vnd": line.debit_vnd, "posted_on": line.posted_on,
        "reference": line.reference or "", "import_id": line.import_id, "line_no": line.line_no,
    }


def _debit(line: StatementLine) -> rules.OpenDebit:
    return rules.OpenDebit(line.account_number, line.debit_vnd, dt.date.fromisoformat(line.posted_on))


def _batches_around(command: Json, lines: Sequence[StatementLine]) -> list[rules.PaidBatch]:
    """What the bank paid around these days and no debit was found for yet."""
    if not lines:
        return []
    apart = dt.timedelta(days=rules.DAYS_APART)
    first, last = (dt.date.fromisoformat(line.posted_on) for line in (lines[0], lines[-1]))
    batches = list(
        PaymentBatch.objects(
            campaign=command["campaign"], unit=command["unit"], status="settled",
            settled_on__gte=first - apart, settled_on__lte=last + apart,
        ).order_by("-settled_on").limit(MOST_BATCHES)
    )
    paid = [payment_id for batch in batches for payment_id in batch.paid_ids]
    explained = {
        payment_id
        for one in DebitExplanation.objects(status="explained", payment_ids__in=paid).only("payment_ids")
        for payment_id in one.payment_ids
    }
    amounts = {one.id: one.amount_vnd for one in Payment.objects(id__in=paid).only("amount_vnd")}
    return [
        rules.PaidBatch(
            batch.id, batch.account_number, batch.settled_on,
            {id: amounts[id] for id in batch.paid_ids if id in amounts and id not in explained},
        )
        for batch in batches
    ]
