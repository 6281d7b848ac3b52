"""What nameko's queue consumer lacks: a sign that it is really consuming, and patience when it stops.

nameko closes the connection as soon as its consumers are cancelled, so that a handler that is still at work can't
acknowledge its message any more; and a queue that exists with other arguments is declared again and again for ever,
while the process looks healthy (bus.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import eventlet
from amqp.exceptions import AccessRefused, PreconditionFailed
from nameko.messaging import QueueConsumer


class QueuesDiffer(RuntimeError):
    """The broker has the queue with other arguments, or does not let us at it.  Trying again helps nobody, so the
    process ends and says so.  A queue whose arguments change gets a new name (``.q2``)."""


class SettlingQueueConsumer(QueueConsumer):  # type: ignore[misc]  # nameko has no types
    """``consuming`` is True while the broker delivers to us."""

    consuming = False

    def __init__(self) -> None:
        super().__init__()
        self._in_hand: list[Any] = []

    def get_consumers(self, consumer_cls: Any, channel: Any) -> list[Any]:
        """Called after each connect.  Raises :class:`QueuesDiffer`."""
        self._in_hand = []  # what we held on the old connection is with the broker again
        try:
            self.declare(channel)
            return list(super().get_consumers(consumer_cls, channel))
        except (AccessRefused, PreconditionFailed) as error:
            raise QueuesDiffer(str(error)) from error

    def declare(self, channel: Any) -> None:
        """What must be there before we consume; the consumers declare their own queues."""

    def on_consume_ready(self, *args: Any, **kwargs: Any) -> None:
        """kombu: the broker has accepted all our consumers."""
        self.consuming = True
        super().on_consume_ready(*args, **kwargs)

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        """kombu: a connection for one life.  A lost one gets no farewell: a broker that hangs would not answer it, and
        we would wait for that instead of asking another node."""
        with super().establish_connection() as connection:
            try:
                yield connection
            except self.connection_errors:
                connection.collect()
                raise

    def consume(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """kombu: one connection's life."""
        try:
            yield from super().consume(*args, **kwargs)
        finally:
            self.consuming = False

    def handle_message(self, provider: Any, body: Any, message: Any) -> None:
        """Remember the message until it is settled."""
        self._in_hand.append(message)
        super().handle_message(provider, body, message)

    def on_iteration(self) -> None:
        """The connection ends when nothing is consumed *and* nothing is in hand; nameko minds only the first."""
        self._cancel_consumers_if_requested()
        self._in_hand = [message for message in self._in_hand if not message.acknowledged]
        if not self._consumers and not self._in_hand:
            self.should_stop = True


def timeouts_are_failures(method: Callable[..., Any]) -> Callable[..., Any]:
    """Let ``eventlet.Timeout`` (a BaseException) count as an ordinary failure of a handler.

    nameko lets it escape: the message would stay unsettled for ever and take a place of the prefetch with it."""

    @wraps(method)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except eventlet.Timeout as timeout:
            raise TimeoutError(str(timeout)) from timeout

    return guarded
