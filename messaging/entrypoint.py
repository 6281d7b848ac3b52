"""Our own acknowledging event entrypoint on nameko.

nameko's ``event_handler`` acknowledges a message even when its handler raised.  Ours acknowledges only after the
handler's transaction has committed; a passing fault puts the message off, a poison one is parked at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import eventlet
import structlog
from kombu import Queue
from kombu.serialization import register
from nameko.exceptions import ContainerBeingKilled
from nameko.messaging import Consumer

from messaging import topology
from messaging.consuming import SettlingQueueConsumer, timeouts_are_failures
from messaging.crash_points import reach
from messaging.envelope import CONTENT_TYPE, Envelope, PoisonMessage
from messaging.metrics import HANDLED_EVENTS
from messaging.publisher import BrokerAway, ConfirmingPublisher, Outgoing
from messaging.received import body_bytes, id_of
from messaging.retry import park, put_off, wait_for_store
from messaging.unit_of_work import StoreAway

log = structlog.get_logger()

LONGEST_BACKOFF_SECONDS = 5.0


# Bodies stay bytes: reading them is the envelope's job, so that a broken one is parked and not swallowed.  (py-amqp
# hands over a str where the content encoding is utf-8.)
register("cloudevents", body_bytes, body_bytes, content_type=CONTENT_TYPE, content_encoding="utf-8")


class EventQueueConsumer(SettlingQueueConsumer):
    """A channel of its own for events, one message at a time.

    With a larger prefetch, one message that kills its process takes its innocent neighbours with it into the parking
    queue (bus.md)."""

    prefetch_count = 1
    accept = ("cloudevents",)

    def declare(self, channel: Any) -> None:
        """Everything there is: no order of starting loses an event."""
        topology.declare(channel)

    def get_consumers(self, consumer_cls: Any, channel: Any) -> list[Any]:
        """Bodies that kombu can't take go to the entrypoint; kombu itself would acknowledge them with a log line."""
        consumers = super().get_consumers(consumer_cls, channel)
        for provider, consumer in self._consumers.items():
            consumer.on_decode_error = provider.on_decode_error
        return consumers


class EventConsumer(Consumer):  # type: ignore[misc]  # nameko has no types
    """``@handles(queue)``: calls ``method(self, event: Envelope)`` for each event of a subscribed queue."""

    queue_consumer = EventQueueConsumer()

    def __init__(self, queue: str, **kwargs: Any) -> None:
        super().__init__(Queue(queue, durable=True, no_declare=True), **kwargs)

    def handle_message(self, body: Any, message: Any) -> None:
        """Read the event and hand it to a worker; park what can't be read."""
        try:
            event = Envelope.from_bytes(body_bytes(body))
            event.loaded()
        except Exception as error:  # what fails here fails every time; let out, it would end the whole service
            self._park(message, str(error) if isinstance(error, PoisonMessage) else _reason(error))
            return
        try:
            self.container.spawn_worker(
                self, (event,), {}, context_data={}, handle_result=partial(self.handle_result, message)
            )
        except ContainerBeingKilled:
            self.queue_consumer.requeue_message(message)

    def handle_result(self, message: Any, worker_ctx: Any, result: Any = None, exc_info: Any = None) -> Any:
        """Settle the message according to how its handler ended."""
        if exc_info is None:
            reach("entrypoint.before_ack")
            self.queue_consumer.ack_message(message)
            HANDLED_EVENTS.labels(self.queue.name, "handled").inc()
        else:
            self._handle_failure(message, exc_info[1])
        return result, exc_info

    def on_decode_error(self, message: Any, error: Exception) -> None:
        """kombu could not even take the body: a foreign content type or encoding."""
        # Beside the consuming loop, which must go on and answer heartbeats.
        self.container.spawn_managed_thread(partial(self._park, message, f"undecodable: {error}"))

    def _handle_failure(self, message: Any, error: BaseException) -> None:
        if isinstance(error, PoisonMessage):
            self._park(message, _reason(error))
            return
        queue, body = self.queue.name, body_bytes(message.body)
        # The database being away says nothing about the message: it does not use up its tries.
        later = wait_for_store if isinstance(error, StoreAway) else put_off
        HANDLED_EVENTS.labels(queue, "put_off").inc()
        log.warning("event_put_off", queue=queue, message_id=id_of(message), reason=_reason(error))
        self._settle(message, later(queue, id_of(message), body, message.headers, _reason(error)))

    def _park(self, message: Any, reason: str) -> None:
        message_id = id_of(message)
        HANDLED_EVENTS.labels(self.queue.name, "parked").inc()
        log.error("event_parked", queue=self.queue.name, message_id=message_id, reason=reason)
        self._settle(message, park(self.queue.name, message_id, body_bytes(message.body), message.headers, reason))

    def _settle(self, message: Any, elsewhere: Outgoing) -> None:
        """First the copy is held elsewhere, then the original is acked.

        It is kept in hand meanwhile: giving it back would count as one of its deliveries, and an innocent message
        would be parked by the broker.  When our connection is lost the broker has it back by itself."""
        wait = 0.1
        while message.channel is not None and message.channel.connection:
            if self._held(elsewhere):
                self.queue_consumer.ack_message(message)
                return
            eventlet.sleep(wait)
            wait = min(wait * 2, LONGEST_BACKOFF_SECONDS)

    def _held(self, elsewhere: Outgoing) -> bool:
        # A connection for each: failures are rare, and an idle one would have to be kept alive.
        publisher = ConfirmingPublisher(self.container.config["AMQP_URI"])
        try:
            return not publisher.publish([elsewhere]).refused
        except BrokerAway as error:
            log.warning("not_put_elsewhere_yet", queue=self.queue.name, message_id=elsewhere.id, error=str(error))
            return False
        finally:
            publisher.close()


def handles(queue: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a method handle the events of a queue of ``contracts.subscriptions``, one at a time."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        decorated: Callable[..., Any] = EventConsumer.decorator(queue)(timeouts_are_failures(method))
        return decorated

    return decorate


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
