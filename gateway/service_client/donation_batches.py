"""Micro-batches of donations: while one batch is under way, the next one gathers.

A lone request is sent at once, so an idle system adds no latency; under load many requests share one RPC, one
transaction and one event.
"""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from typing import Any

from gateway.metrics import DONATION_BATCH_GIFTS, DONATION_BATCH_SECONDS, DONATIONS_TURNED_AWAY, DONATIONS_WAITING
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


class DonationBatches:
    """Thread-safe.  Threads are started by the first donation, so after any fork."""

    def __init__(self, rpc: RpcClient) -> None:
        self._rpc = rpc
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(MOST_WAITING)
        self._guard = threading.Lock()
        self._callers = 0
        self._lanes: list[threading.Thread] = []

    def record(self, payload: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        """The service's answer to one donation.  Raises :class:`ServiceAway`."""
        self._start()
        with self._guard:
            if self._rpc.silence.too_many("donations", self._callers):
                DONATIONS_TURNED_AWAY.inc()
                raise ServiceAway("donations", "it does not answer, and enough wait for it already")
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
            DONATIONS_TURNED_AWAY.inc()
            raise ServiceAway("donations", "too many requests") from None
        try:
            return waiting.turn.wait(_seconds_left(context))
        except TimeoutError:
            raise ServiceAway("donations", "no answer in time") from None

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
                    lane = threading.Thread(target=self._run, name=f"donation-lane-{number}", daemon=True)
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
                "donation": w.payload, "actor": w.context.actor, "idempotency_key": w.context.idempotency_key,
                "correlation_id": w.context.correlation_id,
            }
            for w in batch
        ]
        DONATIONS_WAITING.set(self._waiting.qsize())
        DONATION_BATCH_GIFTS.observe(len(batch))
        begun = time.perf_counter()
        try:
            answer = self._rpc.call("donations", "record_donations", seconds, {"entries": entries}, context.to_wire())
            outcomes = _answers(answer, len(batch))
        except Exception as error:  # whatever it is, it is the answer to each who waits; the lane must live on
            outcomes = [error] * len(batch)
        give([w.turn for w in batch], outcomes)
        _tell(batch, context, time.perf_counter() - begun)


def _answers(answer: Answer, many: int) -> list[Answer | Exception]:
    """The answer to each of them.  Raises :class:`ServiceFault` when the service left some out."""
    answers = answer["ok"]["answers"] if "ok" in answer else [answer] * many
    if len(answers) != many:
        raise ServiceFault(f"donations.record_donations: {len(answers)} answers to {many} gifts")
    return list(answers)


def _tell(batch: list[_Waiting], context: CommandContext, seconds: float) -> None:
    """The one line of these gifts: each request's own id beside the one that the batch travels under."""
    DONATION_BATCH_SECONDS.observe(seconds)
    log.info(
        "donations_sent", correlation_id=context.correlation_id, milliseconds=round(seconds * 1000, 1),
        correlation_ids=[waiting.context.correlation_id for waiting in batch],
    )


def _seconds_left(context: CommandContext) -> float:
    return (context.deadline_at - utc_now()).total_seconds()
