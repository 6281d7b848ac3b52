"""The importer process: waits for statement files to import and imports to undo, and does them one at a time;
when neither waits, it looks through what was imported for the money of pledges.

A process of its own in plain Python: a large file is seconds of CPU, which inside a nameko service would stop
every other greenlet, heartbeats too. Run `python -m services.donations.statements.importer`; several may run
at once.
"""

import os
import signal
import socket
import threading
import time
from types import FrameType

from pymongo.errors import ConnectionFailure, PyMongoError

from contracts.refusals import Refusal
from messaging.migrations import migrate
from messaging.unit_of_work import OutboxFull, Store, StoreAway
from runtime import garbage, logs, metrics, settings
from runtime.readiness import mark_not_ready, mark_ready
from services.donations.documents import DOCUMENTS
from services.donations.matching.suggesting import Suggester
from services.donations.migrations import MIGRATIONS
from services.donations.statements import importing, leases
from services.donations.statements.steering import cancel_abandoned
from services.donations.statements.undoing import UndoRun

PROCESS_NAME = "donations-importer"
POLL_SECONDS = 0.5
PAUSE_AFTER_ERROR_SECONDS = 3.0
SWEEP_SECONDS = 600.0
SUGGEST_AGAIN_SECONDS = 600.0
MOST_SWEPT = 10
"""Uploads given up in one transaction: each may take 400 pieces of its file with it."""
UNDO_SECONDS = 3
"""After so long an import looks again whether the undo it waits for is done."""
MOST_ATTEMPTS = 5
"""An import whose importer died this often without a step forward is given up: it would kill the next one
too."""

_UNEXPECTED = (
    "Lỗi ngoài dự kiến ({error}); các dòng đã ghi vẫn còn nguyên. "
    "Báo quản trị viên, sửa xong thì cho chạy tiếp: dòng đã có sẽ không bị ghi hai lần."
)
_GIVEN_UP = (
    "Tiến trình nhập sao kê dừng {attempts} lần mà không tiến thêm được dòng nào. "
    "Báo quản trị viên kiểm tra tệp; dòng đã ghi vẫn còn nguyên."
)

log = logs.get_logger(__name__)


class Importer:
    """Takes imports under a lease until told to stop."""

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner
        self._stop = threading.Event()
        self._sweep_at = 0.0
        self._suggester = Suggester(store)
        self._suggest_at = 0.0

    def stop(self) -> None:
        """End after the batch under way; what is left goes to the next importer at once."""
        self._stop.set()

    def run_forever(self) -> None:
        """Import until stopped. Nothing that goes wrong makes it spin: it pauses after every error."""
        while not self._stop.is_set():
            try:
                # Ready is who can import, not who has nothing left to import: the file that waits may take minutes.
                self._store.client.admin.command("ping")
                mark_ready(PROCESS_NAME)
                self._sweep()
                # Files first: suggestions can wait, and one step of theirs is a moment.
                worked = self.run_once() or self.suggest_once()
            except (PyMongoError, StoreAway) as error:
                mark_not_ready(PROCESS_NAME)
                log.warning("store_away", error=str(error))
                self._stop.wait(PAUSE_AFTER_ERROR_SECONDS)
                continue
            if not worked:
                self._stop.wait(POLL_SECONDS)

    def _sweep(self) -> None:
        if time.monotonic() < self._sweep_at:
            return
        swept = self._store.transact(lambda uow: cancel_abandoned(uow, MOST_SWEPT))
        self._sweep_at = time.monotonic() + (SWEEP_SECONDS if swept < MOST_SWEPT else 0)
        if swept:
            log.info("abandoned_uploads_cancelled", uploads=swept)

    def suggest_once(self) -> bool:
        """One step of the pass for pledges. Returns whether there was anything to look at.

        A defect in it stops suggestions for a while, never the imports. Raises PyMongoError and StoreAway."""
        if time.monotonic() < self._suggest_at:
            return False
        try:
            return self._suggester.run_step()
        except (PyMongoError, StoreAway):
            raise
        except Exception:
            log.exception("suggesting_failed")
            self._suggest_at = time.monotonic() + SUGGEST_AGAIN_SECONDS
            return False

    def run_once(self) -> bool:
        """Import one file if one waits. Returns whether there was one.

        Raises PyMongoError and StoreAway when the database is away; the lease then runs out and the import
        goes on.
        """
        lease = leases.take(self._store.db, self._owner)
        if lease is None:
            return False
        logs.bind(correlation_id=lease.import_id)
        try:
            self._import(lease)
        except leases.LeaseLost:
            log.warning("lease_lost", import_id=lease.import_id)
        finally:
            logs.clear()
        return True

    def _import(self, lease: leases.Lease) -> None:
        attempts = int(lease.record["attempts"])
        if attempts > MOST_ATTEMPTS:
            self._fail(lease, _GIVEN_UP.format(attempts=attempts - 1))
            return
        log.info("import_started", import_id=lease.import_id, attempt=attempts, status=lease.record["status"])
        work = UndoRun if lease.record["status"] == "undoing" else importing.ImportRun
        try:
            finished = work(self._store, lease, self._stop.is_set).run()
        except importing.UndoUnderWay:
            leases.release(self._store.db, lease, after_seconds=UNDO_SECONDS)
            log.info("import_waits_for_undo", import_id=lease.import_id)
        except OutboxFull:
            leases.release(self._store.db, lease)  # the relay's fault, not the file's: it costs no attempt
            raise
        except (leases.LeaseLost, StoreAway, ConnectionFailure):
            raise
        except Refusal as refusal:
            self._fail(lease, f"{refusal.message} {refusal.remedy}".strip())
        except Exception as error:
            log.exception("import_failed", import_id=lease.import_id)
            self._fail(lease, _UNEXPECTED.format(error=type(error).__name__))
        else:
            if not finished:
                leases.release(self._store.db, lease)
            log.info("import_ended", import_id=lease.import_id, finished=finished)

    def _fail(self, lease: leases.Lease, message: str) -> None:
        self._store.transact(lambda uow: importing.fail(uow, lease, message))
        log.warning("import_given_up", import_id=lease.import_id, reason=message)


def main() -> None:
    """Run the importer until SIGTERM or SIGINT. Raises SettingError at boot when a setting is missing."""
    configured = settings.load()
    garbage.look_rarely()
    logs.configure(PROCESS_NAME, configured.log_level)
    store = Store("donations", configured)
    store.prepare(DOCUMENTS)
    migrate(store.db, store, MIGRATIONS)
    metrics.report(PROCESS_NAME)
    importer = Importer(store, owner=f"{socket.gethostname()}:{os.getpid()}")

    def stop(_signal: int, _frame: FrameType | None) -> None:
        importer.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    importer.run_forever()


if __name__ == "__main__":
    main()
