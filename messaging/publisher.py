"""Publishing with confirms: a message counts as sent when the broker says that it holds it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from amqp import Message
from amqp.exceptions import AMQPError
from kombu import Connection

from messaging import topology
from messaging.connecting import connect
from messaging.crash_points import reach
from messaging.envelope import CONTENT_TYPE

CONNECT_SECONDS = 5
HEARTBEAT_SECONDS = 10
"""A node that hangs and keeps its connections is given up, and another one asked, after two to three of these."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send.  ``exchange`` "" with ``routing_key`` a queue's name goes to that queue alone."""

    id: str
    exchange: str
    routing_key: str
    body: bytes
    headers: dict[str, Any] = field(default_factory=dict)
    content_type: str = CONTENT_TYPE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the broker said: ``confirmed`` is held by a queue, ``refused`` was full or had no queue."""

    confirmed: list[str]
    refused: list[str]


class BrokerAway(Exception):
    """The broker can't be reached, or did not answer in time.  What was sent may or may not have arrived."""


class ConfirmingPublisher:
    """One connection that publishes in batches and waits once per batch.  Not for use by two threads at once."""

    def __init__(self, amqp_url: str) -> None:
        self._amqp_url = amqp_url
        self._connection: Connection | None = None
        self._channel: Any = None
        self._waiting: dict[int, str] = {}
        self._tag = 0
        self._refused: set[str] = set()

    def connect(self) -> None:
        """Connect now and declare all queues, if that is not done.  Raises :class:`BrokerAway`."""
        try:
            self._open()
        except (AMQPError, OSError) as error:
            self.close()
            raise BrokerAway(repr(error)) from error

    def publish(self, messages: Sequence[Outgoing], timeout_seconds: float = 10.0) -> Outcome:
        """Send and wait for the broker's word on each.

        Raises :class:`BrokerAway`; then nothing may be taken as sent."""
        try:
            channel = self._open()
            for message in messages:
                self._tag += 1
                self._waiting[self._tag] = message.id
                channel.basic_publish(
                    Message(
                        message.body, content_type=message.content_type, content_encoding="utf-8",
                        delivery_mode=2, message_id=message.id, application_headers=message.headers,
                    ),
                    exchange=message.exchange, routing_key=message.routing_key, mandatory=True,
                )
            reach("publisher.after_publish")
            self._settle(timeout_seconds)
        except (AMQPError, OSError) as error:
            # After any publish error the channel's counting can't be trusted: begin a new one.
            self.close()
            raise BrokerAway(repr(error)) from error
        refused, self._refused = self._refused, set()
        return Outcome(
            confirmed=[m.id for m in messages if m.id not in refused],
            refused=[m.id for m in messages if m.id in refused],
        )

    def close(self) -> None:
        """Drop the connection; the next publish makes a new one."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            with contextlib.suppress(AMQPError, OSError):
                connection.collect()  # no farewell: the other side may be gone

    def heartbeat(self) -> None:
        """Keep an idle connection alive; call it now and then."""
        if self._connection is None:
            return
        try:
            self._connection.heartbeat_check()
            self._connection.drain_events(timeout=0.001)
        except TimeoutError:
            pass
        except (AMQPError, OSError):
            self.close()

    def _open(self) -> Any:
        if self._channel is None:
            connection = Connection(self._amqp_url, heartbeat=HEARTBEAT_SECONDS, connect_timeout=CONNECT_SECONDS)
            self._connection = connection
            connect(connection)
            channel = connection.channel()
            topology.declare(channel)
            self._tag, self._waiting, self._refused = 0, {}, set()
            channel.confirm_select()
            channel.events["basic_ack"].add(self._on_ack)
            channel.events["basic_nack"].add(self._on_nack)
            channel.events["basic_return"].add(self._on_return)
            self._channel = channel
        return self._channel

    def _settle(self, timeout_seconds: float) -> None:
        give_up_at = time.monotonic() + timeout_seconds
        while self._waiting:
            left = give_up_at - time.monotonic()
            if left <= 0 or self._connection is None:
                raise TimeoutError("the broker did not confirm in time")
            self._connection.drain_events(timeout=left)

    def _on_ack(self, delivery_tag: int, multiple: bool) -> None:
        self._settled(delivery_tag, multiple)

    def _on_nack(self, delivery_tag: int, multiple: bool) -> None:
        self._refused.update(self._settled(delivery_tag, multiple))

    def _on_return(self, _error: Exception, _exchange: str, _routing_key: str, message: Any) -> None:
        # An unroutable message is returned first and acked afterwards.
        self._refused.add(message.properties["message_id"])

    def _settled(self, delivery_tag: int, multiple: bool) -> list[str]:
        tags = [t for t in self._waiting if t <= delivery_tag] if multiple else [delivery_tag]
        return [self._waiting.pop(tag) for tag in tags if tag in self._waiting]
