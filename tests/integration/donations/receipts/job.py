"""Steps that the tests of receipts share."""

import datetime as dt
import uuid
from typing import Any

from contracts.commands.donations import receipts as asked
from messaging.context import CommandContext
from messaging.unit_of_work import Store
from runtime.clock import utc_now
from services.donations.intake.commands import record_donations
from services.donations.receipts import commands

UNIT = "582"


def give(store: Store, campaign: str, many: int = 1, **changes: Any) -> list[str]:
    """Gifts in cash; their ids."""
    entries = [
        {
            "donation": {
                "campaign": campaign, "unit": UNIT, "amount_vnd": 523_056, "channel": "cash",
                "received_on": "2024-11-01", "donor_name": "Nguyễn Văn An", **changes,
            },
            "actor": "desk", "idempotency_key": uuid.uuid4().hex, "correlation_id": uuid.uuid4().hex,
        }
        for _ in range(many)
    ]
    answers = store.transact(lambda uow: record_donations(uow, entries, shard=0))
    return [answer["ok"]["donation_id"] for answer in answers]


def asker(key: str | None = None, seconds: float = 60) -> CommandContext:
    """A treasurer asks."""
    return CommandContext(
        actor="treasurer", correlation_id=uuid.uuid4().hex, deadline_at=utc_now() + dt.timedelta(seconds=seconds),
        idempotency_key=key or uuid.uuid4().hex,
    )


def issue(
    store: Store, campaign: str, gifts: list[str], key: str | None = None, address: str = "", **changes: Any
) -> dict[str, Any]:
    """Receipts for gifts of UNIT."""
    command = asked.IssueReceipts().load(
        {
            "campaign": campaign, "unit": UNIT,
            "gifts": [{"donation_id": gift, "address": address} for gift in gifts], **changes,
        }
    )
    context = asker(key)
    return store.transact(lambda uow: commands.issue_receipts(uow, command, context), context)


def replace(store: Store, receipt_id: str, key: str | None = None, **wording: str) -> dict[str, Any]:
    """Void it and issue another."""
    command = asked.ReplaceReceipt().load({"receipt_id": receipt_id, "reason": "Ghi sai tên", **wording})
    context = asker(key)
    return store.transact(lambda uow: commands.replace_receipt(uow, command, context), context)


def void(store: Store, receipt_id: str, key: str | None = None) -> dict[str, Any]:
    """Void it."""
    command = asked.VoidReceipt().load({"receipt_id": receipt_id, "reason": "Lập nhầm người"})
    context = asker(key)
    return store.transact(lambda uow: commands.void_receipt(uow, command, context), context)


def read(store: Store, receipt_id: str) -> dict[str, Any]:
    """The full receipt."""
    context = asker()
    command = {"receipt_ids": [receipt_id]}
    return dict(store.transact(lambda uow: commands.read_receipts(uow, command, context), context)["receipts"][0])


def numbers(store: Store, campaign: str) -> list[int]:
    """Every number of the campaign's receipts, void ones too."""
    return sorted(receipt["number"] for receipt in store.db.receipts.find({"campaign": campaign}))
