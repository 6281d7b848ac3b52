"""When the broker or MongoDB goes away in the middle, the projector waits, comes back and ends exact."""

import dataclasses
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from gateway.projections.check import check
from gateway.projections.store import Db
from runtime.readiness import ready_pid
from runtime.settings import Settings
from tests import events_made as made
from tests.integration.gateway.projections.conftest import Projecting, logged, until
from tests.integration.gateway.projections.cut_wire import Wire
from tests.integration.gateway.projections.test_projector import Publish, gift_events, outgoing

pytestmark = pytest.mark.integration


@pytest.fixture
def broker_wire(settings: Settings) -> Iterator[Wire]:
    yield from _wire(settings.amqp_url)


@pytest.fixture
def mongo_wire(settings: Settings) -> Iterator[Wire]:
    yield from _wire(settings.mongo_url)


def _wire(url: str) -> Iterator[Wire]:
    parts = urlsplit(url)
    wire = Wire(str(parts.hostname), int(parts.port or 0))
    yield wire
    wire.close()


@pytest.fixture
def wired(settings: Settings, db: Db, broker_wire: Wire, mongo_wire: Wire) -> Iterator[Projecting]:
    """A projector that reaches both servers by wires that can be cut."""
    mongo_url = mongo_wire.instead_of(settings.mongo_url) + "&directConnection=true"
    running = Projecting(
        dataclasses.replace(settings, amqp_url=broker_wire.instead_of(settings.amqp_url), mongo_url=mongo_url)
    )
    yield running
    running.kill()


def test_the_broker_may_go_away_and_come_back(
    db: Db, publish: Publish, wired: Projecting, broker_wire: Wire
) -> None:
    wired.wait_ready()
    publish([outgoing(made.campaign()), *gift_events(200)])
    until(lambda: logged(db) > 5)
    broker_wire.cut()
    until(lambda: ready_pid("projector", wired.settings.home) is None)
    broker_wire.mend()
    until(lambda: logged(db) == 201)
    assert wired.process.poll() is None
    assert check(db).differences == []


def test_mongodb_may_go_away_and_come_back(db: Db, publish: Publish, wired: Projecting, mongo_wire: Wire) -> None:
    wired.wait_ready()
    publish([outgoing(made.campaign()), *gift_events(100)])
    until(lambda: logged(db) > 5)
    mongo_wire.cut()
    publish(gift_events(200)[100:])
    time.sleep(1)
    mongo_wire.mend()
    until(lambda: logged(db) == 201)
    assert wired.process.poll() is None
    assert check(db).differences == []
    assert wired.stop() == 0
