"""Commands from a threaded process to the nameko services.

nameko's own clients wait without a limit, hang when shared by threads, or leave a queue behind per request (bus.md).
This one has one consumer thread and one exclusive reply queue per process; calls wait on futures by correlation id,
each with its deadline.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any

import orjson
import structlog
from amqp import Message
from amqp.exceptions import AMQPError
from kombu import Connection, Consumer, Exchange, Queue

from messaging.connecting import connect
from messaging.publisher import HEARTBEAT_SECONDS
from messaging.silence import MOST_WHO_WAIT, Silence

log = structlog.get_logger()

RPC_EXCHANGE = Exchange("nameko-rpc", type="topic", durable=True)
MOST_CALLS_UNDER_WAY = 2_000
_POLL_SECONDS = 1.0
_LOOKS_AFTER_SECONDS = (0.02, 0.2, 1.0)
"""When a waiting call looks whether the broker has returned its command because nobody listens."""


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
        self.silence = Silence()
        self._under_way: dict[str, tuple[str, Future[dict[str, Any]]]] = {}
        self._wait_for_broker = 0
        self._broker_is_away = False  # unknown at first: then all may wait for the first connection
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
        give_up_at = time.monotonic() + timeout_seconds
        self._ensure_consumer(service, timeout_seconds)
        correlation_id = uuid.uuid4().hex
        answer: Future[dict[str, Any]] = Future()
        reply_to = self._enter(service, correlation_id, answer)
        try:
            self._publish(service, method, args, correlation_id, reply_to, give_up_at)
            reply = self._wait(answer, give_up_at)
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
            if self._broker_is_away and self._wait_for_broker >= MOST_WHO_WAIT:
                raise ServiceAway(service, "the broker is away, and enough wait for it already")
            self._wait_for_broker += 1
        try:
            if not self._consuming.wait(timeout=min(timeout_seconds, 2.0)):
                raise ServiceAway(service, "the broker is away")
        finally:
            with self._guard:
                self._wait_for_broker -= 1

    def _enter(self, service: str, correlation_id: str, answer: Future[dict[str, Any]]) -> str:
        """Note the call; returns where its answer shall go.  In one step with the look at the connection: a call
        noted for a reply queue that is gone by now would wait in vain until its deadline."""
        with self._guard:
            if not self._reply_to:
                raise ServiceAway(service, "the broker is away")
            if len(self._under_way) >= MOST_CALLS_UNDER_WAY:
                raise ServiceAway(service, "too many calls under way")
            if self.silence.too_many(service, sum(1 for asked, _ in self._under_way.values() if asked == service)):
                raise ServiceAway(service, "it does not answer, and enough wait for it already")
            self.silence.asked(service)
            self._under_way[correlation_id] = (service, answer)
            return self._reply_to

    def _wait(self, answer: Future[dict[str, Any]], give_up_at: float) -> dict[str, Any]:
        for look_after in _LOOKS_AFTER_SECONDS:
            with contextlib.suppress(FutureTimeout):
                return answer.result(timeout=max(0.0, min(look_after, give_up_at - time.monotonic())))
            if self._publish_guard.acquire(blocking=False):  # else another call is looking
                try:
                    self._take_in_returns()
                except (AMQPError, OSError):
                    self._drop_publishing()
                finally:
                    self._publish_guard.release()
        return answer.result(timeout=max(0.0, give_up_at - time.monotonic()))

    def _publish(
        self, service: str, method: str, args: tuple[Any, ...], correlation_id: str, reply_to: str, give_up_at: float
    ) -> None:
        body = orjson.dumps({"args": args, "kwargs": {}})
        if not self._publish_guard.acquire(timeout=max(0.0, give_up_at - time.monotonic())):
            raise FutureTimeout
        try:
            for last_try in (False, True):
                left = give_up_at - time.monotonic()
                if left <= 0:
                    raise FutureTimeout
                message = Message(
                    body, content_type="application/json", content_encoding="utf-8", delivery_mode=1,
                    reply_to=reply_to, correlation_id=correlation_id, message_id=correlation_id,
                    # Nobody waits any more after this: a service that comes back late must not find old commands.
                    expiration=str(int(left * 1000)),
                )
                try:
                    self._open_publishing(left).basic_publish(
                        message, exchange=RPC_EXCHANGE.name, routing_key=f"{service}.{method}", mandatory=True
                    )
                    return
                except (AMQPError, OSError) as error:
                    self._drop_publishing()
                    if last_try:
                        raise ServiceAway(service, f"the broker is away: {error!r}") from error
        finally:
            self._publish_guard.release()

    def _open_publishing(self, seconds: float) -> Any:
        if self._channel is None:
            connection = Connection(self._amqp_url, connect_timeout=min(seconds, 3.0))
            self._publishing = connection
            connect(connection)
            channel = connection.channel()
            RPC_EXCHANGE(channel).declare()
            channel.events["basic_return"].add(self._on_return)
            self._channel = channel
        else:
            self._take_in_returns()
        return self._channel

    def _take_in_returns(self) -> None:
        """Take in what the broker says to the publishing channel (returns, a close), without waiting for it."""
        if self._publishing is None:
            return
        with contextlib.suppress(TimeoutError):
            while True:
                self._publishing.drain_events(timeout=0.000001)

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
            connection = Connection(self._amqp_url, heartbeat=HEARTBEAT_SECONDS, connect_timeout=3)
            try:
                self._consume(connection)
            except (AMQPError, OSError) as error:
                log.warning("rpc_replies_interrupted", error=repr(error), seconds=backoff)
            except Exception:  # this thread must live: without it every call would wait in vain
                log.exception("rpc_replies_failed")
            if self._consuming.is_set():
                backoff = 0.1
            self._lose_replies()
            with contextlib.suppress(AMQPError, OSError):
                connection.collect()  # no farewell: the other side may be gone
            if not self._closing:
                time.sleep(backoff)
                backoff = min(backoff * 2, 3.0)

    def _consume(self, connection: Connection) -> None:
        reply_to = uuid.uuid4().hex
        queue = Queue(f"rpc.reply-gateway-{reply_to}", RPC_EXCHANGE, routing_key=reply_to, exclusive=True,
                      auto_delete=True, durable=False)
        connect(connection)
        with Consumer(connection.channel(), [queue], on_message=self._on_reply, no_ack=True):
            with self._guard:
                self._reply_to = reply_to
                self._broker_is_away = False
            self._consuming.set()
            last_beat = time.monotonic()
            while not self._closing:
                with contextlib.suppress(TimeoutError):
                    connection.drain_events(timeout=_POLL_SECONDS)
                # By the clock, not only when idle: replies are never acknowledged, so under steady load the broker
                # would hear nothing from us and take us for dead.
                if time.monotonic() - last_beat >= HEARTBEAT_SECONDS / 4:
                    connection.heartbeat_check()
                    last_beat = time.monotonic()

    def _lose_replies(self) -> None:
        """The reply queue is gone and with it all answers on their way: say so to all who wait."""
        with self._guard:
            self._consuming.clear()
            self._broker_is_away = True
            self._reply_to = ""
            lost, self._under_way = self._under_way, {}
        for service, answer in lost.values():
            answer.set_exception(ServiceAway(service, "the connection to the broker was lost"))
        # The publishing connection has no heartbeat of its own: what this one has found out holds for that one too,
        # or commands would go into a dead socket.
        with self._publish_guard:
            self._drop_publishing()

    def _on_reply(self, message: Any) -> None:
        with self._guard:
            waiting = self._under_way.pop(message.properties.get("correlation_id"), None)
        if waiting is None:
            return  # its caller has given up
        service, answer = waiting
        self.silence.heard(service)
        try:
            reply = orjson.loads(message.body if isinstance(message.body, str) else bytes(message.body))
            answer.set_result({"error": reply["error"], "result": reply["result"]})
        except (ValueError, KeyError, TypeError) as error:
            answer.set_exception(ServiceFault(f"{service}: an answer that can't be read: {error!r}"))

    def _fail(self, correlation_id: str | None, reason: str) -> None:
        with self._guard:
            waiting = self._under_way.pop(correlation_id or "", None)
        if waiting is not None:
            waiting[1].set_exception(ServiceAway(waiting[0], reason))
