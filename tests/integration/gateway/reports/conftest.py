"""Read models with a campaign in them, and an application to ask about it."""

from __future__ import annotations

from pathlib import Path

import mongoengine
import pytest
from flask import Flask
from flask.testing import FlaskClient
from mongoengine.connection import ConnectionFailure

from contracts.subscriptions import PROJECTOR_QUEUE
from gateway import units
from gateway.access import accounts, tokens
from gateway.access.rules import Grant
from gateway.app import create_app
from gateway.database import ALIAS, connect, database
from gateway.projections import store
from gateway.projections.names import FIRST_GENERATION, rows_name
from gateway.projections.store import Db, read_event
from messaging.envelope import Envelope
from runtime.clock import utc_now
from runtime.settings import Settings
from tests import events_made as made
from tests.conftest import Servers

_apps: list[tuple[object, Flask]] = []
"""The application of the connection that it was made on: making one takes longer than most tests."""


@pytest.fixture
def settings(servers: Servers, tmp_path: Path) -> Settings:
    """One database for all tests with read models in this process, which are emptied for each."""
    return Settings(
        mongo_url=servers.mongo_url, amqp_url=servers.amqp_url, db_prefix=f"{servers.db_prefix}_models",
        home=tmp_path, secret_key_or_none="only for this test run, and long enough",
    )


@pytest.fixture
def db(settings: Settings) -> Db:
    """As the projector prepares it at boot, with nothing in it.  It goes with the servers of the test run."""
    try:
        if database().name != settings.database("gateway"):
            mongoengine.disconnect(ALIAS)
    except ConnectionFailure:
        pass
    made_here = connect(settings)
    names = made_here.list_collection_names()
    if any(name.startswith("rows") and name != rows_name(FIRST_GENERATION) for name in names):
        made_here.client.drop_database(made_here.name)  # a rebuild has left it in a generation of its own
        _apps.clear()
    else:
        for name in names:
            made_here[name].delete_many({})
    units.forget_tree()
    store.prepare(made_here, PROJECTOR_QUEUE)
    return made_here


@pytest.fixture
def app(db: Db, settings: Settings) -> Flask:
    """The gateway's application on the read models."""
    if not _apps or _apps[0][0] is not db.client:
        _apps[:] = [(db.client, create_app(settings))]
    [(_, made_here)] = _apps
    made_here.config["CHUNGTAY"] = settings
    return made_here


def take_in(db: Db, *events: Envelope) -> None:
    store.apply(db, PROJECTOR_QUEUE, [read_event(event.to_bytes()) for event in events])


def campaign_events() -> list[Envelope]:
    """A month in which something of every kind happens, on several units, days and sources."""
    gifts = [
        made.gift(f"d{n}", 10_000 + n, unit=("582", "584", "58")[n % 3], channel=("cash", "card", "wallet")[n % 2],
                  received_on=f"2024-{10 + n % 3}-{n % 28 + 1:02d}")
        for n in range(60)
    ]
    return [
        made.campaign(), made.activity(),
        made.activity(
            "e-golf", activity="golf", name="=Giải golf", kind="golf", starts_on=None, ends_on=None, places=None
        ),
        made.gifts("e-gifts-1", *gifts[:30]), made.gifts("e-gifts-2", *gifts[30:]),
        made.listed("e-debit", "donations.bank_debits_recorded.v1", made.bank_debit("s1")),
        made.pledges(
            "e-pledges", made.pledge("p1", fulfilled_vnd=400_000), made.pledge("p2", activity=None, unit="584")
        ),
        made.payments(
            "e-payments", made.payment("q1", open_finding_ids=["f1"]), made.payment("q2", status="approved"),
            made.payment("q3", status="paid", paid_on="2024-11-09", kind="tet_gift", amount_vnd=500_000),
        ),
        made.registrations(
            "e-guests",
            *(made.registration(f"r{n}", status=("confirmed", "waiting", "cancelled")[n % 3]) for n in range(9)),
            made.registration("r9", activity="golf", registered_on="2024-11-02"),
            made.registration("r10", activity="golf", status="offered"),
        ),
        made.finding("e-f1"), made.finding("e-f2", "f2", "closed", status="closed", about={"kind": "house", "id": "h"}),
        made.statement("e-import"),
    ]


@pytest.fixture
def filled(db: Db) -> Db:
    units.save_units(
        [
            {"code": "58", "name": "Tỉnh Ninh Thuận", "level": "province"},
            {"code": "582", "name": "Thành phố Phan Rang - Tháp Chàm", "level": "district", "parent": "58"},
            {"code": "584", "name": "Huyện Bác Ái", "level": "district", "parent": "58"},
            {"code": "585", "name": "Huyện Ninh Sơn", "level": "district", "parent": "58"},
        ]
    )
    take_in(db, *campaign_events())
    return db


@pytest.fixture
def api(filled: Db, app: Flask) -> FlaskClient:
    """A program with the auditor's token: reads all."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of('auditor', '58')}"
    return client


def token_of(role: str, unit: str) -> str:
    account = accounts.create(f"{role}-{unit}", role, "a long enough pass phrase", [Grant(role, unit)])
    return tokens.issue(account, utc_now()).secret
