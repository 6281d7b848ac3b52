"""Our own acknowledging event entrypoint on nameko.

nameko's ``event_handler`` acknowledges a message even when its handler raised.  Ours acknowledges only after the
handler's transaction has committed; a passing fault puts the message off, a poison one is parked at once.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import eventlet
import structlog
from kombu import Queue
from kombu.serialization import register
from nameko.exceptions import ContainerBeingKilled
from nameko.messaging import Consumer, QueueConsumer

from messaging import topology
from messaging.envelope import CONTENT_TYPE, Envelope, PoisonMessage
from messaging.publisher import BrokerAway, ConfirmingPublisher, Outgoing
from messaging.retry import park, put_off

log = structlog.get_logger()

def _bytes(body: Any) -> bytes:
    if isinstance(body, memoryview):
        return body.tobytes()
    return body.encode() if isinstance(body, str) else bytes(body)


# Bodies stay bytes: reading them is the envelope's job, so that a broken one is parked and not swallowed.  (py-amqp
# hands over a str where the content encoding is utf-8.)
register("cloudevents", _bytes, _bytes, content_type=CONTENT_TYPE, content_encoding="utf-8")


class EventQueueConsumer(QueueConsumer):
    """A channel of its own for events, one message at a time.

    With a larger prefetch, one message that kills its process takes its innocent neighbours with it into the parking
    queue (bus.md)."""

    prefetch_count = 1
    accept = ("cloudevents",)

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        topology.declare(channel)
        consumers = list(super().get_consumers(consumer_cls, channel))
        for provider, consumer in self._consumers.items():
            consumer.on_decode_error = provider.on_decode_error
        return consumers


class EventConsumer(Consumer):  # type: ignore[misc]  # nameko has no types
    """``@handles(queue)``: calls ``method(self, event: Envelope)`` for each event of a subscribed queue."""

    queue_consumer = EventQueueConsumer()

    def __init__(self, queue: str, **kwargs: Any) -> None:
        super().__init__(Queue(queue, durable=True, no_declare=True), **kwargs)
        self._publisher: ConfirmingPublisher | None = None

    def handle_message(self, body: Any, message: Any) -> None:
        try:
            event = Envelope.from_bytes(_bytes(body))
            event.loaded()
        except PoisonMessage as poison:
            self._settle(message, self._park(message, str(poison)))
            return
        try:
            self.container.spawn_worker(
                self, (event,), {}, context_data={}, handle_result=partial(self.handle_result, message)
            )
        except ContainerBeingKilled:
            self.queue_consumer.requeue_message(message)

    def handle_result(self, message: Any, worker_ctx: Any, result: Any = None, exc_info: Any = None) -> Any:
        if exc_info is None:
            self.queue_consumer.ack_message(message)
        else:
            self._handle_failure(message, exc_info[1])
        return result, exc_info

    def on_decode_error(self, message: Any, error: Exception) -> None:
        """kombu could not even take the body: a foreign content type or encoding."""
        self._settle(message, self._park(message, f"undecodable: {error}"))

    def _handle_failure(self, message: Any, error: BaseException) -> None:
        reason = f"{type(error).__name__}: {error}"
        if isinstance(error, PoisonMessage):
            self._settle(message, self._park(message, reason))
            return
        log.warning("event_put_off", queue=self.queue.name, reason=reason)
        self._settle(message, put_off(self.queue.name, _id(message), _bytes(message.body), message.headers, reason))

    def _park(self, message: Any, reason: str) -> Outgoing:
        log.error("event_parked", queue=self.queue.name, message_id=_id(message), reason=reason)
        return park(self.queue.name, _id(message), _bytes(message.body), message.headers, reason)

    def _settle(self, message: Any, elsewhere: Outgoing) -> None:
        """First the copy is held elsewhere, then the original is acked; if that fails, the original goes back."""
        if self._publisher is None:
            self._publisher = ConfirmingPublisher(self.container.config["AMQP_URI"])
        try:
            outcome = self._publisher.publish([elsewhere])
        except BrokerAway:
            outcome = None
        if outcome is None or outcome.refused:
            eventlet.sleep(1)  # never a hot loop
            self.queue_consumer.requeue_message(message)
        else:
            self.queue_consumer.ack_message(message)


handles = EventConsumer.decorator


def timeouts_are_failures(method: Any) -> Any:
    """Let ``eventlet.Timeout`` (a BaseException) reach :meth:`EventConsumer.handle_result` as an ordinary failure."""

    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except eventlet.Timeout as timeout:
            raise TimeoutError(str(timeout)).with_traceback(sys.exc_info()[2]) from timeout

    return guarded


def _id(message: Any) -> str:
    return str(message.properties.get("message_id") or "(no id)")
