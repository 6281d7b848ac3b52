"""The projector: takes every event into the gateway's read models, batch by batch.

A batch is one transaction, and is acknowledged after its commit: an event is neither lost nor counted twice, whatever
dies when (see ``store.apply``).  A poison message is parked with its reason while the others flow; when MongoDB or the
broker is away the projector waits, and nothing is acknowledged.

Several may run at once on the one queue: each writes a partition of its own (``partitions.py``).

Run: ``python -m gateway.projections.projector``.
"""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Sequence
from types import FrameType
from typing import Any

from amqp.exceptions import AMQPError
from bson.errors import BSONError
from pymongo.errors import DocumentTooLarge, PyMongoError

from contracts.subscriptions import PROJECTOR_QUEUE
from gateway.database import connect
from gateway.projections import measured, store
from gateway.projections.batches import BatchConsumer
from gateway.projections.faults import MOST_REFUSALS, refuses_the_event
from gateway.projections.partitions import NoPartitionFree, OwnPartition
from gateway.projections.store import Db, Event
from messaging.crash_points import reach
from messaging.envelope import PoisonMessage
from messaging.publisher import BrokerAway, ConfirmingPublisher
from messaging.received import body_bytes, id_of
from messaging.retry import LONGEST_REASON, park
from runtime import garbage, logs, metrics, readiness, settings

log = logs.get_logger(__name__)

NAME = "projector"
FIRST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS = 0.1, 5.0

MOST_ROWS_IN_TRANSACTION = 5_000
"""A transaction must end well within MongoDB's five seconds, even when each event lists 500 rows."""

BROKER_GONE = (AMQPError, OSError, BrokerAway)


class RefusedByMongoDB(Exception):
    """MongoDB is there and refuses this again and again: a sum beyond 64 bits, a document nested too deeply."""


class Projector:
    """Consumes the projector's queue until told to stop, beside others that do the same."""

    def __init__(self, db: Db, amqp_url: str, queue: str = PROJECTOR_QUEUE) -> None:
        self.db = db
        self.queue = queue
        self.stopping = False
        self._amqp_url = amqp_url
        self._publisher = ConfirmingPublisher(amqp_url)
        self._backoff = FIRST_BACKOFF_SECONDS
        self._in_hand = measured.InHand()
        self._partition = OwnPartition(db, queue)

    def run(self) -> None:
        """Project until told to stop; outages of the broker and of MongoDB are waited out."""
        while not self.stopping:
            try:
                self._partition.hold()
                store.prepare(self.db, self._partition.name)
                self._consume()
            except (*BROKER_GONE, PyMongoError, store.NotPrepared, NoPartitionFree) as error:
                log.warning("projector_waits", error=str(error), seconds=self._backoff)
                time.sleep(self._backoff)
                self._backoff = min(self._backoff * 2, LONGEST_BACKOFF_SECONDS)
        with contextlib.suppress(PyMongoError):  # then it expires
            self._partition.release()

    def _consume(self) -> None:
        consumer = BatchConsumer(self._amqp_url, self.queue)
        try:
            readiness.mark_ready(NAME)
            log.info("projector_consumes", queue=self.queue, partition=self._partition.name)
            while not self.stopping:
                messages = consumer.next_batch()
                self._keep_partition()
                if messages:
                    self._settle(consumer, messages)
                    self._backoff = FIRST_BACKOFF_SECONDS
        finally:
            readiness.mark_not_ready(NAME)
            consumer.close()

    def _keep_partition(self) -> None:
        """Renew the lease when it is due; take another partition when it went to somebody else meanwhile.

        MongoDB away is no reason to give back what is in hand (the broker counts that): without a lease two may write
        one partition, which is as right, only slower."""
        try:
            if not self._partition.kept():
                self._partition.hold()
                store.prepare(self.db, self._partition.name)
        except PyMongoError as error:
            log.warning("partition_not_renewed", partition=self._partition.name, error=str(error)[:LONGEST_REASON])

    def _settle(self, consumer: BatchConsumer, messages: list[Any]) -> None:
        """Take a batch in and acknowledge it; if it fails as a whole, one message at a time."""
        try:
            readable = [store.read_event(body_bytes(message.body)) for message in messages]
            self._in_hand.take(readable)
            for part in _parts(readable):
                self._apply(consumer, part)
        except UNFIT as fault:
            log.warning("batch_taken_one_by_one", messages=len(messages), reason=str(fault))
            for message in messages:
                self._settle_one(consumer, message)
            consumer.went_badly()
            self._in_hand.settled()
            return
        reach("projector.after_commit")
        consumer.ack_through(messages[-1])
        consumer.went_well()
        self._in_hand.settled()

    def _settle_one(self, consumer: BatchConsumer, message: Any) -> None:
        try:
            self._apply(consumer, [store.read_event(body_bytes(message.body))])
        except UNFIT as fault:
            reason = str(fault) if isinstance(fault, PoisonMessage) else f"{type(fault).__name__}: {fault}"
            self._park(message, reason)
        message.ack()

    def _apply(self, consumer: BatchConsumer, events: Sequence[Event]) -> None:
        """Apply, waiting out what passes by itself: MongoDB away, a conflict, a full disk.

        Raises :class:`RefusedByMongoDB` when it does not pass."""
        wait, begun, refusals = FIRST_BACKOFF_SECONDS, time.perf_counter(), 0
        while True:
            try:
                fresh = store.apply(self.db, self._partition.name, events)
                measured.projected(events, fresh, time.perf_counter() - begun)
                return
            except DocumentTooLarge:
                raise
            except PyMongoError as error:
                if self.stopping:
                    raise
                refusals += refuses_the_event(error)
                if refusals >= MOST_REFUSALS:
                    raise RefusedByMongoDB(str(error)[:LONGEST_REASON]) from error
                log.warning("projector_waits", error=str(error)[:LONGEST_REASON], seconds=wait)
                # The broker goes on hearing from us meanwhile, and keeps for us what is in hand.
                wait_until = time.monotonic() + wait
                while (left := wait_until - time.monotonic()) > 0:
                    consumer.listen(left)
                wait = min(wait * 2, LONGEST_BACKOFF_SECONDS)

    def _park(self, message: Any, reason: str) -> None:
        """Put the message aside with its reason.  Raises BrokerAway when the broker did not take the copy; then the
        original is not acknowledged and comes again."""
        message_id = id_of(message)
        measured.PARKED.inc()
        log.error("event_parked", queue=self.queue, message_id=message_id, reason=reason)
        headers = dict(message.headers or {})
        try:
            outcome = self._publisher.publish([park(self.queue, message_id, body_bytes(message.body), headers, reason)])
        finally:
            self._publisher.close()  # poison is rare: not worth a connection that must be kept alive
        if outcome.refused:
            raise BrokerAway(f"the parking queue of {self.queue} did not take {message_id}")


UNFIT = (
    PoisonMessage, RefusedByMongoDB, BSONError, DocumentTooLarge, OverflowError, TypeError, ValueError, LookupError,
)
"""What no later try makes right: the message breaks its contract, or MongoDB can't hold what it says."""


def _parts(events: Sequence[Event]) -> list[list[Event]]:
    """The events in order, cut so that no part states too many rows for one transaction."""
    parts: list[list[Event]] = [[]]
    rows = 0
    for event in events:
        if parts[-1] and rows + len(event.rows) > MOST_ROWS_IN_TRANSACTION:
            parts.append([])
            rows = 0
        parts[-1].append(event)
        rows += len(event.rows)
    return parts


def main() -> None:
    """Project until SIGTERM; the batch in hand is finished and acknowledged first."""
    config = settings.load()
    garbage.look_rarely()
    logs.configure(NAME, config.log_level)
    projector = Projector(connect(config), config.amqp_url)
    metrics.report(NAME)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        projector.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    projector.run()


if __name__ == "__main__":
    main()
