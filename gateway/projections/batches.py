"""Taking messages from the projector's queue in batches, without letting one bad message hurt its neighbours."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Connection, Consumer, Queue

from messaging import topology
from messaging.connecting import connect
from messaging.publisher import CONNECT_SECONDS, HEARTBEAT_SECONDS

PREFETCH_STEPS = (1, 20, 200)
"""Messages in hand at the most: one after each connect, because a message that kills its process takes with it the
delivery count of everything that was in hand (bus.md); more after a few clean batches."""

CLEAN_BATCHES_BEFORE_MORE = 3

SILENCE_SECONDS = 0.005
"""A batch is closed after this much silence: a lone event is shown at once, a flood is taken by the hundred."""

PACE_SECONDS = 0.1
"""From one batch to the next at the least, while there are too few events to fill one: under load they share what a
transaction costs.  A figure is that much older at the most."""

LONGEST_WAIT_SECONDS = 0.5
"""How soon an idle projector notices that it shall stop."""


class BatchConsumer:
    """A connection and a channel of its own on one queue.  Not for two threads at once.

    Everything raises ``amqp.exceptions.AMQPError`` or :class:`OSError` when the broker is gone; then what was not
    settled comes again, to a new consumer.
    """

    def __init__(self, amqp_url: str, queue: str) -> None:
        self._connection = Connection(amqp_url, heartbeat=HEARTBEAT_SECONDS, connect_timeout=CONNECT_SECONDS)
        connect(self._connection)
        self._channel = self._connection.channel()
        topology.declare(self._channel)
        self._queue = Queue(queue, durable=True, no_declare=True)
        self._waiting: list[Any] = []
        self._step = 0
        self._clean = 0
        self._last_beat = time.monotonic()
        self._last_batch = 0.0
        self._begin()

    def next_batch(self) -> list[Any]:
        """The messages in hand after a short wait; empty when none came within ``LONGEST_WAIT_SECONDS``."""
        in_hand = PREFETCH_STEPS[self._step]
        wait, not_before = LONGEST_WAIT_SECONDS, self._last_batch + PACE_SECONDS
        while len(self._waiting) < in_hand and self.listen(wait):
            wait = max(SILENCE_SECONDS, not_before - time.monotonic())
        batch, self._waiting = self._waiting[:in_hand], self._waiting[in_hand:]
        if batch:
            self._last_batch = time.monotonic()
        return batch

    def listen(self, seconds: float) -> bool:
        """Keep the connection alive and take what comes, for at most ``seconds``.  False when nothing came."""
        now = time.monotonic()
        if now - self._last_beat > HEARTBEAT_SECONDS / 4:
            self._connection.heartbeat_check()
            self._last_beat = now
        try:
            self._connection.drain_events(timeout=seconds)
        except TimeoutError:
            return False
        return True

    def ack_through(self, message: Any) -> None:
        """Settle this message and all before it: only after their transaction has committed."""
        message.ack(multiple=True)

    def went_well(self) -> None:
        """A whole batch was settled without trouble: after a few of them, take more in hand."""
        self._clean += 1
        if self._clean >= CLEAN_BATCHES_BEFORE_MORE and self._step < len(PREFETCH_STEPS) - 1:
            self._change_step(self._step + 1)

    def went_badly(self) -> None:
        """A batch had to be taken one by one: take one in hand again."""
        self._change_step(0)

    def close(self) -> None:
        """Drop the connection; what is not settled goes back to the queue."""
        with contextlib.suppress(AMQPError, OSError):
            self._connection.collect()  # no farewell: the other side may be gone

    def _change_step(self, step: int) -> None:
        self._clean = 0
        if step == self._step:
            return
        # The broker applies a prefetch to new consumers only; quorum queues know no other kind.
        self._consumer.cancel()
        self._step = step
        self._begin()

    def _begin(self) -> None:
        self._channel.basic_qos(0, PREFETCH_STEPS[self._step], False)
        self._consumer = Consumer(
            self._channel, queues=[self._queue], on_message=self._take, auto_declare=False
        )
        self._consumer.consume()

    def _take(self, message: Any) -> None:
        self._waiting.append(message)
