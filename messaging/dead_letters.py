"""Parked messages: look at them, send them again, or discard them with a reason in the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from amqp.exceptions import AMQPError, NotFound
from kombu import Connection

from contracts.subscriptions import SUBSCRIPTIONS
from messaging.crash_points import reach
from messaging.publisher import BrokerAway, ConfirmingPublisher, Outgoing
from messaging.received import body_bytes, id_of
from messaging.retry import BOOKKEEPING_HEADERS, PARKED_AT_HEADER, REASON_HEADER
from messaging.topology import RETRY_DELAYS_SECONDS, dead_name, retry_name

log = structlog.get_logger()

MOST = 1000
"""Parked messages looked at in one go."""

MOST_COPIED = 100_000
"""Messages of one queue that a copy takes along."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One parked message.  ``type`` is None when the body is not an envelope; ``parked_at``: since when it lies here,
    an instant as on the wire, empty where the broker itself parked it."""

    id: str
    queue: str
    reason: str
    type: str | None
    body: bytes
    headers: dict[str, Any]
    parked_at: str = ""


@dataclass(frozen=True, slots=True)
class Depth:
    """How many messages of a work queue wait to be handled, wait for another try, and are parked."""

    waiting: int
    retrying: int
    parked: int


def depths(amqp_url: str) -> dict[str, Depth]:
    """How full every work queue and its neighbours are.  Raises :class:`BrokerAway`."""
    with _channel(amqp_url) as channel:
        return {
            queue: Depth(
                waiting=_depth(channel, queue),
                retrying=sum(_depth(channel, retry_name(queue, delay)) for delay in RETRY_DELAYS_SECONDS),
                parked=_depth(channel, dead_name(queue)),
            )
            for queue in SUBSCRIPTIONS
        }


def look(amqp_url: str, queue: str | None = None) -> list[DeadLetter]:
    """Parked messages, oldest first, at most :data:`MOST` per queue; all stay where they are."""
    with _channel(amqp_url) as channel:
        return [letter for name in _chosen(queue) for _, letter in _take(channel, name)]


def not_looked_at(amqp_url: str, queue: str | None = None) -> dict[str, int]:
    """How many parked messages stand behind the :data:`MOST` that :func:`look`, :func:`replay` and :func:`discard`
    get to, by queue; none, as a rule.  Raises :class:`BrokerAway`."""
    with _channel(amqp_url) as channel:
        beyond = {name: _depth(channel, dead_name(name)) - MOST for name in _chosen(queue)}
    return {name: number for name, number in beyond.items() if number > 0}


def replay(amqp_url: str, message_id: str) -> DeadLetter | None:
    """Send one parked message to its work queue again, with the same id: first sent and confirmed, then un-parked.

    It goes to the queue alone, never to the exchange: the other consumers have had it.  Returns None if no such
    message is parked.  Raises :class:`BrokerAway`."""
    return _settle_one(amqp_url, message_id, resend=True)


def discard(amqp_url: str, message_id: str) -> DeadLetter | None:
    """Drop one parked message for good; it is written to the log.  Returns None if no such message is parked."""
    return _settle_one(amqp_url, message_id, resend=False)


def waiting(amqp_url: str) -> Iterator[tuple[str, DeadLetter]]:
    """Every message that is parked or waits for another try, each with the name of the queue that it lies in; all stay
    where they are.  For a copy of what the broker alone knows.  Raises :class:`BrokerAway`."""
    with _channel(amqp_url) as channel:
        for queue in SUBSCRIPTIONS:
            for place in (dead_name(queue), *(retry_name(queue, delay) for delay in RETRY_DELAYS_SECONDS)):
                yield from ((place, letter) for _, letter in _take(channel, queue, place, MOST_COPIED))


def put_back(amqp_url: str, letters: Sequence[tuple[str, DeadLetter]]) -> None:
    """Lay messages that :func:`waiting` gave into the queues named with them.  Raises :class:`BrokerAway`."""
    publisher = ConfirmingPublisher(amqp_url)
    try:
        for first in range(0, len(letters), MOST):
            run = letters[first:first + MOST]
            outcome = publisher.publish(
                [Outgoing(letter.id, "", place, letter.body, letter.headers) for place, letter in run]
            )
            if outcome.refused:
                raise BrokerAway(f"{len(outcome.refused)} messages were not taken back")
    finally:
        publisher.close()


def _settle_one(amqp_url: str, message_id: str, resend: bool) -> DeadLetter | None:
    with _channel(amqp_url) as channel:
        for queue in SUBSCRIPTIONS:
            for tag, letter in _take(channel, queue):
                if letter.id != message_id:
                    continue
                if resend:
                    _resend(amqp_url, letter)
                    reach("dead_letters.after_publish")
                channel.basic_ack(tag)
                log.warning(
                    "dead_letter_replayed" if resend else "dead_letter_discarded",
                    queue=queue, message_id=message_id, type=letter.type, reason=letter.reason,
                )
                return letter
    return None


def _resend(amqp_url: str, letter: DeadLetter) -> None:
    headers = {k: v for k, v in letter.headers.items() if k not in BOOKKEEPING_HEADERS}
    headers = {k: v for k, v in headers.items() if not k.startswith("x-")}
    publisher = ConfirmingPublisher(amqp_url)
    try:
        outcome = publisher.publish([Outgoing(letter.id, "", letter.queue, letter.body, headers)])
    finally:
        publisher.close()
    if outcome.refused:
        raise BrokerAway(f"{letter.queue} did not take the message")


def _take(
    channel: Any, queue: str, place: str | None = None, most: int = MOST
) -> Iterator[tuple[int, DeadLetter]]:
    """Fetch messages of a work queue (those parked, unless another ``place`` is named) without acknowledging; the
    closing channel puts back what nobody acked."""
    for _ in range(most):
        message = channel.basic_get(place or dead_name(queue))
        if message is None:
            return
        headers = dict(message.properties.get("application_headers") or {})
        body = body_bytes(message.body)
        yield message.delivery_tag, DeadLetter(
            id=id_of(message), queue=queue, reason=_reason(headers),
            type=_type(body), body=body, headers=headers, parked_at=str(headers.get(PARKED_AT_HEADER, "")),
        )


def _reason(headers: dict[str, Any]) -> str:
    if REASON_HEADER in headers:
        return str(headers[REASON_HEADER])
    deaths = headers.get("x-death") or []
    return f"parked by the broker: {deaths[0].get('reason')}" if deaths else "unknown"


def _type(body: bytes) -> str | None:
    try:
        return str(orjson.loads(body)["type"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None


def _chosen(queue: str | None) -> list[str]:
    return [name for name in SUBSCRIPTIONS if queue in (None, name)]


def _depth(channel: Any, name: str) -> int:
    return int(channel.queue_declare(name, passive=True).message_count)


@contextmanager
def _channel(amqp_url: str) -> Iterator[Any]:
    try:
        with Connection(amqp_url, connect_timeout=5) as connection:
            yield connection.channel()
    except NotFound as error:
        raise BrokerAway("the queues are not declared yet: no process has started") from error
    except (AMQPError, OSError) as error:
        raise BrokerAway(repr(error)) from error
