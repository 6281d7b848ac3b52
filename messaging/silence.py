"""How long a service has left its callers without a single answer."""

from __future__ import annotations

import threading
import time

SILENT_SECONDS = 1.0
"""A service that is well answers its slowest command sooner, or another command meanwhile."""

MOST_WHO_WAIT = 8
"""So many wait for a silent service, to see when it is back; all others are told at once that it is away.  More would
only take the threads that the rest of the system needs."""


class Silence:
    """Thread-safe.  Silence begins with a question and ends with any answer; a caller who gives up does not end it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._since: dict[str, float] = {}

    def asked(self, service: str) -> None:
        """Somebody asks."""
        with self._guard:
            self._since.setdefault(service, time.monotonic())

    def heard(self, service: str) -> None:
        """An answer came."""
        with self._guard:
            self._since.pop(service, None)

    def too_many(self, service: str, waiting: int) -> bool:
        """Whether one more should not wait, when ``waiting`` do already."""
        if waiting < MOST_WHO_WAIT:
            return False
        with self._guard:
            since = self._since.get(service)
        return since is not None and time.monotonic() - since > SILENT_SECONDS
