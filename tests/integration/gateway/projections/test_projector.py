"""The projector process on a real broker and a real database: nothing lost, nothing counted twice."""

from collections.abc import Callable
from typing import Any

import pytest
from kombu import Connection

from contracts.fields import MAX_VND
from contracts.subscriptions import PROJECTOR_QUEUE
from gateway.projections import store
from gateway.projections.check import check
from gateway.projections.store import Db
from gateway.reports.provincial import provincial_report
from messaging import dead_letters
from messaging.envelope import Envelope
from messaging.publisher import Outgoing
from messaging.topology import dead_name, exchange_of
from runtime.settings import Settings
from tests import events_made as made
from tests.integration.gateway.projections.conftest import Projecting, logged, until

pytestmark = pytest.mark.integration

Publish = Callable[[list[Outgoing]], None]
Start = Callable[..., Projecting]


def outgoing(event: Envelope) -> Outgoing:
    return Outgoing(event.id, exchange_of(event.type).name, event.type, event.to_bytes())


def gift_events(number: int) -> list[Outgoing]:
    return [
        outgoing(made.gifts(f"e{n}", made.gift(f"a{n}", n + 1), made.gift(f"b{n}", 1000, channel="card")))
        for n in range(number)
    ]


def test_a_projector_killed_between_commit_and_ack_ends_exact(
    db: Db, publish: Publish, projecting: Start
) -> None:
    publish([outgoing(made.campaign()), *gift_events(300)])
    for crash_at in ("projector.after_commit", "projector.after_commit:3", "projector.after_commit:5"):
        assert projecting(crash_at).process.wait(timeout=30) == -9
    projecting().wait_ready()
    until(lambda: logged(db) == 301)
    received = provincial_report(made.CAMPAIGN)["total"]["received"]
    assert received == {"count": 600, "amount_vnd": sum(range(1, 301)) + 300 * 1000}
    assert check(db).differences == []


def test_a_projector_killed_at_any_moment_ends_exact(db: Db, publish: Publish, projecting: Start) -> None:
    publish([outgoing(made.campaign())])
    for killed in range(4):
        running = projecting().wait_ready()
        events = gift_events(100 * (killed + 1))
        publish(events)  # those of earlier rounds come again
        enough = 100 * killed + 10
        until(lambda enough=enough: logged(db) > enough)
        running.kill()
    projecting().wait_ready()
    until(lambda: logged(db) == 401)
    assert provincial_report(made.CAMPAIGN)["total"]["received"]["count"] == 800
    assert check(db).differences == []


def test_a_poison_message_is_parked_with_its_reason_while_the_others_flow(
    db: Db, settings: Settings, publish: Publish, projecting: Start
) -> None:
    good = gift_events(40)
    exchange, key = good[0].exchange, good[0].routing_key
    odd = outgoing(made.gifts("e-odd", made.gift("x", version=77_777))).body
    poison = [
        Outgoing("not-json", exchange, key, b"{"),
        Outgoing("unknown-type", exchange, key, odd.replace(b"donations_recorded", b"donations_lost")),
        Outgoing("broken-contract", exchange, key, outgoing(made.gifts("e-bad", {"donation_id": "x"})).body),
        Outgoing("unstorable", exchange, key, odd.replace(b"77777", str(2**64 - 1).encode())),
    ]
    projecting().wait_ready()
    publish([*good[:20], *poison, *good[20:]])
    until(lambda: logged(db) == 40)
    until(lambda: len(dead_letters.look(settings.amqp_url, PROJECTOR_QUEUE)) == len(poison))
    reasons = {letter.id: letter.reason for letter in dead_letters.look(settings.amqp_url, PROJECTOR_QUEUE)}
    assert "not JSON" in reasons["not-json"]
    assert "unknown event type" in reasons["unknown-type"]
    assert "amount_vnd" in reasons["broken-contract"]
    assert "8-byte" in reasons["unstorable"]
    assert db.rows_g1.count_documents({}) == 80
    assert check(db).differences == []


def test_what_mongodb_will_always_refuse_is_parked_while_the_others_flow(
    db: Db, settings: Settings, publish: Publish, projecting: Start
) -> None:
    deep: dict[str, Any] = {"rows_read": 1}
    for _ in range(250):
        deep = {"deeper": deep}
    store.apply(db, PROJECTOR_QUEUE, [store.read_event(made.gifts("e-first", made.gift("first")).to_bytes())])
    cell = {"campaign": made.CAMPAIGN, "figure": "received", "unit": "584"}
    overfull = made.gifts("e-overfull", made.gift("overfull", amount_vnd=MAX_VND, unit="584"))
    store.apply(db, PROJECTOR_QUEUE, [store.read_event(made.gifts("e-cell", made.gift("c", unit="584")).to_bytes())])
    db.cells_g1.update_many(cell, {"$set": {"amount_vnd": 2**63 - 1}})
    projecting().wait_ready()
    good = gift_events(40)
    publish([
        *good[:20], outgoing(made.statement("e-deep", certificate=deep)), outgoing(overfull), *good[20:],
    ])
    until(lambda: logged(db) == 42)
    until(lambda: len(dead_letters.look(settings.amqp_url, PROJECTOR_QUEUE)) == 2)
    reasons = {letter.id: letter.reason for letter in dead_letters.look(settings.amqp_url, PROJECTOR_QUEUE)}
    assert "nested object depth" in reasons["e-deep"]
    assert "Failed to apply $inc" in reasons["e-overfull"]
    assert db.rows_g1.count_documents({}) == 82, "a refused event left a part of itself behind"


def test_sigterm_ends_the_projector_cleanly_with_everything_acknowledged(
    db: Db, settings: Settings, publish: Publish, projecting: Start
) -> None:
    running = projecting().wait_ready()
    publish(gift_events(50))
    until(lambda: logged(db) == 50)
    assert running.stop() == 0
    with Connection(settings.amqp_url) as connection:
        channel = connection.channel()
        left = channel.basic_get(PROJECTOR_QUEUE)
        assert left is None
        assert channel.basic_get(dead_name(PROJECTOR_QUEUE)) is None
