"""A monitoring database of the tests' own on the real server."""

import uuid
from collections.abc import Iterator

import pytest

from messaging.unit_of_work import Store
from runtime.settings import Settings
from services.monitoring.documents import DOCUMENTS
from tests.conftest import Servers
from tests.integration.conftest import Empty
from tests.integration.monitoring.asking import Monitoring


@pytest.fixture(scope="module")
def store(servers: Servers) -> Iterator[Store]:
    """Prepared as at boot; dropped afterwards."""
    prefix = f"{servers.db_prefix}_{uuid.uuid4().hex[:6]}"
    made = Store("monitoring", Settings(mongo_url=servers.mongo_url, amqp_url=servers.amqp_url, db_prefix=prefix))
    made.prepare(DOCUMENTS)
    yield made
    made.client.drop_database(made.db.name)
    made.close()


@pytest.fixture
def monitoring(servers: Servers, db_prefix_of_kept: str, emptied: Empty) -> Iterator[Monitoring]:
    """The service with an empty database."""
    settings = Settings(mongo_url=servers.mongo_url, amqp_url=servers.amqp_url, db_prefix=db_prefix_of_kept)
    made = emptied(settings, "monitoring", DOCUMENTS)
    yield Monitoring(made)
    made.close()
