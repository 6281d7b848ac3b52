"""What the bus counts: commands answered, transactions, events waiting, sent and handled."""

from __future__ import annotations

from typing import Any

from prometheus_client import Counter, Gauge, Histogram
from pymongo.database import Database
from pymongo.errors import PyMongoError

from messaging import outbox
from runtime.clock import utc_now
from runtime.metrics import BATCH_SIZES, QUICK_SECONDS, before_each_report

COMMAND_SECONDS = Histogram(
    "chungtay_command_seconds", "Time to answer a command, by its outcome (ok, refused, away, failed).",
    ["command", "outcome"], buckets=QUICK_SECONDS,
)
TRANSACTION_SECONDS = Histogram(
    "chungtay_transaction_seconds", "Time of a committed transaction with all its tries.", ["service"],
    buckets=QUICK_SECONDS,
)
TRANSACTION_RETRIES = Counter(
    "chungtay_transaction_retries_total", "Transactions run again after a conflict or an outage.", ["service"]
)
OUTBOX_EVENTS = Gauge("chungtay_outbox_events", "Committed events that wait to be sent.", ["service"])
OUTBOX_AGE = Gauge("chungtay_outbox_oldest_seconds", "How long the oldest of them has waited.", ["service"])
RELAYED_EVENTS = Counter(
    "chungtay_relayed_events_total", "Events given to the broker, confirmed or refused (full, no queue).",
    ["service", "outcome"],
)
RELAY_BATCH_EVENTS = Histogram(
    "chungtay_relay_batch_events", "Events sent together.", ["service"], buckets=BATCH_SIZES
)
HANDLED_EVENTS = Counter(
    "chungtay_handled_events_total", "Events a service has settled: handled, put_off or parked.", ["queue", "outcome"]
)


def watch_outbox(db: Database[dict[str, Any]], service: str) -> None:
    """Look at a service's outbox before each report.  While MongoDB is away there is no number, rather than an old
    one."""

    def look_at_outbox() -> None:
        try:
            waiting, since = outbox.waiting(db)
        except PyMongoError:
            OUTBOX_EVENTS.clear()
            OUTBOX_AGE.clear()
            return
        OUTBOX_EVENTS.labels(service).set(waiting)
        age_seconds = (utc_now() - since).total_seconds() if since else 0.0
        OUTBOX_AGE.labels(service).set(max(0.0, age_seconds))

    before_each_report(look_at_outbox)
