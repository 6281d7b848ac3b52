"""The gateway's application on a database of the tests' own, with two accounts in it."""

import os
import secrets
import uuid
from collections.abc import Iterator

import mongoengine
import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway import units
from gateway.access import accounts
from gateway.access.accounts import Account
from gateway.access.rules import Grant
from gateway.app import create_app
from gateway.database import ALIAS, database
from runtime.settings import Settings

PASSWORD = "mười hạt gạo một bát cơm"


@pytest.fixture(scope="module")
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    given = {name: os.environ.get(name) for name in ("MONGO_URL", "AMQP_URL")}
    if not all(given.values()):
        servers = request.getfixturevalue("servers")
        given = {"MONGO_URL": servers.mongo_url, "AMQP_URL": servers.amqp_url}
    prefix = os.environ.get("CHUNGTAY_DB_PREFIX", "test")[:12]
    return Settings(
        mongo_url=str(given["MONGO_URL"]),
        amqp_url=str(given["AMQP_URL"]),
        db_prefix=f"{prefix}_{uuid.uuid4().hex[:8]}",
        home=tmp_path_factory.mktemp("gateway"),
        secret_key_or_none=secrets.token_urlsafe(48),
    )


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    mongoengine.disconnect(ALIAS)
    made = create_app(settings)
    yield made
    database().client.drop_database(settings.database("gateway"))
    mongoengine.disconnect(ALIAS)


@pytest.fixture
def empty(app: Flask) -> Flask:
    """The application with nobody in its database."""
    for name in database().list_collection_names():
        database()[name].delete_many({})
    units.forget_tree()
    return app


@pytest.fixture
def treasurer(empty: Flask) -> Account:
    return accounts.create("ke-toan", "Kế toán", PASSWORD, [Grant("treasurer", "58")])


@pytest.fixture
def browser(empty: Flask) -> FlaskClient:
    return empty.test_client()
