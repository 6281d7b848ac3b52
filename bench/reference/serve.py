"""Serves a reference's front as the gateway is served: the same server, the same threads, on a port of its own.

Run: ``BENCH_PORT=... python -m bench.reference.serve bench.reference.front``.
"""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import HTTPModes, Interfaces

from gateway.serve import THREADS, WAITING_CONNECTIONS

WORKERS = len(os.sched_getaffinity(0))
"""One per core, as servers' documentations have it: the references have no other process that needs the cores more."""


def main() -> None:
    """Serve until SIGTERM."""
    Granian(
        f"{sys.argv[1]}:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        address="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        workers=int(os.environ.get("BENCH_WORKERS") or WORKERS),
        blocking_threads=THREADS,
        backlog=WAITING_CONNECTIONS,
        backpressure=WAITING_CONNECTIONS,
        workers_kill_timeout=8,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main()
