"""The exporter process: takes one export after the other under a lease and makes its file, beside all requests.

Several may run; whatever one leaves behind when it is killed, another takes on.  Run:
``python -m gateway.exports.exporter``.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from types import FrameType

from prometheus_client import Counter
from pymongo.errors import PyMongoError

from gateway.database import connect
from gateway.exports import jobs, making
from gateway.exports.jobs import Db
from gateway.reports.reading import ReadModelsMoved
from runtime import garbage, logs, metrics, readiness, settings
from runtime.clock import utc_now

PROCESS_NAME = "exporter"
LOOKS_EVERY_SECONDS = 1.0
PAUSE_AFTER_ERROR_SECONDS = 3.0
NICENESS = 10
"""Whoever waits for an answer goes first."""

EXPORTED_ROWS = Counter("chungtay_exported_rows_total", "Rows that were written into export files.")

log = logs.get_logger(__name__)


class Exporter:
    """Makes exports until told to stop."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._holder = f"{socket.gethostname()}:{os.getpid()}"
        self._stop = threading.Event()

    def stop(self) -> None:
        """End after the export under way; killed before its end, another goes on with it."""
        self._stop.set()

    def run(self) -> None:
        """Export until told to stop; nothing that goes wrong makes it spin."""
        while not self._stop.is_set():
            pause = LOOKS_EVERY_SECONDS
            try:
                readiness.mark_ready(PROCESS_NAME)
                if self.round():
                    pause = 0.0
            except jobs.Lost as lost:
                log.info("export_lost", export=str(lost))
            except (PyMongoError, ReadModelsMoved) as error:
                readiness.mark_not_ready(PROCESS_NAME)
                log.warning("exporter_waits", error=str(error))
                pause = PAUSE_AFTER_ERROR_SECONDS
            self._stop.wait(pause)
        readiness.mark_not_ready(PROCESS_NAME)

    def round(self) -> bool:
        """Make the next export, if one waits."""
        job = jobs.take(self._db, self._holder, utc_now())
        if job is None:
            return False
        try:
            making.make(self._db, job)
        except (jobs.Lost, PyMongoError, ReadModelsMoved):
            raise
        except Exception as error:
            log.error("export_failed", export=job["_id"], error=repr(error))
            jobs.fail(self._db, job, "Lỗi ngoài dự kiến; báo cho người quản trị hệ thống.", utc_now())
            return True
        EXPORTED_ROWS.inc(job["rows_done"])
        log.info("export_made", export=job["_id"], rows=job["rows_done"], bytes=job["size_bytes"])
        return True


def main() -> None:
    """Export until SIGTERM or SIGINT.  Raises SettingError at boot when a setting is missing."""
    config = settings.load()
    garbage.look_rarely()
    os.nice(NICENESS)
    logs.configure(PROCESS_NAME, config.log_level)
    db = connect(config)
    jobs.prepare(db)
    metrics.report(PROCESS_NAME)
    exporter = Exporter(db)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        exporter.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    exporter.run()


if __name__ == "__main__":
    main()
