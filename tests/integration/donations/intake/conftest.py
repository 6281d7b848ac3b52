"""A donations store with one campaign."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from messaging.unit_of_work import Store
from runtime.settings import Settings
from services.donations.campaigns import commands as campaigns
from services.donations.documents import DOCUMENTS
from services.donations.intake import commands as intake
from services.donations.ledger.fund_receipts import DESK_SHARDS
from tests.integration.conftest import Empty

CAMPAIGN = {
    "code": "thu", "name": "Thử", "starts_on": dt.date(2024, 10, 17), "ends_on": dt.date(2024, 11, 18),
    "target_vnd": 1_000_000, "lead_unit": "58", "kind": "fund",
    "units": [{"unit": "58", "target_vnd": 1_000_000}, {"unit": "582", "target_vnd": 0}],
    "accounts": [],
}


@pytest.fixture
def store(servers: Any, db_prefix_of_kept: str, emptied: Empty) -> Iterator[Store]:
    """An empty donations database that holds the campaign `thu`."""
    made = emptied(Settings(servers.mongo_url, servers.amqp_url, db_prefix_of_kept), "donations", DOCUMENTS)
    made.transact(lambda uow: campaigns.save_campaign(uow, CAMPAIGN))
    made.db.outbox.delete_many({})
    yield made
    made.close()


@pytest.fixture
def give(store: Store) -> Callable[..., list[dict[str, Any]]]:
    """Book a micro-batch; each entry is a pair of key and changes to a plain gift."""

    def book(*entries: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
        plain = {"campaign": "thu", "unit": "58", "amount_vnd": 1_000, "channel": "cash", "received_on": "2024-10-18"}
        batch = [
            {"donation": plain | changes, "actor": "tester", "idempotency_key": key, "correlation_id": "c"}
            for key, changes in entries
        ]
        shard = zlib.crc32(entries[0][0].encode()) % DESK_SHARDS
        return store.transact(lambda uow: intake.record_donations(uow, batch, shard))

    return book
