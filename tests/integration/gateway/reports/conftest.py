"""Read models with a campaign in them, and an application to ask about it."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from contracts.subscriptions import PROJECTOR_QUEUE
from gateway import units
from gateway.access import accounts, tokens
from gateway.access.rules import Grant
from gateway.app import create_app
from gateway.projections import store
from gateway.projections.store import Db, read_event
from messaging.envelope import Envelope
from runtime.clock import utc_now
from runtime.settings import Settings
from tests import events_made as made
from tests.integration.gateway.projections.conftest import db, settings  # noqa: F401


def take_in(db: Db, *events: Envelope) -> None:  # noqa: F811
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
def filled(db: Db) -> Db:  # noqa: F811
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
def api(filled: Db, settings: Settings) -> Iterator[FlaskClient]:  # noqa: F811
    """A program with the auditor's token: reads all."""
    app = create_app(
        Settings(**{**vars(settings), "secret_key_or_none": "only for this test run, and long enough"})
    )
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of('auditor', '58')}"
    yield client


def token_of(role: str, unit: str) -> str:
    account = accounts.create(f"{role}-{unit}", role, "a long enough pass phrase", [Grant(role, unit)])
    return tokens.issue(account, utc_now()).secret
