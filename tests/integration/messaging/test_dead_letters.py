"""Parked messages: seen with their reason, sent again to their own queue alone, or dropped."""

import subprocess
import sys
import uuid

import pytest
from amqp import Message

from contracts.subscriptions import SUBSCRIPTIONS
from messaging import dead_letters, topology
from messaging.envelope import Envelope
from messaging.publisher import BrokerAway, ConfirmingPublisher
from messaging.received import body_bytes
from messaging.retry import ATTEMPT_HEADER, REASON_HEADER, park
from messaging.topology import dead_name, exchange_of
from tests.integration.messaging.world import ROOT, SAMPLE, event, headers_of, until

pytestmark = pytest.mark.integration


@pytest.fixture
def parked(settings, queue):
    """Park a message, as a consumer does."""

    def do(said: Envelope, reason: str = "as asked") -> Envelope:
        publisher = ConfirmingPublisher(settings.amqp_url)
        headers = {ATTEMPT_HEADER: 4, "traceparent": "kept", "x-death": "the broker's own"}
        assert publisher.publish([park(queue, said.id, said.to_bytes(), headers, reason)]).refused == []
        publisher.close()
        return said

    return do


def test_parked_messages_are_listed_with_their_reason_and_stay(settings, queue, parked):
    said = [parked(event(), f"reason {n}") for n in range(3)]
    for _ in range(2):
        letters = until(lambda: _three(settings, queue))
        assert [(letter.id, letter.reason) for letter in letters] == [
            (one.id, f"reason {n}") for n, one in enumerate(said)
        ]
        assert {letter.type for letter in letters} == {SAMPLE["type"]}
    until(lambda: dead_letters.depths(settings.amqp_url)[queue].parked == 3)


def test_depths_tell_what_waits_what_is_put_off_and_what_is_parked(settings, broker, queue, parked):
    parked(event())
    for _ in range(2):
        broker.put(queue, event().to_bytes())
    broker.put(topology.retry_name(queue, topology.RETRY_DELAYS_SECONDS[-1]), event().to_bytes())
    expected = dead_letters.Depth(waiting=2, retrying=1, parked=1)
    until(lambda: dead_letters.depths(settings.amqp_url)[queue] == expected)


def _three(settings, queue):
    # What an earlier look held comes back when its channel is closed, a moment later.
    letters = dead_letters.look(settings.amqp_url, queue)
    return letters if len(letters) == 3 else None


def test_a_replayed_message_goes_to_its_own_queue_alone_with_its_id_and_fresh_tries(
    settings, broker, queue, parked, monkeypatch
):
    other = f"tests.{uuid.uuid4().hex[:8]}.q1"
    monkeypatch.setitem(SUBSCRIPTIONS, other, (SAMPLE["type"],))
    topology.declare(broker.channel)
    broker.channel.queue_bind(queue, exchange_of(SAMPLE["type"]).name, SAMPLE["type"])
    said, stays = parked(event()), parked(event())

    letter = dead_letters.replay(settings.amqp_url, said.id)
    assert letter is not None and letter.queue == queue
    message = broker.take(queue)
    assert message.properties["message_id"] == said.id
    assert Envelope.from_bytes(message.body).id == said.id
    kept = {name for name in headers_of(message) if name != "x-delivery-count"}  # the broker's own, counted afresh
    assert kept == {"traceparent"}
    assert broker.take_all(queue) == []
    assert broker.take_all(other) == [], "another consumer got it again"
    assert broker.take(dead_name(queue)).properties["message_id"] == stays.id
    broker.delete(other)


def test_a_discarded_message_is_gone_and_the_others_stay(settings, broker, queue, parked):
    gone, stays = parked(event()), parked(event())
    assert dead_letters.discard(settings.amqp_url, gone.id).id == gone.id
    assert broker.take(dead_name(queue)).properties["message_id"] == stays.id
    assert broker.take_all(dead_name(queue)) == []
    assert broker.take_all(queue) == []


def test_an_unknown_id_is_nobody(settings, queue, parked):
    parked(event())
    assert dead_letters.replay(settings.amqp_url, "no-such-id") is None
    assert dead_letters.discard(settings.amqp_url, "no-such-id") is None


def test_a_kill_between_replaying_and_unparking_leaves_both_copies_and_never_none(
    settings, broker, queue, parked
):
    said = parked(event())
    program = (
        "from contracts.subscriptions import SUBSCRIPTIONS; from messaging import dead_letters; "
        f"SUBSCRIPTIONS[{queue!r}] = (); dead_letters.replay({settings.amqp_url!r}, {said.id!r})"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={"CHUNGTAY_CRASH_AT": "dead_letters.after_publish"}, timeout=60
    )
    assert killed.returncode == -9
    assert broker.take(queue).properties["message_id"] == said.id
    parked_still = broker.take(dead_name(queue))
    assert parked_still.properties["message_id"] == said.id  # the inbox makes the second one harmless
    assert headers_of(parked_still)[REASON_HEADER] == "as asked"


def test_a_message_parked_by_the_broker_says_so(settings, broker, queue):
    said = broker.put_event(queue)
    for _ in range(topology.DELIVERY_LIMIT + 1):
        message = until(lambda: broker.channel.basic_get(queue))
        broker.channel.basic_reject(message.delivery_tag, requeue=True)
    [letter] = until(lambda: dead_letters.look(settings.amqp_url, queue))
    assert (letter.id, letter.reason) == (said.id, "parked by the broker: delivery_limit")


def test_what_is_not_an_envelope_is_shown_too(settings, broker, queue):
    broker.put(dead_name(queue), b"\xff\x00", "odd")
    [letter] = until(lambda: dead_letters.look(settings.amqp_url, queue))
    assert (letter.id, letter.type, letter.body) == ("odd", None, b"\xff\x00")


def test_a_message_without_an_id_that_the_broker_parked_can_be_sent_again_and_discarded(settings, broker, queue):
    for body in (b"one", b"two"):
        broker.channel.basic_publish(Message(body, delivery_mode=2), routing_key=dead_name(queue))
    letters = until(lambda: {letter.body: letter for letter in dead_letters.look(settings.amqp_url, queue)})
    until(lambda: dead_letters.replay(settings.amqp_url, letters[b"one"].id))
    until(lambda: dead_letters.discard(settings.amqp_url, letters[b"two"].id))
    assert body_bytes(broker.take(queue).body) == b"one"
    assert broker.take_all(dead_name(queue)) == []


def test_more_parked_messages_than_are_looked_at_are_told_and_not_passed_over(settings, queue, parked, monkeypatch):
    monkeypatch.setattr(dead_letters, "MOST", 2)
    for _ in range(2):
        parked(event())
    assert until(lambda: dead_letters.depths(settings.amqp_url)[queue].parked == 2)
    assert queue not in dead_letters.not_looked_at(settings.amqp_url)
    parked(event())
    until(lambda: dead_letters.not_looked_at(settings.amqp_url).get(queue) == 1)
    assert queue in dead_letters.not_looked_at(settings.amqp_url, queue)
    assert dead_letters.not_looked_at(settings.amqp_url, "another") == {}


def test_without_a_broker_it_says_so():
    with pytest.raises(BrokerAway):
        dead_letters.look("amqp://guest:guest@127.0.0.1:1/")
