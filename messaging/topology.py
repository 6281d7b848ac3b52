"""Exchanges and queues: what is on the broker, by name and arguments.

One topic exchange per service.  Every work queue ``Q`` is a quorum queue with a delivery limit and has beside it
``Q.retry.1s`` … ``Q.retry.600s`` (wait, then go back to ``Q``) and ``Q.dead`` (parked, with the reason).
"""

from __future__ import annotations

from typing import Any

from kombu import Exchange, Queue, binding

from contracts.registry import SERVICES
from contracts.subscriptions import SUBSCRIPTIONS

RETRY_DELAYS_SECONDS = (1, 10, 60, 600)
"""How long a message waits before its 2nd, 3rd, 4th and 5th try; after that it is parked."""

DELIVERY_LIMIT = 5
"""A message that kills its process this many times and once more is parked by the broker (N means N + 1 deliveries)."""

MAX_WAITING = 1_000_000
"""A full queue refuses new messages (they stay in the outbox) instead of dropping old ones."""


def exchange_of(event_type: str) -> Exchange:
    """The exchange that an event type is published to."""
    return _exchange(event_type.partition(".")[0])


def dead_name(queue: str) -> str:
    """Name of the queue where parked messages of ``queue`` lie."""
    return f"{queue}.dead"


def retry_name(queue: str, delay_seconds: int) -> str:
    """Name of the waiting room of ``queue`` for one delay."""
    return f"{queue}.retry.{delay_seconds}s"


def declare(channel: Any) -> None:
    """Declare everything, parking queues first (a dead-letter target that isn't there loses messages).

    Idempotent; every process that publishes or consumes calls it, so that no order of starting loses an event."""
    for service in SERVICES:
        _exchange(service)(channel).declare()
    for name in SUBSCRIPTIONS:
        for queue in (_dead_queue(name), *_retry_queues(name), work_queue(name)):
            queue(channel).declare()


def work_queue(name: str) -> Queue:
    """The queue that a consumer listens on, bound to all that it subscribes to."""
    arguments = {
        **_quorum(dead_lettering_to=dead_name(name)),
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-max-length": MAX_WAITING,
    }
    bindings = [binding(exchange_of(type), routing_key=type) for type in SUBSCRIPTIONS[name]]
    return Queue(name, bindings=bindings, durable=True, queue_arguments=arguments)


def _dead_queue(name: str) -> Queue:
    return Queue(dead_name(name), durable=True, queue_arguments={"x-queue-type": "quorum"})


def _retry_queues(name: str) -> list[Queue]:
    return [
        Queue(
            retry_name(name, delay), durable=True,
            queue_arguments={**_quorum(dead_lettering_to=name), "x-message-ttl": delay * 1000},
        )
        for delay in RETRY_DELAYS_SECONDS
    ]


def _quorum(dead_lettering_to: str) -> dict[str, Any]:
    # at-least-once with reject-publish: the default strategy lost messages whose target was away (bus.md).
    return {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": dead_lettering_to,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def _exchange(service: str) -> Exchange:
    return Exchange(f"chungtay.{service}", type="topic", durable=True)
