"""A silent service, or an absent broker, costs few threads: whoever comes when enough are waiting is told at once."""

import datetime as dt
import threading
import time
import uuid
from collections.abc import Callable, Iterator

import pytest
from kombu import Queue

from gateway.service_client.donation_batches import DonationBatches
from messaging import rpc_client, silence
from messaging.context import CommandContext
from messaging.rpc_client import RPC_EXCHANGE, RpcClient, ServiceAway
from messaging.silence import MOST_WHO_WAIT, SILENT_SECONDS, Silence
from runtime.clock import utc_now
from tests.integration.messaging.world import Broker

pytestmark = pytest.mark.integration

AT_ONCE_SECONDS = 0.5


@pytest.fixture
def rpc(settings) -> Iterator[RpcClient]:
    made = RpcClient(settings.amqp_url)
    yield made
    made.close()


@pytest.fixture
def dead_service(broker: Broker) -> Iterator[str]:
    """A service that takes commands and never answers."""
    name = f"dead_{uuid.uuid4().hex[:8]}"
    queue = Queue(f"commands.{name}", RPC_EXCHANGE, routing_key=f"{name}.*", durable=False, auto_delete=False)
    queue(broker.channel).declare()
    yield name
    broker.channel.queue_delete(queue.name)


def ask_all(count: int, ask: Callable[[], object]) -> list[float]:
    """How long each of so many callers waited to hear that the service is away."""
    waited: list[float] = []

    def one() -> None:
        began = time.monotonic()
        with pytest.raises(ServiceAway):
            ask()
        waited.append(time.monotonic() - began)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(waited) == count
    return waited


def beside_those_who_wait(rpc: RpcClient, service: str, ask: Callable[[], object]) -> list[float]:
    """Let as many wait as may; then what 30 more hear, and how soon."""
    threads = [
        threading.Thread(target=lambda: ask_all(1, lambda: rpc.call(service, "do", 4, {})))
        for _ in range(MOST_WHO_WAIT)
    ]
    for thread in threads:
        thread.start()
    time.sleep(SILENT_SECONDS + 0.3)
    waited = ask_all(30, ask)
    for thread in threads:
        thread.join(10)
    return waited


def test_when_enough_wait_for_a_silent_service_all_others_are_told_at_once(rpc: RpcClient, dead_service: str) -> None:
    waited = beside_those_who_wait(rpc, dead_service, lambda: rpc.call(dead_service, "do", 4, {}))
    assert max(waited) < AT_ONCE_SECONDS


def test_another_service_is_asked_as_ever(rpc: RpcClient, dead_service: str, service, sample_environ) -> None:
    ask_all(MOST_WHO_WAIT, lambda: rpc.call(dead_service, "do", SILENT_SECONDS + 0.2, {}))
    assert rpc.call(sample_environ["SAMPLE_SERVICE"], "echo", 5, "hello") == "hello"


def test_gifts_are_turned_away_at_once_when_enough_wait_for_a_silent_service(
    rpc: RpcClient, broker: Broker
) -> None:
    queue = Queue("commands.donations", RPC_EXCHANGE, routing_key="donations.*", durable=False, auto_delete=False)
    queue(broker.channel).declare()
    batches = DonationBatches(rpc)

    def give() -> object:
        deadline = utc_now() + dt.timedelta(seconds=4)
        return batches.record({}, CommandContext("tester", uuid.uuid4().hex, deadline, uuid.uuid4().hex))

    try:
        first = [threading.Thread(target=lambda: ask_all(1, give)) for _ in range(MOST_WHO_WAIT)]
        for thread in first:
            thread.start()
        time.sleep(SILENT_SECONDS + 0.3)
        assert max(ask_all(30, give)) < AT_ONCE_SECONDS
        for thread in first:
            thread.join(10)
    finally:
        batches.close()
        broker.channel.queue_delete("commands.donations")


def test_few_wait_for_an_absent_broker() -> None:
    absent = RpcClient("amqp://guest:guest@127.0.0.1:1/")
    try:
        for _ in range(2):  # that it is away is known after the first try to connect
            ask_all(1, lambda: absent.call("anybody", "do", 5, {}))
        waited = sorted(ask_all(30, lambda: absent.call("anybody", "do", 5, {})))
        assert waited[30 - MOST_WHO_WAIT - 1] < AT_ONCE_SECONDS
        assert waited[-1] < 3
    finally:
        absent.close()


def test_any_answer_ends_the_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "SILENT_SECONDS", 0.05)
    watched = Silence()
    watched.asked("donations")
    time.sleep(0.1)
    assert watched.too_many("donations", MOST_WHO_WAIT)
    assert not watched.too_many("donations", MOST_WHO_WAIT - 1), "somebody must notice when it is back"
    assert not watched.too_many("events", MOST_WHO_WAIT)
    watched.heard("donations")
    watched.asked("donations")
    assert not watched.too_many("donations", MOST_WHO_WAIT)


def test_a_caller_who_gives_up_does_not_end_the_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "SILENT_SECONDS", 0.05)
    watched = Silence()
    watched.asked("donations")
    time.sleep(0.1)
    watched.asked("donations")
    assert watched.too_many("donations", MOST_WHO_WAIT)


def test_no_more_calls_than_the_bound_are_under_way(
    rpc: RpcClient, dead_service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rpc_client, "MOST_CALLS_UNDER_WAY", 2)
    waited = sorted(ask_all(5, lambda: rpc.call(dead_service, "do", 1.5, {})))
    assert [seconds < AT_ONCE_SECONDS for seconds in waited] == [True, True, True, False, False]
