"""How many messages the projector takes in at a time."""

from __future__ import annotations

import time

import pytest

from contracts.subscriptions import PROJECTOR_QUEUE
from gateway.projections import batches
from gateway.projections.batches import CLEAN_BATCHES_BEFORE_MORE, BatchConsumer
from messaging.publisher import Outgoing

pytestmark = pytest.mark.integration


def message(name: str) -> Outgoing:
    return Outgoing(name, "", PROJECTOR_QUEUE, b"{}")


@pytest.fixture
def consumer(settings, publish):
    """A consumer that has taken enough clean batches to take many messages in hand."""
    consumer = BatchConsumer(settings.amqp_url, PROJECTOR_QUEUE)
    for number in range(2 * CLEAN_BATCHES_BEFORE_MORE):
        publish([message(f"first-{number}")])
        take(consumer)
    yield consumer
    consumer.close()


def take(consumer: BatchConsumer) -> list[str]:
    """The ids of the next batch, which is settled at once."""
    batch = []
    while not batch:
        batch = consumer.next_batch()
    consumer.ack_through(batch[-1])
    consumer.went_well()
    return [one.properties["message_id"] for one in batch]


def test_a_lone_event_is_taken_at_once(consumer, publish, monkeypatch):
    monkeypatch.setattr(batches, "PACE_SECONDS", 1.0)
    time.sleep(1.0)
    publish([message("lone")])
    began = time.monotonic()
    assert take(consumer) == ["lone"]
    assert time.monotonic() - began < 0.5


def test_events_that_come_one_after_the_other_share_a_batch(consumer, publish, monkeypatch):
    monkeypatch.setattr(batches, "PACE_SECONDS", 1.0)
    time.sleep(1.0)
    publish([message("lone")])
    take(consumer)
    publish([message("a")])
    publish([message("b")])
    publish([message("c")])
    assert take(consumer) == ["a", "b", "c"]


def test_a_batch_that_is_full_waits_for_nobody(consumer, publish, monkeypatch):
    monkeypatch.setattr(batches, "PACE_SECONDS", 5.0)
    most = batches.PREFETCH_STEPS[-1]
    began = time.monotonic()
    publish([message(str(number)) for number in range(2 * most)])
    assert [len(take(consumer)), len(take(consumer))] == [most, most]
    assert time.monotonic() - began < 4
