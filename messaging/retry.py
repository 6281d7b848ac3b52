"""What becomes of a message whose handling failed: another try later, or the parking queue with the reason."""

from __future__ import annotations

from typing import Any

from messaging.publisher import Outgoing
from messaging.topology import RETRY_DELAYS_SECONDS, dead_name, retry_name
from runtime.clock import utc_now, wire_instant
from runtime.logs import mask_text

ATTEMPT_HEADER = "chungtay-attempt"
WAITS_HEADER = "chungtay-waits"
REASON_HEADER = "chungtay-reason"
QUEUE_HEADER = "chungtay-queue"
PARKED_AT_HEADER = "chungtay-parked-at"
BOOKKEEPING_HEADERS = (ATTEMPT_HEADER, WAITS_HEADER, REASON_HEADER, QUEUE_HEADER, PARKED_AT_HEADER)
LONGEST_REASON = 500
STORE_AWAY_DELAY_SECONDS = RETRY_DELAYS_SECONDS[1]
MOST_WAITS = 24 * 3600 // STORE_AWAY_DELAY_SECONDS
"""A day.  An event that alone meets an absent database for so long has a fault of its own (a handler that is always
too slow looks just so)."""


def attempts_so_far(headers: dict[str, Any]) -> int:
    """How often this message has been tried and put off before; 0 for a fresh one."""
    return _count(headers, ATTEMPT_HEADER)


def put_off(queue: str, message_id: str, body: bytes, headers: dict[str, Any], reason: str) -> Outgoing:
    """The message for its next waiting room, or parked when all delays are used up."""
    attempts = attempts_so_far(headers)
    if attempts >= len(RETRY_DELAYS_SECONDS):
        return park(queue, message_id, body, headers, f"given up after {attempts + 1} tries: {reason}")
    room = retry_name(queue, RETRY_DELAYS_SECONDS[attempts])
    return Outgoing(
        message_id, "", room, body,
        {**_kept(headers), ATTEMPT_HEADER: attempts + 1, REASON_HEADER: _told(reason)},
    )


def wait_for_store(queue: str, message_id: str, body: bytes, headers: dict[str, Any], reason: str) -> Outgoing:
    """The message for a short wait that does not count as a try: an outage of the database parks nothing.  After
    :data:`MOST_WAITS` it counts after all."""
    waits = _count(headers, WAITS_HEADER)
    if waits >= MOST_WAITS:
        return put_off(queue, message_id, body, headers, reason)
    return Outgoing(
        message_id, "", retry_name(queue, STORE_AWAY_DELAY_SECONDS), body,
        {**_kept(headers), WAITS_HEADER: waits + 1, REASON_HEADER: _told(reason)},
    )


def park(queue: str, message_id: str, body: bytes, headers: dict[str, Any], reason: str) -> Outgoing:
    """The message for the parking queue; its headers say why, since when, and from which queue."""
    parked = {QUEUE_HEADER: queue, REASON_HEADER: _told(reason), PARKED_AT_HEADER: wire_instant(utc_now())}
    return Outgoing(message_id, "", dead_name(queue), body, {**_kept(headers), **parked})


def _told(reason: str) -> str:
    """The reason as people will read it: what a library's error quotes of a document names nobody."""
    return mask_text(reason)[:LONGEST_REASON]


def _count(headers: dict[str, Any], name: str) -> int:
    try:
        return max(0, int(headers.get(name, 0)))
    except (OverflowError, TypeError, ValueError):
        return 0


def _kept(headers: dict[str, Any]) -> dict[str, Any]:
    # The broker's own bookkeeping (x-death, x-delivery-count) is not ours to send on.
    return {name: value for name, value in headers.items() if not name.startswith("x-")}
