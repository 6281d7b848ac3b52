"""The relay: takes committed events out of a service's outbox and gives them to the broker.

One relay per service is active (a lease); others stand by.  A poll of the outbox is the truth; a change stream only
wakes the relay early.  An event leaves the outbox after the broker's confirm and not before, so it is sent at least
once: a crash in between sends it twice, and every consumer is proof against that.

Run: ``python -m messaging.relay donations``.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from types import FrameType
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from messaging import outbox
from messaging.crash_points import reach
from messaging.lease import Lease
from messaging.metrics import RELAY_BATCH_EVENTS, RELAYED_EVENTS, watch_outbox
from messaging.publisher import BrokerAway, ConfirmingPublisher, Outcome, Outgoing
from messaging.topology import exchange_of
from messaging.unit_of_work import Store
from runtime import logs, metrics, readiness, settings

log = structlog.get_logger()

BATCH = 500
POLL_SECONDS = 0.5
PACE_SECONDS = 0.04
"""From one batch to the next at the least: under load several events share what a batch costs, a lone one goes at once.
Looking as often as events come, for each alone, took a fifth of all the work that a gift makes."""

STREAM_AFTER_SECONDS = 2.0
"""Without an event for so long, a change stream takes over from looking.  MongoDB goes through every write of the whole
server for it: while a statement is imported that is as much work as storing its lines."""

PUT_OFF_SECONDS = 2
LONGEST_BACKOFF_SECONDS = 5.0


class Relay:
    """The relay of one service."""

    def __init__(self, store: Store, amqp_url: str) -> None:
        self.store = store
        self.lease = Lease(store.db, "relay")
        self.publisher = ConfirmingPublisher(amqp_url)
        self.stopping = False
        self._stream: Any = None
        self._sent_at = -STREAM_AFTER_SECONDS
        self._sent: set[str] = set()
        self._shown = False

    def run(self) -> None:
        """Relay until told to stop; outages of the broker or the database are waited out."""
        backoff = 0.1
        while not self.stopping:
            try:
                if not self.lease.hold():
                    self._show_working(False)
                    time.sleep(POLL_SECONDS)
                    continue
                self.publisher.connect()
                self._show_working(True)
                self.work()
                backoff = 0.1
            except (BrokerAway, PyMongoError) as error:
                log.warning("relay_waits", service=self.store.service, error=str(error), seconds=backoff)
                self._show_working(False)
                self._drop_stream()
                time.sleep(backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF_SECONDS)
        self._stop()

    def work(self) -> None:
        """One round: send a batch; after a full one go on at once, after an empty one wait until something comes."""
        begun = time.monotonic()
        sent = self.send_batch()
        keeps_coming = begun - self._sent_at < STREAM_AFTER_SECONDS
        if sent:
            if keeps_coming:
                # Nobody needs waking; what the stream would tell of these events would only pile up.
                self._drop_stream()
            self._sent_at = time.monotonic()
        elif keeps_coming and self._stream is None:
            time.sleep(PACE_SECONDS)
        else:
            self._wait_for_more()
        if 0 < sent < BATCH:
            # No heartbeat is needed on this way: what is sent and confirmed is one.
            time.sleep(max(0.0, begun + PACE_SECONDS - time.monotonic()))

    def _stop(self) -> None:
        self._show_working(False)
        self._drop_stream()
        self.publisher.close()
        with contextlib.suppress(PyMongoError):  # then it expires
            self.lease.release()

    def _show_working(self, working: bool) -> None:
        """The sign says: holds the lease and is connected to the broker."""
        if working != self._shown:
            (readiness.mark_ready if working else readiness.mark_not_ready)(f"{self.store.service}-relay")
            self._shown = working

    def send_batch(self) -> int:
        """Send up to :data:`BATCH` events; returns how many were looked at.  Raises :class:`BrokerAway`."""
        waiting = outbox.oldest(self.store.db, BATCH)
        if not waiting:
            return 0
        outcome = self.publisher.publish(
            [Outgoing(row["_id"], exchange_of(row["type"]).name, row["type"], row["body"]) for row in waiting]
        )
        reach("relay.after_confirm")
        if outcome.confirmed:
            outbox.remove(self.store.db, outcome.confirmed)
            if self._stream is not None:
                self._sent.update(outcome.confirmed)
        self._tell(waiting, outcome)
        if outcome.refused:
            log.warning("broker_refused_events", service=self.store.service, count=len(outcome.refused))
            outbox.put_off(self.store.db, outcome.refused, PUT_OFF_SECONDS)
        return len(waiting)

    def _tell(self, rows: list[dict[str, Any]], outcome: Outcome) -> None:
        service = self.store.service
        RELAY_BATCH_EVENTS.labels(service).observe(len(rows))
        RELAYED_EVENTS.labels(service, "confirmed").inc(len(outcome.confirmed))
        RELAYED_EVENTS.labels(service, "refused").inc(len(outcome.refused))
        if outcome.confirmed:
            confirmed = set(outcome.confirmed)
            sent = [row for row in rows if row["_id"] in confirmed]
            log.info(
                "events_sent", service=service, event_ids=[row["_id"] for row in sent],
                correlation_ids=[row.get("correlation_id") for row in sent],
            )

    def _wait_for_more(self) -> None:
        """Sleep until something is committed to the outbox, or the poll is due."""
        if self._stream is None:
            self._stream = self.store.db[outbox.COLLECTION].watch(
                [{"$match": {"operationType": "insert"}}, {"$project": {"documentKey": 1}}],
                max_await_time_ms=int(POLL_SECONDS * 1000),
            )
            return  # look once more: something may have come before the stream was open
        # The stream also tells of what a poll has found and sent before: that is no reason to look again.  A batch's
        # worth of it at the most, because the lease must be renewed.
        for _ in range(BATCH):
            news = self._stream.try_next()
            if news is None:
                self._sent.clear()  # caught up; what is left was sent before the stream was open
                break
            if news["documentKey"]["_id"] not in self._sent:
                break
            self._sent.discard(news["documentKey"]["_id"])
        self.publisher.heartbeat()

    def _drop_stream(self) -> None:
        stream, self._stream = self._stream, None
        self._sent.clear()
        if stream is not None:
            with contextlib.suppress(PyMongoError):
                stream.close()


def main() -> None:
    """Relay one service's events until SIGTERM."""
    service = sys.argv[1]
    config = settings.load()
    logs.configure(f"{service}-relay", config.log_level)
    store = Store(service, config)
    store.prepare()
    watch_outbox(store.db, service)
    metrics.report(f"{service}-relay")
    relay = Relay(store, config.amqp_url)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        relay.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    relay.run()


if __name__ == "__main__":
    main()
