"""A micro-batch of gifts: one transaction, one event, an answer for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from marshmallow import fields

from contracts.commands.donations.intake import RecordDonation
from contracts.commands.donations.pledges import RegisterPledge
from contracts.refusals import Refusal
from messaging.context import CommandContext
from messaging.unit_of_work import Store
from runtime.clock import utc_now
from services.donations.intake import commands as intake
from services.donations.intake.documents import Donation
from services.donations.ledger.documents import JournalEntry
from services.donations.ledger.fund_receipts import total_vnd
from services.donations.pledges import commands as pledges

pytestmark = pytest.mark.integration

Give = Callable[..., list[dict[str, Any]]]


def said(store: Store) -> list[dict[str, Any]]:
    """The events in the outbox, oldest first."""
    return [orjson.loads(row["body"]) for row in store.db.outbox.find().sort("queued_at")]


def test_a_batch_is_one_event_with_one_journal_entry_per_gift(store: Store, give: Give) -> None:
    answers = give(*[(f"k{n}", {"amount_vnd": 100 + n}) for n in range(5)])
    assert [a["ok"]["amount_vnd"] for a in answers] == [100, 101, 102, 103, 104]
    [event] = said(store)
    assert [e["donation_id"] for e in event["data"]["entries"]] == [a["ok"]["donation_id"] for a in answers]
    assert store.db.journal_entries.count_documents({"about_kind": "donation"}) == 5
    assert store.transact(lambda uow: total_vnd(uow, "thu", "58")) == 510


def test_one_bad_entry_does_not_touch_the_others(store: Store, give: Give) -> None:
    good, no_unit, negative, no_campaign = give(
        ("a", {}), ("b", {"unit": "99"}), ("c", {"amount_vnd": -1}), ("d", {"campaign": "khong-co"})
    )
    assert "ok" in good
    assert [a["refused"]["code"] for a in (no_unit, negative, no_campaign)] == [
        "unit_not_in_campaign", "invalid_command", "campaign_not_found"
    ]
    assert store.db.donations.count_documents({"campaign": "thu"}) == 1


def test_a_batch_of_refusals_writes_and_says_nothing(store: Store, give: Give) -> None:
    give(("a", {"unit": "99"}), ("b", {"channel": "bank_transfer"}))
    assert said(store) == []
    assert store.db.idempotency_keys.count_documents({"_id": {"$exists": True}}) == 0


def test_a_key_answers_the_same_in_one_batch_and_in_the_next(store: Store, give: Give) -> None:
    first, same, other = give(("k", {}), ("k", {}), ("k", {"amount_vnd": 2}))
    [later] = give(("k", {}))
    assert first == same == later
    assert other["refused"]["code"] == "idempotency_key_reused"
    assert store.db.donations.count_documents({"campaign": "thu"}) == 1


def test_the_same_key_from_many_sides_at_once_is_booked_once(store: Store, give: Give) -> None:
    with ThreadPoolExecutor(8) as sides:
        answers = list(sides.map(lambda _: give(("k", {})), range(16)))
    assert len({a[0]["ok"]["donation_id"] for a in answers}) == 1
    assert store.db.donations.count_documents({"campaign": "thu"}) == 1


def test_a_gift_towards_a_pledge_fulfils_it_and_a_foreign_pledge_is_refused(store: Store, give: Give) -> None:
    context = CommandContext("tester", "c", utc_now().replace(year=2999))
    command = RegisterPledge().load({
        "campaign": "thu", "unit": "58", "amount_vnd": 3_000, "pledger_name": "Nhà hảo tâm mẫu",
        "pledged_on": utc_now().date().isoformat(),
    })
    pledge = store.transact(lambda uow: pledges.register_pledge(uow, command, context))
    give(("a", {"pledge_id": pledge["pledge_id"]}), ("b", {"pledge_id": pledge["pledge_id"]}))
    now = pledges.get_pledge(pledge["pledge_id"])
    assert (now["fulfilled_vnd"], now["status"], now["version"]) == (2_000, "part_fulfilled", 2)

    [unknown] = give(("c", {"pledge_id": "khong-co"}))
    assert unknown["refused"]["code"] == "pledge_not_found"
    types = [event["type"] for event in said(store)]
    assert types.count("donations.pledges_changed.v1") == 2
    assert "Nhà hảo tâm mẫu" not in orjson.dumps(said(store)).decode(), "a masked name stays in the service"


def test_a_gift_of_one_unit_does_not_touch_the_pledge_of_another(store: Store, give: Give) -> None:
    command = RegisterPledge().load({
        "campaign": "thu", "unit": "582", "amount_vnd": 3_000, "pledger_name": "A", "pledged_on": "2024-10-18",
    })
    context = CommandContext("tester", "c", utc_now().replace(year=2999))
    pledge_id = store.transact(lambda uow: pledges.register_pledge(uow, command, context))["pledge_id"]
    elsewhere, at_home = give(("a", {"pledge_id": pledge_id}), ("b", {"pledge_id": pledge_id, "unit": "582"}))
    assert (elsewhere["refused"]["code"], elsewhere["refused"]["field"]) == ("pledge_of_another_unit", "pledge_id")
    assert "ok" in at_home
    assert pledges.get_pledge(pledge_id)["fulfilled_vnd"] == 1_000


def test_a_gift_sent_again_after_an_upgrade_gave_the_command_a_new_field_gives_its_first_answer(
    store: Store, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Upgraded(RecordDonation):
        receipt_wanted = fields.Boolean(load_default=False)

    first = give(("a", {}))
    monkeypatch.setattr(intake, "_shape", Upgraded())
    assert give(("a", {})) == first


@pytest.mark.parametrize(("pledged_on", "code"), [("1024-10-17", "day_too_early"), ("2999-01-01", "day_in_future")])
def test_a_pledge_of_a_day_that_can_not_be_is_refused(store: Store, pledged_on: str, code: str) -> None:
    command = RegisterPledge().load({
        "campaign": "thu", "unit": "58", "amount_vnd": 3_000, "pledger_name": "A", "pledged_on": pledged_on,
    })
    context = CommandContext("tester", "c", utc_now().replace(year=2999))
    with pytest.raises(Refusal) as refused:
        store.transact(lambda uow: pledges.register_pledge(uow, command, context))
    assert (refused.value.code, refused.value.field) == (code, "pledged_on")


def test_what_is_written_is_what_the_documents_say(store: Store, give: Give) -> None:
    give(("a", {"donor_name": "Người tặng mẫu", "note": "ghi chú"}))
    [donation], [entry] = list(Donation.objects), list(JournalEntry.objects)
    donation.validate()
    entry.validate()
    assert (donation.received_on, donation.donor_name, donation.note) == (
        dt.date(2024, 10, 18), "Người tặng mẫu", "ghi chú"
    )
    assert (entry.id, entry.booked_on, entry.about_id) == (
        donation.journal_entry_id, donation.received_on, donation.id
    )
