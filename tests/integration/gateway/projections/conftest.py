"""A gateway database of the tests' own, and projector processes on the real broker."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mongoengine
import pytest
from kombu import Connection
from pymongo.read_concern import ReadConcern

from contracts.subscriptions import PROJECTOR_QUEUE
from gateway import units
from gateway.database import ALIAS, connect
from gateway.projections import store
from gateway.projections.store import Db
from messaging import topology
from messaging.publisher import ConfirmingPublisher, Outgoing
from runtime.readiness import ready_pid
from runtime.settings import Settings
from tests.conftest import Servers

WAIT_SECONDS = 30.0

_numbers = itertools.count(1)


@pytest.fixture
def settings(servers: Servers, tmp_path: Path) -> Settings:
    """A database for each test, under the prefix of this test run."""
    return Settings(
        mongo_url=servers.mongo_url, amqp_url=servers.amqp_url, home=tmp_path,
        db_prefix=f"{servers.db_prefix}_{next(_numbers)}",
    )


@pytest.fixture
def db(settings: Settings) -> Iterator[Db]:
    """Prepared as the projector does at boot; dropped afterwards."""
    mongoengine.disconnect(ALIAS)
    made = connect(settings)
    units.forget_tree()
    store.prepare(made, PROJECTOR_QUEUE)
    yield made
    made.client.drop_database(made.name)
    mongoengine.disconnect(ALIAS)


@pytest.fixture
def publish(settings: Settings) -> Iterator[Callable[[list[Outgoing]], None]]:
    """Publish on an empty broker: the queues are emptied first."""
    with Connection(settings.amqp_url) as connection:
        channel = connection.channel()
        topology.declare(channel)
        for queue in (PROJECTOR_QUEUE, topology.dead_name(PROJECTOR_QUEUE)):
            channel.queue_purge(queue)
    publisher = ConfirmingPublisher(settings.amqp_url)

    def send(messages: list[Outgoing]) -> None:
        assert publisher.publish(messages).refused == []

    yield send
    publisher.close()


class Projecting:
    """A projector process of its own, under a name as its supervisor gives it."""

    def __init__(self, settings: Settings, crash_at: str = "", name: str = "projector") -> None:
        self.settings = settings
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gateway.projections.projector"],
            env=os.environ | {
                "MONGO_URL": settings.mongo_url, "AMQP_URL": settings.amqp_url,
                "CHUNGTAY_DB_PREFIX": settings.db_prefix, "CHUNGTAY_HOME": str(settings.home),
                "CHUNGTAY_CRASH_AT": crash_at, "CHUNGTAY_PROCESS": name,
            },
        )

    def wait_ready(self) -> "Projecting":
        until(lambda: ready_pid(self.name, self.settings.home) == self.process.pid)
        return self

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=WAIT_SECONDS)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=WAIT_SECONDS)


@pytest.fixture
def projecting(settings: Settings, db: Db) -> Iterator[Callable[..., Projecting]]:
    """Start projector processes; all are ended afterwards."""
    started: list[Projecting] = []

    def start(crash_at: str = "", name: str = "projector") -> Projecting:
        started.append(Projecting(settings, crash_at, name))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.kill()


def logged(db: Db) -> int:
    """Events taken in, as a report sees them: a plain read may be a moment ahead of the majority's snapshot."""
    majority = db.event_log.with_options(read_concern=ReadConcern("majority"))
    return majority.count_documents({})


def until(true: Callable[[], Any]) -> None:
    """Wait for it."""
    give_up_at = time.monotonic() + WAIT_SECONDS
    while not true():
        assert time.monotonic() < give_up_at, "it did not come about in time"
        time.sleep(0.01)
