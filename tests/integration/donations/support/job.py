"""Steps that the tests of support payments share."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from contracts.commands import Command
from contracts.commands.donations import support as asked
from contracts.commands.donations.campaigns import SaveCampaign
from messaging.context import CommandContext
from messaging.envelope import Envelope
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import utc_now
from services.donations.campaigns.commands import save_campaign
from services.donations.intake.commands import record_donations
from services.donations.support import commands, holds

NOW = dt.datetime(2024, 11, 5, 3, 0, tzinfo=dt.UTC)
UNIT = "582"


def new_campaign(store: Store, received_vnd: int = 0) -> str:
    """A campaign of its own, whose fund in UNIT has received this much."""
    code = f"c{uuid.uuid4().hex[:10]}"
    command = SaveCampaign().load(
        {
            "code": code, "name": "Tháng cao điểm", "starts_on": "2024-10-17", "ends_on": "2024-11-18",
            "target_vnd": 0, "lead_unit": UNIT, "units": [{"unit": UNIT}, {"unit": "583"}],
        }
    )
    store.transact(lambda uow: save_campaign(uow, command))
    if received_vnd:
        receive(store, code, received_vnd)
    return code


def receive(store: Store, campaign: str, amount_vnd: int, unit: str = UNIT) -> None:
    """A gift in cash."""
    entry = {
        "donation": {
            "campaign": campaign, "unit": unit, "amount_vnd": amount_vnd, "channel": "cash",
            "received_on": "2024-11-01",
        },
        "actor": "desk", "idempotency_key": uuid.uuid4().hex, "correlation_id": uuid.uuid4().hex,
    }
    (answer,) = store.transact(lambda uow: record_donations(uow, [entry], shard=0))
    assert "ok" in answer, answer


def context(actor: str, key: str | None = None) -> CommandContext:
    """Somebody asks, with a minute of patience."""
    return CommandContext(
        actor=actor, correlation_id=uuid.uuid4().hex, deadline_at=utc_now() + dt.timedelta(seconds=60),
        idempotency_key=key or uuid.uuid4().hex,
    )


def at_now(store: Store, work: Callable[[UnitOfWork], Any], asker: CommandContext) -> Any:
    """Work done as if it were NOW."""

    def work_then(uow: UnitOfWork) -> Any:
        uow.now = NOW
        return work(uow)

    return store.transact(work_then, asker)


def propose(store: Store, campaign: str, key: str | None = None, **changes: Any) -> dict[str, Any]:
    """Propose as "proposer": 1,000,000 đồng of livelihood support for a household of its own, unless told."""
    command = asked.ProposeSupport().load(
        {
            "campaign": campaign, "unit": UNIT, "kind": "livelihood", "amount_vnd": 1_000_000,
            "household_code": f"h{uuid.uuid4().hex[:10]}", "reason": "Mua bò giống", "proposed_on": "2024-11-01",
            **changes,
        }
    )
    asker = context("proposer", key)
    return at_now(store, lambda uow: commands.propose_support(uow, command, asker), asker)


def step(store: Store, name: str, payment_id: str, actor: str, key: str | None = None) -> dict[str, Any]:
    """verify_support, approve_support, pay_support or withdraw_support."""
    wants_reason = name == "withdraw_support"
    schema: type[Command] = asked.WithdrawSupport if wants_reason else asked.PaymentStep
    more = {"reason": "Nhầm hộ"} if wants_reason else {"paid_on": "2024-11-04"}
    command = schema().load({"payment_id": payment_id, **more})
    asker, work = context(actor, key), getattr(commands, name)
    return at_now(store, lambda uow: work(uow, command, asker), asker)


def approved_once(store: Store, campaign: str, **changes: Any) -> str:
    """A payment that waits for its second approval, which reserves its money."""
    payment_id = str(propose(store, campaign, **changes)["payment_id"])
    step(store, "verify_support", payment_id, "commune")
    step(store, "approve_support", payment_id, "chair")
    return payment_id


def approved(store: Store, campaign: str, **changes: Any) -> str:
    """A payment that only waits to be paid; the Fund has the money."""
    payment_id = approved_once(store, campaign, **changes)
    step(store, "approve_support", payment_id, "treasurer")
    return payment_id


def finding(
    kind: str, subject: str, campaign: str, unit: str = UNIT, version: int = 1, status: str = "open"
) -> dict[str, Any]:
    """The part of a finding event's body that holds look at."""
    return {
        "campaign": campaign, "unit": unit,
        "finding_id": uuid.uuid4().hex, "version": version, "status": status,
        "about": {"kind": kind, "id": subject},
    }


def raised(store: Store, event_data: dict[str, Any]) -> None:
    """finding_raised reaches donations."""
    store.transact(lambda uow: holds.follow_finding(uow, event_data))


def closed(store: Store, event_data: dict[str, Any], version: int = 4) -> None:
    """finding_closed of the same finding reaches donations."""
    data = {**event_data, "version": version, "status": "closed"}
    store.transact(lambda uow: holds.follow_finding(uow, data))


def held_by(store: Store, payment_id: str) -> list[str]:
    """Findings that hold the payment."""
    found = store.transact(lambda uow: commands.get_payment(payment_id))
    return list(found["open_finding_ids"])


def said(store: Store, event_type: str) -> list[dict[str, Any]]:
    """The rows of every event of this type that waits for the relay, in the order of their writing."""
    events = [Envelope.from_bytes(bytes(one["body"])) for one in store.db["outbox"].find().sort("queued_at", 1)]
    return [row for event in events if event.type == event_type for row in event.data["entries"]]


def rows_said(store: Store, payment_id: str) -> list[dict[str, Any]]:
    """Every state of the payment that was published, by version."""
    events = [Envelope.from_bytes(bytes(one["body"])) for one in store.db["outbox"].find()]
    rows = [
        row for event in events if event.type == "donations.payments_changed.v1"
        for row in event.data["entries"] if row["payment_id"] == payment_id
    ]
    return sorted(rows, key=lambda row: row["version"])
