"""The sealer process: seals the journal of every campaign about once a second.

One is at work, by a lease; others stand by.  Plain Python and a process of its own: hashing is CPU, which inside a
nameko service would stop every greenlet; and intake never waits for it.

Run: ``python -m services.donations.ledger.sealer``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import threading
from types import FrameType
from typing import Any

from prometheus_client import Counter, Gauge, Histogram
from pymongo.database import Database
from pymongo.errors import PyMongoError

from messaging.lease import Lease
from messaging.migrations import migrate
from messaging.unit_of_work import Store, StoreAway
from runtime import garbage, logs, metrics, readiness, settings
from runtime.clock import utc_now
from runtime.metrics import QUICK_SECONDS, before_each_report
from services.donations.documents import DOCUMENTS
from services.donations.ledger import sealing
from services.donations.ledger.documents import UNSEALED
from services.donations.migrations import MIGRATIONS
from services.donations.statements.rules import WORKED_ON

PROCESS_NAME = "donations-sealer"
LEASE_NAME = "sealer"
EVERY_SECONDS = 1.0
NICENESS = 10
"""Whoever books goes first: nobody waits for the sealer, and it catches up as soon as there is room."""

LONGEST_GIVING_WAY = dt.timedelta(seconds=120)
"""Somebody waits for a statement that is being imported, and sealing its entries meanwhile made it an eighth longer."""

PAUSE_AFTER_ERROR_SECONDS = 3.0

SEALED_ENTRIES = Counter("chungtay_sealed_entries_total", "Journal entries that were sealed in blocks.")
SEALING_SECONDS = Histogram(
    "chungtay_sealing_seconds", "Time of a round of the sealer.", buckets=QUICK_SECONDS
)
UNSEALED_AGE = Gauge("chungtay_unsealed_oldest_seconds", "How long the oldest unsealed journal entry has waited.")

log = logs.get_logger(__name__)


class Sealer:
    """Seals under a lease until told to stop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lease = Lease(store.db, LEASE_NAME)
        self._stop = threading.Event()

    def stop(self) -> None:
        """End after the round under way."""
        self._stop.set()

    def run_forever(self) -> None:
        """Seal until stopped.  Nothing that goes wrong makes it spin: it pauses after every error."""
        while not self._stop.is_set():
            pause = EVERY_SECONDS
            try:
                if not self._lease.hold():
                    readiness.mark_not_ready(PROCESS_NAME)
                else:
                    readiness.mark_ready(PROCESS_NAME)
                    if self.round() >= sealing.MOST_ENTRIES // 2:
                        pause = 0.0  # more than a second's worth waits: go on at once
            except sealing.NotOurs as error:
                log.warning("sealing_was_not_ours", error=str(error))
            except sealing.EntriesMissing as error:
                log.error("journal_entries_missing", error=str(error))
                pause = PAUSE_AFTER_ERROR_SECONDS
            except (PyMongoError, StoreAway) as error:
                readiness.mark_not_ready(PROCESS_NAME)
                log.warning("store_away", error=str(error))
                pause = PAUSE_AFTER_ERROR_SECONDS
            self._stop.wait(pause)
        readiness.mark_not_ready(PROCESS_NAME)
        with contextlib.suppress(PyMongoError):  # then it expires
            self._lease.release()

    def round(self) -> int:
        """Seal what waits, and close the days that are over; returns how many entries were sealed."""
        if gives_way(self._store.db):
            return 0
        with SEALING_SECONDS.time():
            sealed = sealing.seal_waiting(self._store, self._lease)
        if sealed:
            SEALED_ENTRIES.inc(sealed)
            log.info("entries_sealed", entries=sealed)
        if closed := sealing.close_days(self._store, self._lease):
            log.info("ledger_days_closed", days=closed)
        return sealed


def gives_way(db: Database[dict[str, Any]]) -> bool:
    """Whether sealing can wait: a statement is being imported or undone, and nothing has waited for long."""
    if db.statement_imports.find_one({"status": {"$in": list(WORKED_ON)}}, {"_id": 1}) is None:
        return False
    oldest = db[UNSEALED].find_one({}, {"queued_at": 1}, sort=[("_id", 1)])
    # Of the future: some clock is wrong, and nobody knows how long it has waited.
    return oldest is None or dt.timedelta() <= utc_now() - oldest["queued_at"] < LONGEST_GIVING_WAY


def watch_unsealed(db: Database[dict[str, Any]]) -> None:
    """Look how long the oldest has waited before each report; while MongoDB is away there is no number."""

    def look() -> None:
        try:
            oldest = db[UNSEALED].find_one(sort=[("_id", 1)])
        except PyMongoError:
            UNSEALED_AGE.set(float("nan"))
            return
        UNSEALED_AGE.set(max(0.0, (utc_now() - oldest["queued_at"]).total_seconds()) if oldest else 0.0)

    before_each_report(look)


def main() -> None:
    """Run the sealer until SIGTERM or SIGINT.  Raises SettingError at boot when a setting is missing."""
    configured = settings.load()
    garbage.look_rarely()
    os.nice(NICENESS)
    logs.configure(PROCESS_NAME, configured.log_level)
    store = Store("donations", configured)
    store.prepare(DOCUMENTS)
    migrate(store.db, store, MIGRATIONS)
    watch_unsealed(store.db)
    metrics.report(PROCESS_NAME)
    sealer = Sealer(store)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        sealer.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sealer.run_forever()


if __name__ == "__main__":
    main()
