"""Serves the gateway: ``python -m gateway.serve``.

Granian takes the connections (in Rust, outside Python's lock) and hands each request to one of the worker's threads.
The same load costs half the CPU that gunicorn's threaded worker took (ADR 0008).
"""

from __future__ import annotations

import os
import signal
import threading
import time

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces

from gateway.app import create_app
from runtime import garbage, logs, metrics
from runtime.settings import load

THREADS = 64
"""Requests under way at once in one worker; each waits in its thread for a service's answer."""

WAITING_CONNECTIONS = 1_024
"""Connections that may queue for a thread before new ones are turned away by the operating system."""

_PARENT_WATCH_SECONDS = 0.3


def main() -> None:
    """Serve until SIGTERM.  A missing setting stops it here, by name, rather than in a worker."""
    config = load()
    _ = config.secret_key
    logs.configure("gateway", config.log_level)
    Granian(
        "gateway.serve:worker",
        factory=True,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        address=config.host,
        port=config.port,
        workers=config.gateway_workers,
        blocking_threads=THREADS,
        backlog=WAITING_CONNECTIONS,
        backpressure=WAITING_CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
        log_access=False,  # the gateway's own lines say what matters, without addresses of people
        log_dictconfig={"version": 1, "disable_existing_loggers": False},
    ).serve()


def worker() -> Flask:
    """The application of one worker process; connects for itself, after the process has begun."""
    logs.configure("gateway", load().log_level)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), name="parent-watch", daemon=True).start()
    metrics.report("gateway")
    app = create_app()
    garbage.pass_over_what_is_there()
    return app


def _end_with_parent(parent: int) -> None:
    # A worker whose parent was killed would go on holding the port, and the next gateway could not take it.
    while os.getppid() == parent:
        time.sleep(_PARENT_WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
