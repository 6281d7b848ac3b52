"""Commands from a threaded process to the nameko services.

nameko's own clients wait without a limit, hang when shared by threads, or leave a queue behind per request (bus.md).
This one has one consumer thread and one exclusive reply queue per process; calls wait on futures by correlation id,
each with its deadline.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any

import orjson
import structlog
from amqp import Message
from amqp.exceptions import AMQPError
from kombu import Connection, Consumer, Exchange, Queue

log = structlog.get_logger()

RPC_EXCHANGE = Exchange("nameko-rpc", type="topic", durable=True)
MOST_CALLS_UNDER_WAY = 2_000
_POLL_SECONDS = 1.0


class ServiceAway(Exception):
    """No answer: the broker or the service is away, too busy, or the deadline has passed.  Whether the command was
    carried out is unknown; asking again with the same idempotency key is safe."""

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(f"{service}: {reason}")
        self.service = service
        self.reason = reason


class ServiceFault(Exception):
    """The service answered with an unexpected error of its own (a defect)."""


class RpcClient:
    """Thread-safe.  Make it after forking; the connection is opened by the first call."""

    def __init__(self, amqp_url: str) -> None:
        self._amqp_url = amqp_url
        self._under_way: dict[str, tuple[str, Future[dict[str, Any]]]] = {}
        self._guard = threading.Lock()
        self._publish_guard = threading.Lock()
        self._publishing: Connection | None = None
        self._channel: Any = None
        self._reply_to = ""
        self._consuming = threading.Event()
        self._thread: threading.Thread | None = None
        self._closing = False

    def call(self, service: str, method: str, timeout_seconds: float, *args: Any) -> Any:
        """Ask and wait.  Raises :class:`ServiceAway` or :class:`ServiceFault`; never waits past the timeout."""
        self._ensure_consumer(service, timeout_seconds)
        correlation_id = uuid.uuid4().hex
        answer: Future[dict[str, Any]] = Future()
        with self._guard:
            if len(self._under_way) >= MOST_CALLS_UNDER_WAY:
                raise ServiceAway(service, "too many calls under way")
            self._under_way[correlation_id] = (service, answer)
        try:
            self._publish(service, method, args, correlation_id, timeout_seconds)
            reply = answer.result(timeout=timeout_seconds)
        except FutureTimeout:
            raise ServiceAway(service, "no answer in time") from None
        finally:
            with self._guard:
                self._under_way.pop(correlation_id, None)
        if reply["error"]:
            raise ServiceFault(f"{service}.{method}: {reply['error'].get('exc_type')}: {reply['error'].get('value')}")
        return reply["result"]

    def connected(self) -> bool:
        """Whether answers can reach this process just now."""
        return self._consuming.is_set()

    def close(self) -> None:
        """Stop the consumer thread and drop the connections."""
        self._closing = True
        if self._thread is not None:
            self._thread.join(timeout=_POLL_SECONDS + 2)
        with self._publish_guard:
            self._drop_publishing()

    def _ensure_consumer(self, service: str, timeout_seconds: float) -> None:
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._consume_for_ever, name="rpc-replies", daemon=True)
                self._thread.start()
        if not self._consuming.wait(timeout=min(timeout_seconds, 2.0)):
            raise ServiceAway(service, "the broker is away")

    def _publish(self, service: str, method: str, args: tuple[Any, ...], correlation_id: str, seconds: float) -> None:
        message = Message(
            orjson.dumps({"args": args, "kwargs": {}}), content_type="application/json", content_encoding="utf-8",
            delivery_mode=1, reply_to=self._reply_to, correlation_id=correlation_id, message_id=correlation_id,
            # Nobody waits any more after this: a service that comes back late must not find old commands.
            expiration=str(int(seconds * 1000)),
        )
        with self._publish_guard:
            for last_try in (False, True):
                try:
                    self._open_publishing().basic_publish(
                        message, exchange=RPC_EXCHANGE.name, routing_key=f"{service}.{method}", mandatory=True
                    )
                    return
                except (AMQPError, OSError) as error:
                    self._drop_publishing()
                    if last_try:
                        raise ServiceAway(service, f"the broker is away: {error!r}") from error

    def _open_publishing(self) -> Any:
        if self._channel is None:
            connection = Connection(self._amqp_url, connect_timeout=3)
            connection.connect()
            channel = connection.channel()
            RPC_EXCHANGE(channel).declare()
            channel.events["basic_return"].add(self._on_return)
            self._publishing, self._channel = connection, channel
        else:
            # Take in what the broker says to this channel (returns, a close), without waiting for it.
            with contextlib.suppress(TimeoutError):
                self._publishing.drain_events(timeout=0.000001)  # type: ignore[union-attr]
        return self._channel

    def _drop_publishing(self) -> None:
        connection, self._publishing, self._channel = self._publishing, None, None
        if connection is not None:
            with contextlib.suppress(AMQPError, OSError):
                connection.collect()  # no farewell: the other side may be gone

    def _on_return(self, _error: Exception, _exchange: str, routing_key: str, message: Any) -> None:
        self._fail(message.properties.get("correlation_id"), f"nobody listens to {routing_key}")

    def _consume_for_ever(self) -> None:
        backoff = 0.1
        while not self._closing:
            try:
                with Connection(self._amqp_url, heartbeat=20, connect_timeout=3) as connection:
                    self._consume(connection)
                backoff = 0.1
            except (AMQPError, OSError) as error:
                log.warning("rpc_replies_interrupted", error=repr(error), seconds=backoff)
            self._consuming.clear()
            self._fail_all("the connection to the broker was lost")
            if not self._closing:
                threading.Event().wait(backoff)
                backoff = min(backoff * 2, 3.0)

    def _consume(self, connection: Connection) -> None:
        reply_to = uuid.uuid4().hex
        queue = Queue(f"rpc.reply-gateway-{reply_to}", RPC_EXCHANGE, routing_key=reply_to, exclusive=True,
                      auto_delete=True, durable=False)
        with Consumer(connection.channel(), [queue], on_message=self._on_reply, no_ack=True):
            self._reply_to = reply_to
            self._consuming.set()
            while not self._closing:
                try:
                    connection.drain_events(timeout=_POLL_SECONDS)
                except TimeoutError:
                    connection.heartbeat_check()

    def _on_reply(self, message: Any) -> None:
        with self._guard:
            waiting = self._under_way.pop(message.properties.get("correlation_id"), None)
        if waiting is not None:  # else its caller has given up
            body = message.body
            waiting[1].set_result(orjson.loads(body if isinstance(body, str) else bytes(body)))

    def _fail(self, correlation_id: str | None, reason: str) -> None:
        with self._guard:
            waiting = self._under_way.pop(correlation_id or "", None)
        if waiting is not None:
            waiting[1].set_exception(ServiceAway(waiting[0], reason))

    def _fail_all(self, reason: str) -> None:
        with self._guard:
            lost, self._under_way = self._under_way, {}
        for service, answer in lost.values():
            answer.set_exception(ServiceAway(service, reason))
