"""Commands from many threads to a service process: answered to whom they belong, in time, or refused in words."""

import datetime as dt
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
from amqp import Message

from messaging import rpc_client
from messaging.context import CommandContext
from messaging.rpc_client import RpcClient, ServiceAway, ServiceFault
from runtime.clock import utc_now
from tests.integration.messaging.world import Wire, until

pytestmark = pytest.mark.integration


@pytest.fixture
def client(settings):
    made = RpcClient(settings.amqp_url)
    yield made
    made.close()


@pytest.fixture
def name(service, sample_environ) -> str:
    return sample_environ["SAMPLE_SERVICE"]


def context(seconds: float) -> dict:
    return CommandContext("clerk", uuid.uuid4().hex, utc_now() + dt.timedelta(seconds=seconds)).to_wire()


def test_each_of_16_threads_gets_its_own_answers(name, client):
    def ask(thread: int) -> bool:
        return all(client.call(name, "echo", 20, f"{thread}/{n}") == f"{thread}/{n}" for n in range(25))

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(16)))


def test_answers_that_overtake_each_other_reach_their_own_callers(name, client):
    def ask(number: int) -> str:
        return client.call(name, "echo_slowly", 10, str(number), 0.4 if number % 2 else 0)

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(ask, range(10))) == [str(number) for number in range(10)]


def test_nobody_waits_past_the_deadline(name, client):
    began = time.monotonic()
    with pytest.raises(ServiceAway, match="no answer in time"):
        client.call(name, "echo_slowly", 0.6, "late", 3)
    assert time.monotonic() - began > 0.5
    assert client.call(name, "echo", 10, "next") == "next"


def test_a_service_that_nobody_has_started_is_away_at_once(settings, client):
    with pytest.raises(ServiceAway, match="nobody listens"):  # the broker's word, not the deadline's
        client.call(f"nowhere-{uuid.uuid4().hex}", "echo", 10, "x")


def test_a_broker_that_is_not_there_is_away_in_time():
    client = RpcClient("amqp://guest:guest@127.0.0.1:1/")
    with pytest.raises(ServiceAway, match="away"):
        client.call("monitoring", "echo", 1, "x")
    assert not client.connected()
    client.close()


def test_a_cut_connection_is_told_to_its_callers_at_once_and_the_next_call_works(settings, name):
    wire = Wire(settings.amqp_url)
    client = RpcClient(wire.url)
    assert client.call(name, "echo", 10, "before") == "before"
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(client.call, name, "echo_slowly", 10, "x", 2) for _ in range(4)]
        time.sleep(0.5)
        wire.cut()
        for one in asked:
            with pytest.raises(ServiceAway, match="lost"):
                one.result()
    wire.mend()
    until(lambda: client.connected() or None, 15)
    assert client.call(name, "echo", 10, "after") == "after"
    client.close()
    wire.close()


def test_after_a_line_went_silent_no_command_goes_into_the_dead_connection(settings, name, monkeypatch):
    monkeypatch.setattr(rpc_client, "HEARTBEAT_SECONDS", 2)
    wire = Wire(settings.amqp_url)
    client = RpcClient(wire.url)
    assert client.call(name, "echo", 10, "before") == "before"
    wire.stall()
    until(lambda: not client.connected() or None, 15)  # no answers: noticed by the heartbeat
    wire.carry_again()
    until(lambda: client.connected() or None, 15)
    assert client.call(name, "echo", 3, "after") == "after"
    client.close()
    wire.close()


def test_calls_go_on_after_the_line_was_cut_and_none_hangs_or_is_mixed_up(settings, name):
    wire = Wire(settings.amqp_url)
    client = RpcClient(wire.url)
    answered, wrong, stop = [], [], threading.Event()

    def ask(thread: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                answer = client.call(name, "echo", 3, f"{thread}/{number}")
            except ServiceAway:
                time.sleep(0.02)
                continue
            (answered if answer == f"{thread}/{number}" else wrong).append(answer)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(0.4)
    wire.cut()
    time.sleep(0.1)
    wire.mend()
    so_far = len(answered)
    until(lambda: len(answered) > so_far, 15)
    stop.set()
    for thread in threads:
        thread.join(8)
        assert not thread.is_alive(), "hangs"
    assert wrong == []
    client.close()
    wire.close()


def test_a_connection_under_steady_load_is_kept_alive(settings, name, monkeypatch):
    monkeypatch.setattr(rpc_client, "HEARTBEAT_SECONDS", 1)
    client = RpcClient(settings.amqp_url)
    client.call(name, "echo", 10, "x")
    queue = client._reply_to
    give_up_at = time.monotonic() + 4  # the broker hangs up after two or three silent heartbeats
    while time.monotonic() < give_up_at:
        assert client.call(name, "echo", 10, "x") == "x"
        time.sleep(0.02)
    assert client._reply_to == queue
    client.close()


def test_a_defect_of_the_service_is_a_fault_and_the_service_lives(name, client):
    with pytest.raises(ServiceFault, match="LookupError: as asked"):
        client.call(name, "fail", 10)
    with pytest.raises(ServiceFault, match="MethodNotFound"):
        client.call(name, "no_such_method", 10)
    with pytest.raises(ServiceFault):
        client.call(name, "answer_with_what_is_not_json", 10)
    with pytest.raises(ServiceFault, match="TimeoutError"):
        client.call(name, "time_out", 10)
    assert client.call(name, "echo", 10, "lives") == "lives"


def test_a_service_that_dies_at_work_is_away_and_answers_when_it_is_back(service, name, client):
    with pytest.raises(ServiceAway):
        client.call(name, "die", 1)
    service.wait_dead()
    time.sleep(1)  # the command has expired: the next process must not die of it
    service.start()
    service.wait_ready(name)
    assert client.call(name, "echo", 10, "back") == "back"


def test_a_command_without_a_reply_address_does_not_kill_the_service(service, broker, name, client):
    broker.channel.basic_publish(
        Message(orjson.dumps({"args": ["x"], "kwargs": {}}), content_type="application/json", content_encoding="utf-8"),
        exchange="nameko-rpc", routing_key=f"{name}.echo",
    )
    assert client.call(name, "echo", 10, "lives") == "lives"
    assert service.process.poll() is None


def test_an_answer_whose_caller_is_gone_does_not_kill_the_service(service, settings, name, client):
    gone = RpcClient(settings.amqp_url)
    with pytest.raises(ServiceAway):
        gone.call(name, "echo_slowly", 0.3, "x", 1)
    gone.close()
    time.sleep(1)
    assert client.call(name, "echo", 10, "lives") == "lives"
    assert service.process.poll() is None


def test_an_expired_command_is_not_begun(store, name, client):
    answer = client.call(name, "note", 10, {"text": "too late"}, context(-1))
    assert answer == {"away": "deadline"}
    assert store.db["notes"].count_documents({"text": "too late"}) == 0


def test_commands_that_waited_too_long_on_the_broker_are_never_seen(service, store, name, client):
    service.kill()
    with pytest.raises(ServiceAway):
        client.call(name, "note", 0.5, {"text": "expired"}, context(60))
    time.sleep(0.2)
    service.start()
    service.wait_ready(name)
    assert client.call(name, "note", 10, {"text": "fresh"}, context(10)) == {"ok": {"noted": "fresh"}}
    assert store.db["notes"].count_documents({"text": "expired"}) == 0


def test_refusals_and_shape_errors_cross_the_wire_as_answers(name, client):
    refused = client.call(name, "note", 10, {"text": "refuse"}, context(10))["refused"]
    assert (refused["code"], refused["field"], refused["remedy"]) == ("not_today", "text", "Mai quay lại.")
    shape = client.call(name, "note", 10, {"texts": 1}, context(10))["refused"]
    assert {error["field"] for error in shape["facts"]["errors"]} == {"text", "texts"}
    assert client.call(name, "note", 10, {"text": "store away"}, context(10)) == {"away": "store"}


def test_more_calls_than_the_bound_are_turned_away_at_once(name, client, monkeypatch):
    monkeypatch.setattr(rpc_client, "MOST_CALLS_UNDER_WAY", 0)
    with pytest.raises(ServiceAway, match="too many"):
        client.call(name, "echo", 10, "x")


def test_sigterm_lets_the_command_at_work_finish_and_answer(service, broker, name, client):
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.call, name, "echo_slowly", 10, "answered", 2.5)
        time.sleep(0.7)
        service.terminate()
        assert asked.result() == "answered"
    assert service.wait_dead() == 0
    assert broker.take_all(f"commands.{name}") == [], "answered, but not acknowledged: it would be carried out again"
