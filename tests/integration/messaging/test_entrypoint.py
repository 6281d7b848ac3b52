"""Our own acknowledging entrypoint, in a service process of its own on the real broker."""

import time

import pytest

from messaging.retry import ATTEMPT_HEADER, QUEUE_HEADER, REASON_HEADER
from messaging.topology import dead_name, retry_name
from tests.integration.messaging.world import event, headers_of, until

pytestmark = pytest.mark.integration


@pytest.fixture
def seen(store):
    return lambda said: store.db["seen"].count_documents({"event": said.id})


@pytest.fixture
def tries(store):
    return lambda said: store.db["tries"].count_documents({"event": said.id})


def settled(broker, queue) -> bool:
    """Nothing ready and nothing unacknowledged: the queue could be deleted if empty."""
    return broker.channel.queue_declare(queue, passive=True).message_count == 0


def test_an_event_is_handled_and_acknowledged(service, broker, sample_queue, seen, tries):
    said = broker.put_event(sample_queue)
    until(lambda: seen(said))
    until(lambda: settled(broker, sample_queue))
    assert tries(said) == 1


def test_a_kill_between_commit_and_acknowledgement_handles_once(service, broker, sample_queue, seen, tries):
    said = broker.put_event(sample_queue, "dies after commit once")
    assert service.wait_dead() == -9
    assert seen(said) == 1
    service.start()
    until(lambda: tries(said) == 2)
    after = broker.put_event(sample_queue)
    until(lambda: seen(after))
    assert (seen(said), tries(said)) == (1, 2)


def test_a_kill_after_handling_before_the_acknowledgement_handles_once(
    service, sample_environ, broker, sample_queue, seen, tries
):
    service.kill()
    said = broker.put_event(sample_queue)
    service.start(CHUNGTAY_CRASH_AT="entrypoint.before_ack")
    assert service.wait_dead() == -9
    assert (seen(said), tries(said)) == (1, 1)
    service.start()
    until(lambda: tries(said) == 2)
    assert seen(said) == 1


def test_a_kill_before_the_commit_handles_it_after_all(service, broker, sample_queue, seen, tries):
    said = broker.put_event(sample_queue, "dies once")
    assert service.wait_dead() == -9
    assert seen(said) == 0
    service.start()
    until(lambda: seen(said))
    assert tries(said) == 2


def test_a_failed_event_is_tried_again_a_second_later(service, broker, sample_queue, seen, tries):
    said = broker.put_event(sample_queue, "fails once")
    until(lambda: tries(said))
    began = time.monotonic()
    until(lambda: tries(said) == 2)
    assert time.monotonic() - began > 0.7
    assert seen(said) == 1


def test_each_failure_waits_longer_and_says_why(service, broker, sample_queue):
    for attempt, delay in ((1, 10), (2, 60), (3, 600)):
        said = broker.put_event(sample_queue, "fails", **{ATTEMPT_HEADER: attempt, "traceparent": "kept"})
        message = broker.take(retry_name(sample_queue, delay))
        headers = headers_of(message)
        assert message.properties["message_id"] == said.id
        assert headers[ATTEMPT_HEADER] == attempt + 1
        assert headers[REASON_HEADER] == "ValueError: as asked"
        assert headers["traceparent"] == "kept"


def test_an_event_that_failed_five_times_is_parked_with_the_reason(service, broker, sample_queue):
    said = broker.put_event(sample_queue, "fails", **{ATTEMPT_HEADER: 4})
    message = broker.take(dead_name(sample_queue))
    assert message.properties["message_id"] == said.id
    assert headers_of(message)[REASON_HEADER] == "given up after 5 tries: ValueError: as asked"
    assert headers_of(message)[QUEUE_HEADER] == sample_queue
    assert bytes(message.body, "utf-8") if isinstance(message.body, str) else message.body == said.to_bytes()


def test_a_database_that_is_away_uses_up_no_try(service, broker, sample_queue):
    said = broker.put_event(sample_queue, "store away", **{ATTEMPT_HEADER: 4})
    message = broker.take(retry_name(sample_queue, 10))
    assert message.properties["message_id"] == said.id
    assert headers_of(message)[ATTEMPT_HEADER] == 4


@pytest.mark.parametrize(("body", "content_type", "reason"), [
    (b"\xff\xfe not json", "application/cloudevents+json", "not JSON"),
    (b'{"hello": 1}', "application/cloudevents+json", "not a CloudEvents"),
    (b'{"specversion": "1.0", "type": ["odd"]}', "application/cloudevents+json", "unknown event type"),
    (b'{"specversion": "1.0", "type": "monitoring.finding_closed.v1"}', "application/cloudevents+json",
     "broken envelope"),
    (event().to_bytes().replace(b'"version":4', b'"version":"x"'), "application/cloudevents+json", "version"),
    (event().to_bytes(), "application/x-python-serialize", "undecodable"),
    (b"<xml/>", "text/xml", "undecodable"),
])
def test_poison_is_parked_at_once_with_its_reason(service, broker, sample_queue, seen, body, content_type, reason):
    poison = broker.put(sample_queue, body, content_type=content_type)
    innocent = broker.put_event(sample_queue)
    message = broker.take(dead_name(sample_queue))
    assert message.properties["message_id"] == poison
    assert reason in headers_of(message)[REASON_HEADER]
    until(lambda: seen(innocent))


def test_poison_without_an_id_gets_one_to_be_found_by(service, broker, sample_queue):
    from amqp import Message

    broker.channel.basic_publish(Message(b"?", content_type="text/plain"), exchange="", routing_key=sample_queue)
    assert broker.take(dead_name(sample_queue)).properties["message_id"].startswith("unnamed-")


def test_a_handler_that_calls_its_event_poison_has_it_parked(service, broker, sample_queue, tries):
    said = broker.put_event(sample_queue, "is poison")
    assert "as asked" in headers_of(broker.take(dead_name(sample_queue)))[REASON_HEADER]
    assert tries(said) == 1


def test_a_timeout_in_a_handler_is_a_failure_like_any_other(service, broker, sample_queue, seen, tries):
    said = broker.put_event(sample_queue, "times out once")
    innocent = broker.put_event(sample_queue)
    until(lambda: seen(innocent))
    until(lambda: tries(said) == 2)
    until(lambda: settled(broker, sample_queue))


def test_sigterm_lets_the_handler_at_work_finish_and_acknowledge_and_leaves_the_rest_to_the_next_process(
    service, broker, sample_queue, seen, tries
):
    said = broker.put_event(sample_queue, "takes long")
    until(lambda: tries(said))
    later = [broker.put_event(sample_queue) for _ in range(3)]
    service.terminate()
    assert service.wait_dead() == 0
    assert (seen(said), tries(said)) == (1, 1)
    left = [message.properties["message_id"] for message in broker.take_all(sample_queue)]
    assert left == [one.id for one in later], "finished, but the acknowledgement did not get through"
    assert not any(tries(one) for one in later)


def test_an_event_that_kills_its_process_is_parked_and_the_innocent_are_handled(
    service, broker, sample_queue, seen, tries
):
    service.kill()
    killer = broker.put_event(sample_queue, "dies")
    innocents = [broker.put_event(sample_queue) for _ in range(3)]
    deaths = 0
    while not all(seen(one) for one in innocents):
        assert deaths < 10
        service.start()
        until(lambda: service.process.poll() is not None or all(seen(one) for one in innocents))
        deaths += service.process.poll() is not None
    parked = broker.take(dead_name(sample_queue))
    assert parked.properties["message_id"] == killer.id
    assert headers_of(parked)["x-death"][0]["reason"] == "delivery_limit"
    assert (tries(killer), deaths) == (6, 6)
    assert broker.take_all(dead_name(sample_queue)) == []
