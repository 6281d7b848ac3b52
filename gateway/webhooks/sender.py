"""The sender process: a thread per subscriber, under one lease; others stand by.

Killed anywhere, nothing is lost or left out: how far the log was read is kept with what was queued from it, and a
delivery waits until its subscriber has said that it has it.  A kill between that word and our writing it down sends the
delivery again, under the same ``webhook-id``.

Run: ``python -m gateway.webhooks.sender``.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from types import FrameType

from pymongo.errors import PyMongoError

from gateway.database import connect
from gateway.webhooks import store
from gateway.webhooks.rules import Trying
from gateway.webhooks.signing import Vault
from gateway.webhooks.store import SUBSCRIBERS, Db
from gateway.webhooks.worker import Worker
from messaging.lease import Lease
from runtime import garbage, logs, metrics, readiness, settings
from runtime.settings import Settings

PROCESS_NAME = "webhooks"
LEASE_NAME = "webhooks"
LEASE_SECONDS = 10
LOOKS_EVERY_SECONDS = 0.5
PAUSE_AFTER_ERROR_SECONDS = 2.0

log = logs.get_logger(__name__)


class Sender:
    """Keeps a worker for each active subscriber until told to stop."""

    def __init__(self, db: Db, config: Settings) -> None:
        self._db = db
        self._vault = Vault(config.secret_key)
        self._trying = Trying(config.webhook_retry_seconds, config.webhook_tries)
        self._loopback = config.webhooks_to_loopback
        self._lease = Lease(db, LEASE_NAME, LEASE_SECONDS)
        self._workers: dict[str, Worker] = {}
        self._seen: tuple[object, ...] = ()
        self._stop = threading.Event()

    def stop(self) -> None:
        """End after the deliveries under way."""
        self._stop.set()

    def run(self) -> None:
        """Send until told to stop; outages of MongoDB are waited out."""
        while not self._stop.is_set():
            pause = LOOKS_EVERY_SECONDS
            try:
                if self._lease.hold():
                    readiness.mark_ready(PROCESS_NAME)
                    self.look()
                else:
                    readiness.mark_not_ready(PROCESS_NAME)
                    self._end(list(self._workers))
            except PyMongoError as error:
                log.warning("webhooks_wait", error=str(error))
                pause = PAUSE_AFTER_ERROR_SECONDS
            self._stop.wait(pause)
        readiness.mark_not_ready(PROCESS_NAME)
        self._end(list(self._workers))
        with contextlib.suppress(PyMongoError):  # then it expires
            self._lease.release()

    def look(self) -> None:
        """Begin and end workers as subscribers come and go, and wake them when something has happened."""
        active = {
            one["_id"]: one["stirred"]
            for one in self._db[SUBSCRIBERS].find({"status": "active"}, {"stirred": 1})
        }
        self._end([id for id in self._workers if id not in active])
        for id in active.keys() - self._workers.keys():
            self._workers[id] = Worker(self._db, self._vault, id, self._trying, self._loopback)
            self._workers[id].start()
        positions = tuple(sorted((one["_id"], one["seq"]) for one in self._db.positions.find({}, {"seq": 1})))
        seen = (positions, tuple(sorted(active.items())))
        if seen != self._seen:
            self._seen = seen
            for worker in self._workers.values():
                worker.stir()

    def _end(self, ids: list[str]) -> None:
        ending = [self._workers.pop(id) for id in ids]
        for worker in ending:
            worker.stop()


def main() -> None:
    """Send until SIGTERM or SIGINT.  Raises SettingError at boot when a setting is missing."""
    config = settings.load()
    _ = config.secret_key
    garbage.look_rarely()
    logs.configure(PROCESS_NAME, config.log_level)
    db = connect(config)
    store.prepare(db)
    metrics.report(PROCESS_NAME)
    sender = Sender(db, config)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        sender.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sender.run()


if __name__ == "__main__":
    main()
