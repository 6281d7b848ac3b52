"""A store, a queue and a sample service of the tests' own on the real servers."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.subscriptions import SUBSCRIPTIONS
from messaging import topology
from messaging.unit_of_work import Store
from runtime.settings import Settings
from tests.conftest import Servers
from tests.integration.messaging.world import Broker, Running, environ_for


@pytest.fixture(scope="package")
def settings(servers: Servers) -> Settings:
    prefix = f"{servers.db_prefix}_{uuid.uuid4().hex[:4]}"[:24]
    return Settings(mongo_url=servers.mongo_url, amqp_url=servers.amqp_url, db_prefix=prefix)


@pytest.fixture(scope="package")
def store(settings: Settings) -> Iterator[Store]:
    """The database of the sample service; dropped afterwards."""
    made = Store("monitoring", settings)
    made.prepare()
    made.db.create_collection("things")
    made.db.create_collection("seen")
    yield made
    made.client.drop_database(made.db.name)
    made.close()


@pytest.fixture
def things(store: Store):
    """A collection to change, empty, as the outbox is."""
    store.db["things"].delete_many({})
    store.db["outbox"].delete_many({})
    return store.db["things"]


@pytest.fixture(scope="package")
def broker(settings: Settings) -> Iterator[Broker]:
    made = Broker(settings.amqp_url)
    topology.declare(made.channel)
    yield made
    made.close()


@pytest.fixture
def queue(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A work queue with all that stands beside it, bound to nothing."""
    name = f"tests.{uuid.uuid4().hex[:8]}.q1"
    monkeypatch.setitem(SUBSCRIPTIONS, name, ())
    topology.declare(broker.channel)
    yield name
    broker.delete(name)


@pytest.fixture(scope="package")
def sample_queue(broker: Broker) -> Iterator[str]:
    """The queue of the sample service, for as long as the service runs."""
    name = f"tests.{uuid.uuid4().hex[:8]}.q1"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SUBSCRIPTIONS, name, ())
        topology.declare(broker.channel)
        yield name
    broker.delete(name)


@pytest.fixture(scope="package")
def sample_environ(settings: Settings, store: Store, sample_queue: str, tmp_path_factory) -> dict[str, str]:
    home: Path = tmp_path_factory.mktemp("sample")
    return environ_for(
        settings, home, SAMPLE_QUEUE=sample_queue, SAMPLE_SERVICE=f"sample-{uuid.uuid4().hex[:8]}"
    )


@pytest.fixture(scope="package")
def _service(sample_environ: dict[str, str], broker: Broker) -> Iterator[Running]:
    made = Running(sample_environ, "messaging.service_runner", "tests.integration.messaging.sample_service:Sample")
    yield made
    made.kill()
    broker.channel.queue_delete(f"commands.{sample_environ['SAMPLE_SERVICE']}")


@pytest.fixture
def service(_service: Running, sample_environ: dict[str, str]) -> Running:
    """The sample service, running and ready; a test may kill it, the next one finds it running again."""
    if _service.process.poll() is not None:
        _service.start()
    return _service.wait_ready(sample_environ["SAMPLE_SERVICE"])
