"""Micro-batches of guests who register at one time: when a list opens, a thousand race for a hundred places."""

from __future__ import annotations

from gateway.metrics import GUEST_BATCH_GUESTS, GUEST_BATCH_SECONDS, GUESTS_TURNED_AWAY, GUESTS_WAITING
from gateway.service_client.batches import Carried

CARRIED = Carried(
    "events", "register_guests", "guest", GUEST_BATCH_GUESTS, GUEST_BATCH_SECONDS, GUESTS_WAITING, GUESTS_TURNED_AWAY
)
