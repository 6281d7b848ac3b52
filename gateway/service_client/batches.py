"""Micro-batches of a command: while one batch is under way, the next one gathers.

A lone request is sent at once, so an idle system adds no latency; under load many requests share one RPC, one
transaction and one event.
"""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from gateway.service_client.answers_in_turn import Answer, Turn, give
from messaging.context import CommandContext
from messaging.rpc_client import RpcClient, ServiceAway, ServiceFault
from runtime.clock import utc_now
from runtime.logs import get_logger

log = get_logger(__name__)

MOST_PER_BATCH = 200
MOST_WAITING = 2_000
"""More than this are turned away at once with 503, instead of waiting beyond their deadline."""

LANES = 1
"""Batches under way at once per process.  One: while it is answered, the next grows, and what a batch costs is
shared by more gifts (docs/performance.md)."""


@dataclass(slots=True)
class _Waiting:
    payload: dict[str, Any]
    context: CommandContext
    turn: Turn


@dataclass(frozen=True)
class Carried:
    """What a batch carries, to which command: each of its ``entries`` holds the payload under ``entry``.  And where it
    is counted how many shared a batch, how long that took, how many waited, and were turned away."""

    service: str
    method: str
    entry: str
    together: Histogram
    seconds: Histogram
    waiting: Gauge
    turned_away: Counter


class Batches:
    """Thread-safe.  Threads are started by the first request, so after any fork."""

    def __init__(self, rpc: RpcClient, carried: Carried) -> None:
        self._rpc = rpc
        self._carried = carried
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(MOST_WAITING)
        self._guard = threading.Lock()
        self._callers = 0
        self._lanes: list[threading.Thread] = []

    def ask(self, payload: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        """The service's answer to one of them.  Raises :class:`ServiceAway`."""
        self._start()
        with self._guard:
            if self._rpc.silence.too_many(self._carried.service, self._callers):
                self._carried.turned_away.inc()
                raise ServiceAway(self._carried.service, "it does not answer, and enough wait for it already")
            self._callers += 1
        try:
            return self._wait(payload, context)
        finally:
            with self._guard:
                self._callers -= 1

    def _wait(self, payload: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        waiting = _Waiting(payload, context, Turn())
        try:
            self._waiting.put_nowait(waiting)
        except queue.Full:
            self._carried.turned_away.inc()
            raise ServiceAway(self._carried.service, "too many requests") from None
        try:
            return waiting.turn.wait(_seconds_left(context))
        except TimeoutError:
            raise ServiceAway(self._carried.service, "no answer in time") from None

    def close(self) -> None:
        """End the lanes after what they have in hand."""
        for _ in self._lanes:
            self._waiting.put(None)
        for lane in self._lanes:
            lane.join(timeout=5)

    def _start(self) -> None:
        with self._guard:
            if not self._lanes:
                for number in range(LANES):
                    lane = threading.Thread(target=self._run, name=f"{self._carried.entry}-lane-{number}", daemon=True)
                    self._lanes.append(lane)
                    lane.start()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, last = self._gather(first)
            self._send([w for w in batch if _seconds_left(w.context) > 0])
            if last:
                return

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        batch = [first]
        while len(batch) < MOST_PER_BATCH:
            try:
                another = self._waiting.get_nowait()
            except queue.Empty:
                break
            if another is None:
                return batch, True
            batch.append(another)
        return batch, False

    def _send(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        seconds = max(_seconds_left(w.context) for w in batch)
        context = max((w.context for w in batch), key=lambda c: c.deadline_at)
        entries = [
            {
                self._carried.entry: w.payload, "actor": w.context.actor, "idempotency_key": w.context.idempotency_key,
                "correlation_id": w.context.correlation_id,
            }
            for w in batch
        ]
        self._carried.waiting.set(self._waiting.qsize())
        self._carried.together.observe(len(batch))
        begun = time.perf_counter()
        try:
            answer = self._rpc.call(
                self._carried.service, self._carried.method, seconds, {"entries": entries}, context.to_wire()
            )
            outcomes = self._answers(answer, len(batch))
        except Exception as error:  # whatever it is, it is the answer to each who waits; the lane must live on
            outcomes = [error] * len(batch)
        give([w.turn for w in batch], outcomes)
        self._tell(batch, context, time.perf_counter() - begun)

    def _answers(self, answer: Answer, many: int) -> list[Answer | Exception]:
        """The answer to each of them.  Raises :class:`ServiceFault` when the service left some out."""
        answers = answer["ok"]["answers"] if "ok" in answer else [answer] * many
        if len(answers) != many:
            raise ServiceFault(f"{self._carried.service}.{self._carried.method}: {len(answers)} answers to {many}")
        return list(answers)

    def _tell(self, batch: list[_Waiting], context: CommandContext, seconds: float) -> None:
        """The one line of these requests: each one's own id beside the one that the batch travels under."""
        self._carried.seconds.observe(seconds)
        log.info(
            f"{self._carried.entry}s_sent", correlation_id=context.correlation_id,
            milliseconds=round(seconds * 1000, 1),
            correlation_ids=[waiting.context.correlation_id for waiting in batch],
        )


def _seconds_left(context: CommandContext) -> float:
    return (context.deadline_at - utc_now()).total_seconds()
