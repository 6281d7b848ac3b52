"""Micro-batches of donations: concurrent gifts share a message and a transaction."""

from __future__ import annotations

from typing import Any

from gateway.metrics import DONATION_BATCH_GIFTS, DONATION_BATCH_SECONDS, DONATIONS_TURNED_AWAY, DONATIONS_WAITING
from gateway.service_client.batches import MOST_PER_BATCH as MOST_PER_BATCH
from gateway.service_client.batches import Batches, Carried
from messaging.context import CommandContext
from messaging.rpc_client import RpcClient

CARRIED = Carried(
    "donations", "record_donations", "donation", DONATION_BATCH_GIFTS, DONATION_BATCH_SECONDS, DONATIONS_WAITING,
    DONATIONS_TURNED_AWAY,
)


class DonationBatches(Batches):
    """One for a process."""

    def __init__(self, rpc: RpcClient) -> None:
        super().__init__(rpc, CARRIED)

    def record(self, payload: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        """The service's answer to one donation.  Raises :class:`ServiceAway`."""
        return self.ask(payload, context)
