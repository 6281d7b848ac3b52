"""A node that hangs and keeps its connections is left for another."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from amqp.exceptions import ConnectionForced
from kombu import Exchange

from bench.chaos.proxy import Wire
from messaging.commands import CONFIRM_SECONDS, AnswerPublisher
from messaging.consuming import SettlingQueueConsumer
from messaging.publisher import CONNECT_SECONDS
from tests.conftest import Servers

pytestmark = pytest.mark.integration

ANY = Exchange("amq.topic", type="topic")


@pytest.fixture
def wire(servers: Servers) -> Iterator[Wire]:
    """The first node: the broker behind a wire that can hang."""
    made = Wire(urlsplit(servers.amqp_url).port or 5672)
    yield made
    made.close()


@pytest.fixture
def first_behind_the_wire(servers: Servers, wire: Wire) -> str:
    """The addresses of a cluster whose first node is behind the wire."""
    parts = urlsplit(servers.amqp_url)
    behind = parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{wire.port}")).geturl()
    return f"{behind};{servers.amqp_url}"


def test_a_consumer_says_no_farewell_to_a_node_that_hangs(wire: Wire, first_behind_the_wire: str) -> None:
    consumer = SettlingQueueConsumer()
    consumer.container = SimpleNamespace(config={"AMQP_URI": first_behind_the_wire})
    with pytest.raises(ConnectionForced), consumer.establish_connection() as connection:
        connection.default_channel.queue_declare(exclusive=True)
        wire.set("stalled")
        lost_at = time.monotonic()
        raise ConnectionForced("Too many heartbeats missed")
    assert time.monotonic() - lost_at < 1


def test_an_answer_goes_by_the_next_node_when_the_first_hangs(wire: Wire, first_behind_the_wire: str) -> None:
    publisher = AnswerPublisher(
        first_behind_the_wire, confirm_timeout=CONFIRM_SECONDS, retry_policy={"max_retries": 1, "interval_start": 0}
    )
    wire.set("stalled")
    began = time.monotonic()
    publisher.publish({}, exchange=ANY, routing_key="nobody")
    assert time.monotonic() - began < CONNECT_SECONDS + 2
