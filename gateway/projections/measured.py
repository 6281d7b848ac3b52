"""What the projector counts, and its one log line per batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import Counter, Gauge, Histogram

from gateway.projections.store import Event
from runtime import logs
from runtime.clock import utc_now
from runtime.metrics import BATCH_SIZES, QUICK_SECONDS

log = logs.get_logger(__name__)

EVENTS = Counter("chungtay_projected_events_total", "Events taken into the read models for the first time.")
REPEATS = Counter("chungtay_projected_repeats_total", "Events that were in already: they came twice.")
ROWS = Counter("chungtay_projected_rows_total", "Rows that the events stated.")
PARKED = Counter("chungtay_projector_parked_total", "Events that could not be read, put aside with their reason.")
BATCH_EVENTS = Histogram("chungtay_projector_batch_events", "Events in one transaction.", buckets=BATCH_SIZES)
BATCH_SECONDS = Histogram(
    "chungtay_projector_batch_seconds", "Time of such a transaction with all its tries.", buckets=QUICK_SECONDS
)
EVENT_AGE = Histogram(
    "chungtay_projector_event_age_seconds", "From what happened to its being in the read models, per event.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0),
)
PARTITION = Gauge("chungtay_projector_partition", "Number of the partition that this projector writes; 0 for none.")
LAG = Gauge(
    "chungtay_projector_lag_seconds", "Age of the oldest event in hand that is not in the read models; 0 when idle."
)


class InHand:
    """How old the oldest event is that the projector has in hand: what stands behind it in the queue is younger."""

    def __init__(self) -> None:
        self._oldest_at: datetime | None = None
        LAG.set_function(self.lag_seconds)

    def take(self, events: Sequence[Event]) -> None:
        """These are being taken in."""
        self._oldest_at = min((event.at for event in events), default=None)

    def settled(self) -> None:
        """Nothing is in hand any more."""
        self._oldest_at = None

    def lag_seconds(self) -> float:
        """0 when nothing is in hand, and when a clock that jumped makes the event come from the future."""
        oldest_at = self._oldest_at
        return max(0.0, (utc_now() - oldest_at).total_seconds()) if oldest_at else 0.0


def projected(events: Sequence[Event], fresh: int, seconds: float) -> None:
    """Count a batch that has committed, and say which events and requests it brought in."""
    now = utc_now()
    EVENTS.inc(fresh)
    REPEATS.inc(len(events) - fresh)
    ROWS.inc(sum(len(event.rows) for event in events))
    BATCH_EVENTS.observe(len(events))
    BATCH_SECONDS.observe(seconds)
    for event in events:
        EVENT_AGE.observe(max(0.0, (now - event.at).total_seconds()))
    log.info(
        "events_projected", new=fresh, milliseconds=round(seconds * 1000, 1), event_ids=[event.id for event in events],
        correlation_ids=[event.wire.get("correlationid") for event in events],
    )
