"""Commands to the services, with their refusals as exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock
from typing import Any

from contracts.refusals import Refusal, RemoteRefusal
from gateway.service_client import guest_batches
from gateway.service_client.batches import Batches
from gateway.service_client.donation_batches import DonationBatches
from messaging.context import CommandContext
from messaging.rpc_client import RpcClient, ServiceAway
from runtime.clock import utc_now
from runtime.logs import get_logger

log = get_logger(__name__)

DEFAULT_SECONDS = 5.0


class IdempotencyKeyInFlight(Refusal):
    """The first request with this key has no answer yet."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            "Yêu cầu mang khóa này đang được xử lý.", field="Idempotency-Key",
            remedy="Chờ vài giây rồi gửi lại với cùng khóa; kết quả sẽ không bị ghi hai lần.",
        )


class ServiceClient:
    """Thread-safe.  Every method raises :class:`Refusal` (decided by the service), :class:`ServiceAway` (no answer;
    asking again with the same key is safe) or :class:`ServiceFault` (a defect)."""

    def __init__(self, amqp_url: str) -> None:
        self._rpc = RpcClient(amqp_url)
        self._donations = DonationBatches(self._rpc)
        self._guests = Batches(self._rpc, guest_batches.CARRIED)
        self._in_flight: set[str] = set()
        self._guard = Lock()

    def call(
        self, service: str, method: str, payload: dict[str, Any], context: CommandContext,
        timeout_seconds: float = DEFAULT_SECONDS,
    ) -> dict[str, Any]:
        """Ask a service for one thing; ``payload`` holds JSON values."""
        with self._alone(context.idempotency_key):
            log.info("command_sent", service=service, command=method, correlation_id=context.correlation_id)
            answer = self._rpc.call(service, method, timeout_seconds, payload, context.to_wire())
        return opened(service, answer)

    def record_donation(self, payload: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        """Book one gift; concurrent ones share a transaction and a message."""
        with self._alone(context.idempotency_key):
            answer = self._donations.record(payload, context)
        return opened("donations", answer)

    def register_guest(self, payload: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        """Register one guest; concurrent ones share a transaction and a message."""
        with self._alone(context.idempotency_key):
            answer = self._guests.ask(payload, context)
        return opened("events", answer)

    def close(self) -> None:
        """End the threads and connections."""
        self._guests.close()
        self._donations.close()
        self._rpc.close()

    @contextmanager
    def _alone(self, key: str | None) -> Iterator[None]:
        """One request per key at a time in this process; between processes the service's transaction decides."""
        if key is None:
            yield
            return
        with self._guard:
            if key in self._in_flight:
                raise IdempotencyKeyInFlight
            self._in_flight.add(key)
        try:
            yield
        finally:
            with self._guard:
                self._in_flight.discard(key)


def opened(service: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The result inside an answer.  Raises :class:`RemoteRefusal` or :class:`ServiceAway`."""
    if "ok" in answer:
        return dict(answer["ok"])
    if "refused" in answer:
        raise RemoteRefusal(answer["refused"])
    raise ServiceAway(service, str(answer.get("away")))


def context_for(
    actor: str, correlation_id: str, key: str | None = None, seconds: float = DEFAULT_SECONDS, rehearsal: bool = False
) -> CommandContext:
    """The context of a command that is asked now.  ``key`` is scoped to the actor: two people may choose the same."""
    return CommandContext(
        actor=actor, correlation_id=correlation_id, deadline_at=utc_now() + timedelta(seconds=seconds),
        idempotency_key=f"{actor}:{key}" if key else None, rehearsal=rehearsal,
    )
