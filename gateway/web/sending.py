"""Sending a filled-in form to a service, once, however often the button is pressed."""

from __future__ import annotations

import time
from typing import Any

from gateway.api.asking import ask
from gateway.service_client.client import IdempotencyKeyInFlight
from messaging.context import Expected

WAITS_SECONDS = 4.0
LOOKS_EVERY_SECONDS = 0.1


def send(
    service: str, method: str, payload: dict[str, Any], key: str, expects: Expected | None = None
) -> dict[str, Any]:
    """The service's answer to the form with this key. A second press waits for the answer to the first.
    `expects`: the version that the form was made from.

    Raises `contracts.refusals.Refusal` and `messaging.rpc_client.ServiceAway`.
    """
    give_up_at = time.monotonic() + WAITS_SECONDS
    while True:
        try:
            return ask(service, method, payload, key=key, expects=expects)
        except IdempotencyKeyInFlight:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(LOOKS_EVERY_SECONDS)
