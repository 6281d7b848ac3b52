"""Promises made at a golf tournament become pledges, whatever the order and number in which their events arrive."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import permutations
from typing import Any

import pytest

from messaging.context import CommandContext
from messaging.envelope import Envelope
from messaging.unit_of_work import Store
from runtime.clock import utc_now
from services.donations.pledges import commands as pledges
from services.donations.pledges.following import follow_promises
from tests import events_made as made

pytestmark = pytest.mark.integration


@pytest.fixture
def g1() -> str:
    """The id of a promise of this test alone; the store is shared."""
    return uuid.uuid4().hex


def hear(store: Store, *rows: dict[str, Any], event_id: str | None = None) -> None:
    event = made.golf_promises(event_id or uuid.uuid4().hex, *rows)
    store.handle(event, "donations.promises.q1", lambda uow: follow_promises(uow, event.loaded()))


def row(id: str, version: int, **changes: Any) -> dict[str, Any]:
    return made.golf_promise(id, **{"campaign": "thu", "version": version, "amount_vnd": 500, **changes})


def withdrawn(id: str, version: int, **changes: Any) -> dict[str, Any]:
    return row(id, version, status="withdrawn", withdrawn_on="2024-11-01", owed_vnd=0, **changes)


def pledge(store: Store, id: str) -> dict[str, Any]:
    return store.transact(lambda _: pledges.get_pledge(id))


def said(store: Store, id: str) -> list[dict[str, Any]]:
    events = [Envelope.from_bytes(one["body"]) for one in store.db.outbox.find().sort("queued_at", 1)]
    rows = [one for event in events if event.type == "donations.pledges_changed.v1" for one in event.data["entries"]]
    return [one for one in rows if one["pledge_id"] == id]


def pay(store: Store, id: str, amount_vnd: int) -> None:
    store.transact(lambda uow: pledges.fulfil(uow, {id: amount_vnd}))


def asked() -> CommandContext:
    return CommandContext(
        actor="clerk", correlation_id=uuid.uuid4().hex, deadline_at=utc_now() + dt.timedelta(seconds=20),
        idempotency_key=None,
    )


def test_a_promise_is_one_pledge_of_its_activity_with_a_memo_code(store, g1):
    hear(store, row(g1, 1))
    found = pledge(store, g1)
    assert (found["amount_vnd"], found["status"], found["activity"]) == (500, "open", "golf")
    assert (found["pledger_name"], found["donor_kind"]) == ("N. V. A.", "individual")
    assert found["memo_code"].startswith("CT") and found["pledged_on"] == "2024-10-20"


def test_who_wants_no_name_shown_is_known_here_by_what_was_promised_and_shown_nowhere(store, g1):
    hear(store, row(g1, 1, payer_name="", name_display="anonymous"))
    assert pledge(store, g1)["pledger_name"] == ""
    assert store.db.pledges.find_one({"_id": g1})["pledger_name"] == "Lệ phí người chơi số 1"


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_any_order_with_repeats_ends_in_the_same_pledge(store, g1, order):
    states = [
        row(g1, 1), row(g1, 2, payer_name="Nguyễn Văn An", name_display="shown"), withdrawn(g1, 3),
        withdrawn(g1, 4, memo_code="CT1", pledge_status="lapsed"),
    ]
    for at in order:
        hear(store, states[at])
        hear(store, states[at])
    found = pledge(store, g1)
    assert (found["amount_vnd"], found["status"], found["lapsed_on"]) == (500, "lapsed", "2024-11-01")
    assert found["pledger_name"] == "N. V. A.", "as the last state wants it, not the last to come"


def test_the_same_event_again_and_an_answer_without_news_say_nothing(store, g1):
    hear(store, row(g1, 1), event_id=f"e-{g1}")
    hear(store, row(g1, 1), event_id=f"e-{g1}")
    hear(store, row(g1, 2, memo_code=pledge(store, g1)["memo_code"], pledge_status="open"))
    assert [one["version"] for one in said(store, g1)] == [1], "or both services would answer each other for ever"


def test_a_withdrawn_promise_lapses_what_is_owed_and_what_was_paid_stays_paid(store, g1):
    part, whole = g1, uuid.uuid4().hex
    hear(store, row(part, 1), row(whole, 1))
    pay(store, part, 200)
    pay(store, whole, 500)
    hear(store, withdrawn(part, 2), withdrawn(whole, 2))
    assert (pledge(store, part)["status"], pledge(store, part)["fulfilled_vnd"]) == ("lapsed", 200)
    assert (pledge(store, whole)["status"], pledge(store, whole)["fulfilled_vnd"]) == ("fulfilled", 500)
    pay(store, whole, -500)
    assert pledge(store, whole)["status"] == "lapsed", "given back, it is not expected again"


def test_what_the_desk_reopened_stays_open_when_the_withdrawal_is_told_again(store, g1):
    hear(store, row(g1, 1))
    hear(store, withdrawn(g1, 2))
    reason = {"pledge_id": g1, "reason": "Vẫn sẽ nộp"}
    store.transact(lambda uow: pledges.reopen_pledge(uow, reason, asked()))
    hear(store, withdrawn(g1, 3, pledge_status="open"))
    assert pledge(store, g1)["status"] == "open"


def test_what_the_desk_lapsed_is_not_opened_by_an_answer_to_it(store, g1):
    hear(store, row(g1, 1))
    lapse = {"pledge_id": g1, "reason": "Không nộp nữa", "lapsed_on": dt.date(2024, 10, 25)}
    store.transact(lambda uow: pledges.lapse_pledge(uow, lapse, asked()))
    hear(store, row(g1, 2, pledge_status="lapsed", owed_vnd=0))
    assert (pledge(store, g1)["status"], pledge(store, g1)["lapsed_on"]) == ("lapsed", "2024-10-25")


def test_what_the_pledger_told_the_desk_about_the_name_is_not_undone_by_the_promise_told_again(store, g1):
    hear(store, row(g1, 1, payer_name="Nguyễn Văn An", name_display="shown"))
    wish = {"pledge_id": g1, "name_display": "anonymous", "consent_basis": "spoken", "minor": None}
    store.transact(lambda uow: pledges.change_pledger_consent(uow, wish, asked()))
    hear(store, row(g1, 2, payer_name="Nguyễn Văn An", name_display="shown", pledge_status="open"))
    assert pledge(store, g1)["pledger_name"] == ""
    hear(store, row(g1, 3, payer_name="N. V. A.", name_display="masked"))
    assert pledge(store, g1)["pledger_name"] == "N. V. A."


def test_a_name_shown_otherwise_at_the_tournament_is_shown_so_on_the_pledge(store, g1):
    hear(store, row(g1, 1))
    hear(store, row(g1, 2, payer_name="Nguyễn Văn An", name_display="shown"))
    assert pledge(store, g1)["pledger_name"] == "Nguyễn Văn An"
