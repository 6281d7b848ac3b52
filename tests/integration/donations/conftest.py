"""A donations database of the tests' own on the real server."""

import uuid
from collections.abc import Iterator

import pytest

from messaging.migrations import migrate
from messaging.unit_of_work import Store
from runtime.settings import Settings
from services.donations.documents import DOCUMENTS
from services.donations.migrations import MIGRATIONS
from tests.conftest import Servers


@pytest.fixture(scope="module")
def store(servers: Servers) -> Iterator[Store]:
    """Prepared as at boot; dropped afterwards."""
    prefix = f"{servers.db_prefix}_{uuid.uuid4().hex[:6]}"
    made = Store("donations", Settings(mongo_url=servers.mongo_url, amqp_url=servers.amqp_url, db_prefix=prefix))
    made.prepare(DOCUMENTS)
    migrate(made.db, made, MIGRATIONS)
    yield made
    made.client.drop_database(made.db.name)
    made.close()
