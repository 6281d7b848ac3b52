"""A MongoDB that keeps its connections and answers nothing: a request is told so, and does not wait with it."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import mongoengine
import pytest
from flask import Flask
from pymongo.errors import PyMongoError

from gateway import database
from gateway.api.errors import answer_of
from runtime.settings import Settings
from tests.conftest import Servers
from tests.integration.messaging.world import Wire

pytestmark = pytest.mark.integration


@pytest.fixture
def wire(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """A line to MongoDB, with the gateway's database connected through it under a name of this test's own."""
    monkeypatch.setattr(database, "ALIAS", "gateway-on-a-wire")
    address = urlsplit(servers.mongo_url)
    line = Wire(f"mongodb://nobody:nothing@{address.hostname}:{address.port}/")
    url = f"mongodb://127.0.0.1:{urlsplit(line.url).port}/?directConnection=true"
    settings = Settings(mongo_url=url, amqp_url=servers.amqp_url, db_prefix=servers.db_prefix)
    database.connect(settings, operation_within_ms=database.ANSWER_WITHIN_MS)
    yield line
    mongoengine.disconnect(alias="gateway-on-a-wire")
    line.close()


def test_a_request_is_answered_503_within_seconds(wire: Wire) -> None:
    accounts = database.database()["accounts"]
    accounts.find_one({})
    wire.stall()
    began = time.monotonic()
    with pytest.raises(PyMongoError) as hung:
        accounts.find_one({})
    assert time.monotonic() - began < database.ANSWER_WITHIN_MS / 1000 + 1
    with Flask("gateway").test_request_context():
        answer = answer_of(hung.value)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
