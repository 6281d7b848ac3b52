"""Racers for one activity take turns inside a process.

The counters are right without this: a conditional update in a transaction never oversells.  But hundreds of
transactions on one document meet hundreds of write conflicts, and each runs again; in turn, each runs once.  Other
processes are not waited for here: against these the transaction's own retry stands.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from messaging.unit_of_work import StoreAway

LONGEST_WAIT_SECONDS = 2.5
"""Nobody waits longer for their turn; they are told to try again.  It leaves room to be answered within 3 seconds."""

LOCKS = 64
"""Activities share this many locks by their code's checksum, so that made-up codes can't fill the memory."""


class Turns:
    """Make one per process, after eventlet's monkey-patching where that is used."""

    def __init__(self) -> None:
        self._locks = [threading.Lock() for _ in range(LOCKS)]

    @contextmanager
    def of(self, activity: str, now: datetime, deadline_at: datetime) -> Iterator[None]:
        """Hold the activity's turn.  Raises :class:`StoreAway` when it doesn't come in time."""
        lock = self._locks[zlib.crc32(activity.encode()) % LOCKS]
        patience = min(LONGEST_WAIT_SECONDS, (deadline_at - now).total_seconds())
        if not lock.acquire(timeout=max(patience, 0.0)):
            raise StoreAway(f"events: too many registrations for {activity} at once")
        try:
            yield
        finally:
            lock.release()
