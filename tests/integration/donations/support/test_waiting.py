"""What waits for whom: only what the rules would let them do."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.commands.donations.support import ListWaitingPayments
from messaging.unit_of_work import Store
from services.donations.support import commands
from services.donations.support.waiting import list_waiting_payments
from tests.integration.donations.support.job import UNIT, at_now, context, new_campaign, propose

pytestmark = pytest.mark.integration

EVERYWHERE = {"verify": None, "approve": None, "pay": None, "confirm": None}


def waiting(store: Store, campaign: str, actor: str, **more: Any) -> dict[str, list[str]]:
    """Per step the ids that wait for somebody."""
    command = ListWaitingPayments().load({"campaign": campaign, **EVERYWHERE, **more})
    told = store.transact(lambda uow: list_waiting_payments(uow, command, context(actor)))
    assert all(one["count"] == len(one["payments"]) for one in told.values())
    return {step: [payment["payment_id"] for payment in one["payments"]] for step, one in told.items() if one["count"]}


def take(store: Store, step: str, payment_id: str, actor: str) -> None:
    command = {"payment_id": payment_id, "paid_on": None}
    asker = context(actor)
    at_now(store, lambda uow: getattr(commands, step)(uow, command, asker), asker)


def test_a_payment_waits_for_its_next_step_and_never_for_those_who_may_not_take_it(store: Store) -> None:
    campaign = new_campaign(store, received_vnd=5_000_000)
    id = propose(store, campaign)["payment_id"]
    assert waiting(store, campaign, "proposer") == {}, "who proposes verifies nothing"
    assert waiting(store, campaign, "first") == {"verify": [id]}
    take(store, "verify_support", id, "first")
    assert waiting(store, campaign, "first") == {"approve": [id]}
    take(store, "approve_support", id, "first")
    assert waiting(store, campaign, "first") == {}, "nobody approves twice"
    assert waiting(store, campaign, "second") == {"approve": [id]}
    take(store, "approve_support", id, "second")
    assert waiting(store, campaign, "treasurer") == {"pay": [id]}
    assert waiting(store, campaign, "treasurer", pay=["583"]) == {}
    assert waiting(store, campaign, "treasurer", pay=[UNIT], payment_ids=["another"]) == {}
    take(store, "pay_support", id, "treasurer")
    assert waiting(store, campaign, "treasurer") == {}, "who paid does not confirm"
    assert waiting(store, campaign, "officer") == {"confirm": [id]}


def test_a_payment_that_supervision_holds_waits_for_nobody(store: Store) -> None:
    campaign = new_campaign(store)
    id = propose(store, campaign)["payment_id"]
    store.db.payments.update_one({"_id": id}, {"$set": {"open_finding_ids": ["f1"]}})
    assert waiting(store, campaign, "first") == {}
