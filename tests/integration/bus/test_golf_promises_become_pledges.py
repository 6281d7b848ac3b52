"""Two services and their relays as real processes: what is promised at a golf tournament is one pledge each, and what
is paid for it is shown at the tournament, whoever is killed in between and whatever comes again or out of order."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from kombu import Connection

from contracts.subscriptions import GOLF_PLEDGES_QUEUE, PROMISES_QUEUE
from messaging.envelope import CONTENT_TYPE, Envelope
from tests.conftest import Servers
from tests.integration.bus.running import Product, eventually
from tests.integration.events.golf.job import course

pytestmark = pytest.mark.integration

UNIT, CAMPAIGN, FEE_VND = "582", "ninh-thuan-2024", 3_000_000
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def product(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    made = Product(servers, tmp_path_factory.mktemp("golf"), "golf", ("events", "donations"))
    try:
        made.start_all()
        made.ok("donations", "save_campaign", {
            "code": CAMPAIGN, "name": "Tháng cao điểm", "starts_on": "2024-10-17", "ends_on": "2024-11-18",
            "target_vnd": 0, "lead_unit": UNIT, "units": [{"unit": UNIT}],
        })
        yield made
    finally:
        made.stop()


@pytest.fixture
def golf(product: Product) -> str:
    """A tournament of a test's own."""
    code = f"golf-{next(_numbers)}"
    product.ok("events", "save_activity", {
        "code": code, "campaign": CAMPAIGN, "unit": UNIT, "kind": "golf", "name": "Giải golf",
    })
    product.ok("events", "save_golf_tournament", {"tournament": code, **course(), "fee_vnd": FEE_VND})
    return code


def play(product: Product, golf: str) -> str:
    told = {"tournament": golf, "player_name": "Nguyễn Văn An"}
    return str(product.ok("events", "register_golf_player", told)["golf_player_id"])


def withdraw(product: Product, player: str) -> None:
    product.ok("events", "withdraw_golf_player", {"golf_player_id": player, "reason": "Ốm"})


def pay(product: Product, pledge_id: str, amount_vnd: int) -> None:
    gift = {
        "campaign": CAMPAIGN, "unit": UNIT, "amount_vnd": amount_vnd, "channel": "cash", "received_on": "2024-11-01",
        "pledge_id": pledge_id,
    }
    product.ok("donations", "record_donation", gift)


def pledges(product: Product, golf: str) -> dict[str, tuple[int, int, bool, int]]:
    """Promised, come, lapsed, version, by id."""
    return {
        one["_id"]: (one["amount_vnd"], one["fulfilled_vnd"], one.get("lapsed_on") is not None, one["version"])
        for one in product.stored("donations", "pledges") if one["activity"] == golf
    }


def promises(product: Product, golf: str) -> dict[str, dict[str, Any]]:
    return {one["_id"]: one for one in product.stored("events", "golf_promises") if one["tournament"] == golf}


def at_one(product: Product, golf: str, paid_vnd: int) -> bool:
    """Both services tell the same of each promise, each has heard the other's last word, and so much has come."""
    ours, theirs = promises(product, golf), pledges(product, golf)
    told = {
        id: (one["amount_vnd"], one["paid_vnd"], one["status"] == "withdrawn", one["pledge_version"])
        for id, one in ours.items()
    }
    return told == theirs and sum(came for _, came, _, _ in theirs.values()) == paid_vnd


@pytest.mark.parametrize(
    ("name", "crash_at"),
    [
        ("donations", "donations.before_commit"), ("donations", "donations.after_commit"),
        ("donations", "entrypoint.before_ack"), ("donations-relay", "relay.after_confirm"),
        ("events-relay", "relay.after_confirm"), ("events", "entrypoint.before_ack"),
        ("events", "events.before_commit"),
    ],
)
def test_whoever_dies_in_between_each_promise_is_one_pledge(product, golf, name, crash_at):
    player = play(product, golf)
    eventually(lambda: at_one(product, golf, 0))
    product.kill(name)
    if not name.startswith("events"):
        # The promise waits for whoever is away; whoever comes back dies in the middle of it.
        withdraw(product, player)
        play(product, golf)
    else:
        pay(product, *_first(product, golf))
    product.start(name, crash_at)
    eventually(lambda: product.has_died(name))
    product.start(name)
    product.wait_ready()
    paid_vnd = FEE_VND if name.startswith("events") else 0
    if name == "events-relay":
        play(product, golf)
    eventually(lambda: at_one(product, golf, paid_vnd))
    assert len(pledges(product, golf)) == len(promises(product, golf))


def _first(product: Product, golf: str) -> tuple[str, int]:
    return next(iter(pledges(product, golf))), FEE_VND


def test_all_that_was_said_comes_again_backwards_and_nothing_counts_twice(product, golf, servers):
    first, second = play(product, golf), play(product, golf)
    eventually(lambda: at_one(product, golf, 0))
    promised = {one["golf_player_id"]: id for id, one in promises(product, golf).items()}
    pay(product, promised[first], 1_000_000)
    withdraw(product, second)
    eventually(lambda: at_one(product, golf, 1_000_000))
    before = (pledges(product, golf), {id: one["version"] for id, one in promises(product, golf).items()})

    again = [
        (PROMISES_QUEUE, "events.golf_promises_changed.v1", _promise_states(product, golf)),
        (GOLF_PLEDGES_QUEUE, "donations.pledges_changed.v1", _pledge_states(product, golf)),
    ]
    sent = set()
    with Connection(servers.amqp_url) as connection:
        producer = connection.Producer()
        for queue, event_type, states in again:
            for state in reversed(states):
                # Under ids of their own, so that only the rows' versions can tell that they are old.
                event = _event(event_type, state)
                producer.publish(
                    event.to_bytes(), exchange="", routing_key=queue, content_type=CONTENT_TYPE,
                    content_encoding="utf-8", message_id=event.id, delivery_mode=2,
                )
                sent.add(f"{queue}:{event.id}")
    eventually(lambda: sent <= {one["_id"] for of in ("donations", "events") for one in product.stored(of, "inbox")})
    assert (pledges(product, golf), {id: one["version"] for id, one in promises(product, golf).items()}) == before


def _event(event_type: str, state: dict[str, Any]) -> Envelope:
    return Envelope(
        id=uuid.uuid4().hex, type=event_type, subject="golf", time=dt.datetime.now(dt.UTC), data={"entries": [state]},
        aggregate_version=0, correlation_id="c", causation_id="c",
    )


def _promise_states(product: Product, golf: str) -> list[dict[str, Any]]:
    """Each promise as it was first, and in every state up to now."""
    rows = []
    for id in promises(product, golf):
        now = product.ok("events", "get_golf_promise", {"id": id})
        first = {**now, "status": "promised", "withdrawn_on": None, "memo_code": None, "pledge_status": None}
        rows += [{**first, "version": version} for version in range(1, now["version"])] + [now]
    return rows


def _pledge_states(product: Product, golf: str) -> list[dict[str, Any]]:
    rows = []
    for id in pledges(product, golf):
        now = product.ok("donations", "get_pledge", {"id": id})
        earlier = {**now, "fulfilled_vnd": 0, "status": "open", "lapsed_on": None}
        rows += [{**earlier, "version": version} for version in range(1, now["version"])] + [now]
    return rows
