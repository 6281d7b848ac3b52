"""A service process is ready when it consumes, and ends with an error when it can't."""

import uuid
from typing import IO

import pytest
from kombu import Queue

from messaging import topology
from messaging.rpc_client import RpcClient, ServiceAway
from runtime import readiness
from tests.integration.messaging.world import Broker, Running, Wire, environ_for, until

pytestmark = pytest.mark.integration

RUN = ("messaging.service_runner", "tests.integration.messaging.sample_service:Sample")


@pytest.fixture
def start(settings, broker: Broker, queue, tmp_path):
    """Start a sample service of one's own."""
    started = []
    name = f"sample-{uuid.uuid4().hex[:8]}"

    def run(stdout: IO[str] | None = None, **more: str) -> Running:
        environ = environ_for(settings, tmp_path, SAMPLE_QUEUE=queue, SAMPLE_SERVICE=name, **more)
        started.append(Running(environ, *RUN, stdout=stdout))
        return started[-1]

    run.name = name
    yield run
    for one in started:
        one.kill()
    broker.channel.queue_delete(f"commands.{name}")


def ready(name: str, tmp_path) -> int | None:
    return readiness.ready_pid(name, tmp_path)


@pytest.mark.parametrize("which", ["events", "commands"])
def test_a_queue_with_other_arguments_ends_the_process_and_it_never_says_ready(
    start, broker, queue, tmp_path, store, which
):
    name = queue if which == "events" else f"commands.{start.name}"
    broker.channel.queue_delete(name)
    Queue(name, durable=True, queue_arguments={"x-queue-type": "quorum", "x-max-length": 7})(broker.channel).declare()
    one = start()
    seen_ready = []
    until(lambda: seen_ready.append(ready(start.name, tmp_path)) or one.process.poll() is not None)
    assert one.wait_dead() != 0
    assert set(seen_ready) == {None}


def test_a_lost_broker_takes_the_sign_of_readiness_in_until_it_is_back(start, settings, tmp_path, store):
    wire = Wire(settings.amqp_url)
    one = start(AMQP_URL=wire.url).wait_ready(start.name)
    wire.cut()
    until(lambda: ready(start.name, tmp_path) is None)
    assert one.process.poll() is None
    wire.mend()
    one.wait_ready(start.name)
    client = RpcClient(settings.amqp_url)
    assert client.call(start.name, "echo", 15, "back") == "back"
    client.close()
    wire.close()


def test_an_answer_that_cannot_be_sent_does_not_kill_the_service(start, settings, tmp_path, store):
    wire = Wire(settings.amqp_url)
    log = tmp_path / "log"
    with log.open("w") as written:
        one = start(AMQP_URL=wire.url, stdout=written).wait_ready(start.name)
    client = RpcClient(settings.amqp_url)
    with pytest.raises(ServiceAway, match="no answer"):
        client.call(start.name, "echo_slowly", 0.3, "x", 0.6)
    wire.cut()  # the handler is still at work, its answer will find no broker
    until(lambda: "answer_not_sent" in log.read_text() or one.process.poll() is not None)
    assert one.process.poll() is None
    wire.mend()
    one.wait_ready(start.name)
    assert client.call(start.name, "echo", 15, "lives") == "lives"
    client.close()
    wire.close()


def test_a_database_that_is_away_at_boot_ends_the_process_with_an_error(start, tmp_path):
    one = start(MONGO_URL="mongodb://127.0.0.1:1/?replicaSet=none")
    assert one.wait_dead() != 0
    assert ready(start.name, tmp_path) is None


def test_every_queue_is_there_before_the_service_says_ready(start, broker, queue, tmp_path, store):
    start().wait_ready(start.name)
    for name in (queue, topology.dead_name(queue), *(topology.retry_name(queue, s) for s in (1, 10, 60, 600))):
        broker.channel.queue_declare(name, passive=True)
    assert broker.channel.queue_declare(queue, passive=True).consumer_count == 1
