"""The desk's process: makes the snapshots that were asked for, one after the other, and sends reminders.

Several may run; one is at work, by a lease.  Run: ``python -m gateway.desk.process``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from types import FrameType

from prometheus_client import Counter
from pymongo.errors import PyMongoError

from gateway.database import connect
from gateway.desk import making, reminding, snapshots, tidying
from gateway.desk.collections import Db, prepare
from gateway.desk.mailing import Post
from gateway.reports.reading import ReadModelsMoved
from messaging.lease import Lease
from runtime import logs, metrics, readiness, settings
from runtime.clock import utc_now

NAME = "report-desk"
LEASE_SECONDS = 30
EVERY_SECONDS = 0.5
REMIND_EVERY_SECONDS = 30.0
TIDY_EVERY_SECONDS = 3600.0
PAUSE_AFTER_ERROR_SECONDS = 3.0
NICENESS = 5
"""Whoever is waited for goes first; a snapshot may take minutes anyway."""

MADE = Counter("chungtay_report_snapshots_total", "Snapshots of reports that were made.")

log = logs.get_logger(__name__)


class Desk:
    """Works under the lease until told to stop."""

    def __init__(self, db: Db, post: Post) -> None:
        self._db = db
        self._post = post
        self._remind_at = self._tidy_at = time.monotonic()
        self._lease = Lease(db, NAME, LEASE_SECONDS)
        self._stop = threading.Event()

    def stop(self) -> None:
        """End after the piece under way."""
        self._stop.set()

    def run_forever(self) -> None:
        """Work until stopped.  Nothing that goes wrong makes it spin: it pauses after every error."""
        while not self._stop.is_set():
            pause = EVERY_SECONDS
            try:
                if self._lease.hold():
                    readiness.mark_ready(NAME)
                    pause = 0.0 if self.round() else EVERY_SECONDS
                    self._remind()
                    self._tidy()
                else:
                    readiness.mark_not_ready(NAME)
            except making.LeaseLost:
                log.warning("snapshot_left_to_another")
            except (PyMongoError, ReadModelsMoved, OSError) as error:
                readiness.mark_not_ready(NAME)
                log.warning("desk_waits", error=str(error)[:300])
                pause = PAUSE_AFTER_ERROR_SECONDS
            self._stop.wait(pause)
        readiness.mark_not_ready(NAME)
        with contextlib.suppress(PyMongoError):  # then it expires
            self._lease.release()

    def round(self) -> bool:
        """Make the next snapshot; whether there was one."""
        wanted = snapshots.next_to_make(self._db)
        if wanted is None:
            return False
        begun = time.monotonic()
        making.make(self._db, wanted, self._still_ours)
        made = snapshots.find(self._db, wanted)
        MADE.inc(made["status"] == "ready")
        log.info(
            "snapshot_made", snapshot=wanted, status=made["status"], rows=made["rows_done"], error=made["error"],
            seconds=round(time.monotonic() - begun, 1),
        )
        return True

    def _remind(self) -> None:
        """Draft and send what is due, now and then."""
        if time.monotonic() < self._remind_at or not self._lease.hold():
            return
        self._remind_at = time.monotonic() + REMIND_EVERY_SECONDS
        now = utc_now()
        drafted = reminding.draft_due(self._db, now)
        left = reminding.send_waiting(self._db, self._post, now)
        if drafted or left:
            log.info("reminders", drafted=drafted, sent=left)

    def _tidy(self) -> None:
        """Drop rows that nothing was frozen on, now and then."""
        if time.monotonic() < self._tidy_at or not self._lease.hold():
            return
        self._tidy_at = time.monotonic() + TIDY_EVERY_SECONDS
        if dropped := tidying.drop_unused_rows(self._db, utc_now()):
            log.info("unused_rows_dropped", snapshots=dropped)

    def _still_ours(self) -> bool:
        return not self._stop.is_set() and self._lease.hold()


def main() -> None:
    """Run until SIGTERM or SIGINT; a snapshot under way is gone on with at the next start."""
    config = settings.load()
    os.nice(NICENESS)
    logs.configure(NAME, config.log_level)
    db = connect(config)
    prepare(db)
    metrics.report(NAME)
    desk = Desk(db, Post(config))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        desk.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    desk.run_forever()


if __name__ == "__main__":
    main()
