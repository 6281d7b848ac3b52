"""What is committed reaches the broker, at least once, whatever is away or dies."""

import datetime as dt
import threading
import time
import uuid
from collections.abc import Iterator
from functools import partial

import pytest
from kombu import Queue

from messaging import outbox, relay
from messaging.envelope import Envelope
from messaging.lease import Lease
from messaging.publisher import BrokerAway, ConfirmingPublisher, Outgoing
from messaging.relay import Relay
from messaging.topology import exchange_of
from messaging.unit_of_work import Store
from runtime import readiness
from runtime.clock import utc_now
from tests.integration.messaging.world import SAMPLE, Broker, Running, Wire, environ_for, event, until

pytestmark = pytest.mark.integration

TYPE = SAMPLE["type"]


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("CHUNGTAY_HOME", str(tmp_path))


@pytest.fixture
def bound(broker: Broker, queue: str) -> str:
    """The test's queue, bound to one type of event."""
    broker.channel.queue_bind(queue, exchange_of(TYPE).name, TYPE)
    return queue


@pytest.fixture
def nobodys_type(broker: Broker) -> Iterator[str]:
    """An event type that no queue is bound to."""
    yield f"monitoring.left_over_{uuid.uuid4().hex[:8]}.v1"


@pytest.fixture
def running():
    """Start relays in threads of their own; all are ended afterwards."""
    started: list[tuple[Relay, threading.Thread]] = []

    def start(store: Store, amqp_url: str) -> Relay:
        made = Relay(store, amqp_url)
        thread = threading.Thread(target=made.run, daemon=True)
        started.append((made, thread))
        thread.start()
        return made

    yield start
    for made, _ in started:
        made.stopping = True
    for _, thread in started:
        thread.join(10)
        assert not thread.is_alive()


def commit(store: Store, count: int = 1) -> list[str]:
    return store.transact(lambda uow: [uow.publish(TYPE, str(n), SAMPLE["data"]) for n in range(count)])


def put_raw(store: Store, type: str) -> str:
    """A row as a former version of the service may have left it."""
    said = event()
    now = utc_now()
    store.db["outbox"].insert_one(
        {"_id": said.id, "type": type, "body": said.to_bytes(), "queued_at": now, "not_before_at": now}
    )
    return said.id


def waiting(store: Store) -> int:
    return store.db["outbox"].count_documents({})


def test_an_event_is_sent_after_its_commit_and_then_forgotten(store, things, settings, broker, bound, running):
    running(store, settings.amqp_url)
    with pytest.raises(LookupError):
        store.transact(lambda uow: (uow.publish(TYPE, "never", SAMPLE["data"]), {}["raise"]))
    [event_id] = commit(store)
    message = broker.take(bound)
    assert message.properties["message_id"] == event_id
    assert Envelope.from_bytes(message.body).id == event_id
    assert message.properties["delivery_mode"] == 2
    until(lambda: waiting(store) == 0)
    assert broker.take_all(bound) == []


def test_a_relay_killed_after_the_confirm_sends_again_and_another_takes_over(
    store, things, settings, broker, bound, running, tmp_path
):
    [event_id] = commit(store)
    killed = Running(environ_for(settings, tmp_path, CHUNGTAY_CRASH_AT="relay.after_confirm"),
                     "messaging.relay", "monitoring")
    assert killed.wait_dead() == -9
    assert broker.take(bound).properties["message_id"] == event_id
    assert waiting(store) == 1

    began = time.monotonic()
    running(store, settings.amqp_url)
    assert broker.take(bound).properties["message_id"] == event_id
    assert time.monotonic() - began > 1, "took over from a holder whose lease had not expired"
    until(lambda: waiting(store) == 0)


def test_a_relay_killed_after_publishing_before_the_confirm_loses_nothing(
    store, things, settings, broker, bound, running, tmp_path
):
    ids = commit(store, 5)
    killed = Running(environ_for(settings, tmp_path, CHUNGTAY_CRASH_AT="publisher.after_publish"),
                     "messaging.relay", "monitoring")
    assert killed.wait_dead() == -9
    assert waiting(store) == 5
    store.db["leases"].update_one({"_id": "relay"}, {"$set": {"expires_at": None}})  # as if its time were over
    running(store, settings.amqp_url)
    until(lambda: waiting(store) == 0)
    assert {message.properties["message_id"] for message in broker.take_all(bound)} == set(ids)


def test_only_one_of_two_relays_sends(store, things, settings, broker, bound, running):
    relays = [running(store, settings.amqp_url) for _ in range(2)]
    until(lambda: any(one.lease.fence for one in relays))
    ids = [event_id for _ in range(10) for event_id in commit(store, 3)]
    until(lambda: waiting(store) == 0)
    assert sorted(message.properties["message_id"] for message in broker.take_all(bound)) == sorted(ids)
    assert sum(one.publisher._connection is not None for one in relays) == 1


def test_a_relay_that_stops_gives_its_lease_up_at_once(
    store, things, settings, broker, bound, running, monkeypatch
):
    monkeypatch.setattr(relay, "Lease", partial(Lease, seconds=600))
    first = running(store, settings.amqp_url)
    until(lambda: readiness.ready_pid("monitoring-relay"))
    running(store, settings.amqp_url)
    first.stopping = True
    commit(store)
    broker.take(bound)


def test_an_event_that_nobody_listens_to_waits_and_blocks_nobody(store, things, settings, broker, bound, nobodys_type):
    one = Relay(store, settings.amqp_url)
    left_over = put_raw(store, nobodys_type)
    [event_id] = commit(store)
    assert one.send_batch() == 2
    assert broker.take(bound).properties["message_id"] == event_id
    [row] = store.db["outbox"].find()
    assert row["_id"] == left_over
    assert row["not_before_at"] - utc_now() > dt.timedelta(seconds=relay.PUT_OFF_SECONDS / 2)
    assert one.send_batch() == 0, "a hot loop"

    broker.channel.queue_bind(bound, exchange_of(TYPE).name, nobodys_type)
    outbox.put_off(store.db, [left_over], 0)
    assert one.send_batch() == 1
    assert broker.take(bound).properties["message_id"] == left_over
    assert waiting(store) == 0
    one.publisher.close()


def test_an_event_for_a_full_queue_waits_and_blocks_nobody(store, things, settings, broker, bound, nobodys_type):
    full = Queue(f"tests.full.{uuid.uuid4().hex[:8]}", durable=True, queue_arguments={
        "x-queue-type": "quorum", "x-max-length": 1, "x-overflow": "reject-publish",
    })
    full(broker.channel).declare()
    broker.channel.queue_bind(full.name, exchange_of(TYPE).name, nobodys_type)
    one = Relay(store, settings.amqp_url)
    try:
        for _ in range(8):  # a quorum queue lets a few more in before it notices that it is full
            put_raw(store, nobodys_type)
        while one.send_batch():
            put_raw(store, nobodys_type)
            commit(store)
            if waiting(store) > 12:
                break
        held = len(broker.take_all(full.name))
        rows = list(store.db["outbox"].find({"type": nobodys_type}))
        assert rows and held >= 1, (rows, held)
        one.send_batch()
        assert store.db["outbox"].count_documents({"type": TYPE}) == 0, "others were blocked"
    finally:
        broker.channel.queue_delete(full.name)
        one.publisher.close()


def test_a_broker_that_is_away_at_first_is_waited_for(store, things, settings, broker, bound, running):
    wire = Wire(settings.amqp_url, open=False)
    running(store, wire.url)
    [event_id] = commit(store)
    time.sleep(0.5)
    assert readiness.ready_pid("monitoring-relay") is None, "says it is ready without a broker"
    wire.mend()
    assert broker.take(bound).properties["message_id"] == event_id
    until(lambda: readiness.ready_pid("monitoring-relay"))
    wire.close()


def test_a_broker_lost_in_the_middle_costs_nothing(store, things, settings, broker, bound, running):
    wire = Wire(settings.amqp_url)
    running(store, wire.url)
    ids = []
    for _ in range(3):
        ids += commit(store, 20)
        wire.cut()
        ids += commit(store, 20)
        wire.mend()
    until(lambda: waiting(store) == 0)
    assert {message.properties["message_id"] for message in broker.take_all(bound)} == set(ids)
    wire.close()


def test_a_commit_wakes_the_relay_long_before_its_poll(store, things, settings, broker, bound, running, monkeypatch):
    monkeypatch.setattr(relay, "POLL_SECONDS", 2)
    running(store, settings.amqp_url)
    until(lambda: readiness.ready_pid("monitoring-relay"))
    commit(store)
    broker.take(bound)  # from here on it waits on its change stream
    took = []
    for _ in range(7):
        time.sleep(0.15)
        commit(store)
        began = time.monotonic()
        broker.take(bound)
        took.append(time.monotonic() - began)
    assert sorted(took)[3] < relay.POLL_SECONDS / 2, took


def test_events_that_come_one_after_the_other_share_a_batch(
    store, things, settings, broker, bound, running, monkeypatch
):
    monkeypatch.setattr(relay, "PACE_SECONDS", 1.0)
    looks = []
    send_batch = Relay.send_batch
    monkeypatch.setattr(Relay, "send_batch", lambda self: looks.append(send_batch(self)) or looks[-1])
    running(store, settings.amqp_url)
    until(lambda: readiness.ready_pid("monitoring-relay"))
    commit(store)
    broker.take(bound)
    for _ in range(5):
        commit(store)
        time.sleep(0.05)
    until(lambda: sum(looks) == 6)
    assert [sent for sent in looks if sent] == [1, 5]


def test_what_the_relay_has_sent_does_not_wake_it_again(store, things, settings, broker, bound, running, monkeypatch):
    looks = []
    send_batch = Relay.send_batch
    monkeypatch.setattr(Relay, "send_batch", lambda self: looks.append(1) or send_batch(self))
    running(store, settings.amqp_url)
    until(lambda: readiness.ready_pid("monitoring-relay"))
    commit(store)
    broker.take(bound)
    looks.clear()
    commit(store, 300)
    until(lambda: waiting(store) == 0)
    time.sleep(0.6)
    assert len(looks) < 20


def test_a_relay_that_works_off_a_backlog_keeps_no_list_of_all_it_has_sent(
    store, things, settings, broker, bound, monkeypatch
):
    monkeypatch.setattr(relay, "BATCH", 10)
    one = Relay(store, settings.amqp_url)
    one.work()  # opens the stream
    one.work()
    commit(store, 95)
    while waiting(store):
        one.work()
        assert len(one._sent) <= relay.BATCH
    assert len(broker.take_all(bound)) == 95
    one.publisher.close()


def test_reading_what_it_sent_itself_is_cut_short_so_that_the_lease_is_renewed(
    store, things, settings, bound, monkeypatch
):
    one = Relay(store, settings.amqp_url)
    one.work()
    commit(store, 40)
    assert one.send_batch() == 40
    monkeypatch.setattr(relay, "BATCH", 10)
    one.work()
    assert len(one._sent) == 30
    one.publisher.close()


def test_a_publisher_without_a_broker_says_so(settings):
    with pytest.raises(BrokerAway):
        ConfirmingPublisher("amqp://guest:guest@127.0.0.1:1/").connect()


def test_a_broker_that_has_stopped_reading_does_not_hold_a_publisher_for_ever(settings, queue):
    # py-amqp sets TCP_USER_TIMEOUT to a second; without it the send would wait for ever.
    wire = Wire(settings.amqp_url)
    stuck = ConfirmingPublisher(wire.url)
    stuck.connect()
    wire.stall()
    began = time.monotonic()
    with pytest.raises(BrokerAway):
        stuck.publish([Outgoing(str(n), "", queue, b"x" * 1_000_000) for n in range(40)], timeout_seconds=1)
    assert time.monotonic() - began < 60
    wire.close()


def test_sigterm_ends_a_relay_in_order(store, things, settings, tmp_path):
    one = Running(environ_for(settings, tmp_path), "messaging.relay", "monitoring").wait_ready("monitoring-relay")
    one.terminate()
    assert one.wait_dead() == 0
    assert store.db["leases"].find_one({"_id": "relay"})["holder"] is None
    assert readiness.ready_pid("monitoring-relay", tmp_path) is None
