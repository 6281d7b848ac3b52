"""The embedded servers, started as `make up` starts them, and everything that a kill -9 can do to them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from kombu import Connection
from pymongo import MongoClient

from chungtay.stack import Ports, Stack, StackError, orphans, servers
from chungtay.stack.layout import CHECKOUT
from contracts.subscriptions import SUBSCRIPTIONS

QUEUE = next(iter(SUBSCRIPTIONS))

pytestmark = pytest.mark.integration


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Stack]:
    """A stack apart from the test run's shared one, to be maltreated."""
    made = Stack(tmp_path / "home", Ports.free(), owned=True)
    yield made
    made.stop()
    assert orphans.marked_processes(made.layout.home) == []


def remember(stack: Stack, what: str) -> None:
    with MongoClient(stack.layout.mongo_url) as client:
        client["kept"]["things"].insert_one({"_id": what})


def remembered(stack: Stack) -> list[str]:
    with MongoClient(stack.layout.mongo_url) as client:
        return [str(row["_id"]) for row in client["kept"]["things"].find()]


def broker(stack: Stack) -> Connection:
    # Only what the broker has confirmed may be asked back.
    return Connection(stack.layout.amqp_url, transport_options={"confirm_publish": True})


def supervisor_pid(stack: Stack) -> int:
    return int((stack.layout.run / "supervisord.pid").read_text())


def test_a_second_start_changes_nothing_and_is_quick(own: Stack) -> None:
    own.start(["mongod"])
    before = own.pid_of("mongod")
    begun = time.monotonic()
    own.start(["mongod"])
    assert own.pid_of("mongod") == before
    assert time.monotonic() - begun < 5


def test_transactions_are_bounded_to_five_seconds(own: Stack) -> None:
    own.start(["mongod"])
    with MongoClient(own.layout.mongo_url) as client:
        told = client.admin.command("getParameter", 1, transactionLifetimeLimitSeconds=1)
    assert told["transactionLifetimeLimitSeconds"] == 5


def test_a_killed_server_comes_back_with_its_data(own: Stack) -> None:
    own.start(["mongod"])
    remember(own, "before the kill")
    killed = own.pid_of("mongod")
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert servers.wait_for(lambda: own.pid_of("mongod") not in (None, killed), seconds=20)
    own.wait_ready(["mongod"])
    assert remembered(own) == ["before the kill"]


def test_after_a_kill_of_everything_it_starts_again_and_has_lost_nothing(own: Stack) -> None:
    own.start_servers()
    remember(own, "a gift")
    with broker(own) as connection:
        connection.Producer().publish("an event", routing_key=QUEUE, delivery_mode=2)
    for pid in orphans.marked_processes(own.layout.home):
        # A helper of one that was killed just now may have ended by itself.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    own.start_servers()
    assert remembered(own) == ["a gift"]
    with broker(own) as connection:
        message = connection.channel().basic_get(QUEUE)
        assert message is not None
        assert "an event" in str(message.body)


def test_what_a_killed_supervisor_left_behind_is_ended_first(own: Stack) -> None:
    own.start(["mongod"])
    orphan = own.pid_of("mongod")
    assert orphan is not None
    started = orphans.started_at(orphan)
    os.kill(supervisor_pid(own), signal.SIGKILL)
    assert orphans.is_same_process(orphan, started)
    own.start(["mongod"])
    assert not orphans.is_same_process(orphan, started)
    assert own.pid_of("mongod") not in (None, orphan)


def test_a_change_of_port_takes_the_data_along(own: Stack) -> None:
    own.start(["mongod"])
    remember(own, "before the move")
    moved = Stack(own.layout.home, Ports.free(), owned=True)
    moved.start(["mongod"])
    assert remembered(moved) == ["before the move"]


def test_a_taken_port_is_named_with_the_setting_to_change(tmp_path: Path) -> None:
    ports = Ports.free()
    taken = socket.create_server(("127.0.0.1", ports.mongo))
    with taken, pytest.raises(StackError, match=str(ports.mongo)) as caught:
        Stack(tmp_path / "home", ports, owned=True).start(["mongod"])
    assert "CHUNGTAY_MONGO_PORT" in caught.value.remedy


def test_a_server_that_cannot_start_is_told_with_its_last_log_lines(own: Stack) -> None:
    own.layout.make_folders()
    (own.layout.data / "mongodb").mkdir()
    (own.layout.data / "mongodb" / "WiredTiger").write_text("not a database")
    (own.layout.data / "mongodb" / "WiredTiger.turtle").write_text("not a database")
    with pytest.raises(StackError, match="mongod ends again and again") as caught:
        own.start(["mongod"])
    assert "WiredTiger" in caught.value.log_tail
    assert "mongod.log" in caught.value.remedy


def test_a_users_server_that_is_away_is_named(tmp_path: Path) -> None:
    port = Ports.free().mongo
    away = Stack(
        tmp_path / "home", Ports.free(), {"MONGO_URL": f"mongodb://127.0.0.1:{port}/?replicaSet=x"}, owned=True
    )
    try:
        with pytest.raises(StackError, match="MONGO_URL does not answer"):
            away.start(["mongod"])
    finally:
        away.stop()


def test_a_killed_owner_leaves_nothing_running(tmp_path: Path) -> None:
    home = tmp_path / "home"
    program = (
        "import sys, time; from pathlib import Path; from chungtay.stack import Ports, Stack;"
        "Stack(Path(sys.argv[1]), Ports.free(), owned=True).start(['mongod']); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, home], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "up\n"
        assert orphans.marked_processes(home)
        owner.kill()
    assert servers.wait_for(lambda: not orphans.marked_processes(home), seconds=30)
