"""The plain way, its service: each gift is one mongoengine save and one event dispatched, as the documentation shows.

State and event are two writes: a crash between them loses the event.  That is what it saves against the product.
"""

from __future__ import annotations

import os
import uuid
from datetime import UTC, date, datetime
from typing import Any

import mongoengine
from nameko.events import EventDispatcher
from nameko.extensions import DependencyProvider
from nameko.rpc import rpc

from bench.reference import DATABASE, documents


class Database(DependencyProvider):
    """mongoengine's connection, made when the service starts and shared by its workers."""

    def setup(self) -> None:
        """Connect; the pool has room for every worker."""
        mongoengine.connect(db=DATABASE, host=os.environ["MONGO_URL"], tz_aware=True, uuidRepresentation="standard")

    def stop(self) -> None:
        """Let go of the connections."""
        mongoengine.disconnect()

    def get_dependency(self, _worker_ctx: Any) -> Any:
        """What a worker uses."""
        return documents


class PlainDonations:
    """Books gifts one by one."""

    name = "plain_donations"
    database = Database()
    dispatch = EventDispatcher()

    @rpc
    def record(self, gift: dict[str, Any]) -> dict[str, Any]:
        """Save the gift (the server's default: by the majority), tell of it, answer it."""
        received_on = date.fromisoformat(gift["received_on"])
        facts = {**gift, "id": uuid.uuid4().hex, "received_on": received_on, "recorded_at": datetime.now(UTC)}
        booked = self.database.Gift(**facts)
        booked.save(force_insert=True)
        described = {**gift, "donation_id": booked.id, "recorded_at": booked.recorded_at.isoformat()}
        self.dispatch("donation_recorded", described)
        return described
