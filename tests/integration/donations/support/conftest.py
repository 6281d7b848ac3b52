"""A donations database of the tests' own on the real server."""

import os
import uuid
from collections.abc import Iterator

import pytest

from messaging.unit_of_work import Store
from runtime import settings
from services.donations.campaigns.documents import Campaign
from services.donations.intake.documents import Donation
from services.donations.ledger.documents import JournalEntry
from services.donations.pledges.documents import Pledge
from services.donations.support.documents import DOCUMENTS


@pytest.fixture(scope="module")
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Prepared as at boot; dropped afterwards."""
    mongo_url = os.environ.get("MONGO_URL") or request.getfixturevalue("servers").mongo_url
    made = Store(
        "donations",
        settings.Settings(
            mongo_url=mongo_url,
            amqp_url="",
            db_prefix=f"{os.environ.get('CHUNGTAY_DB_PREFIX', 'test')}_{uuid.uuid4().hex[:8]}",
        ),
    )
    made.prepare([Campaign, Donation, JournalEntry, Pledge, *DOCUMENTS])
    yield made
    made.client.drop_database(made.db.name)
    made.client.close()
