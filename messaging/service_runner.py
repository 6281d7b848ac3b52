"""Runs one nameko service: ``python -m messaging.service_runner services.donations.service:DonationsService``.

Our own runner instead of nameko's command line: the order matters (patch first, connect afterwards), readiness must
mean "is really consuming", and a stopped service lets the work in flight finish.
"""

import eventlet

eventlet.monkey_patch()  # before anything imports pymongo, or its sockets fail later

# ruff: noqa: E402
import importlib
import signal
import sys
from types import FrameType

import structlog
from eventlet import hubs
from nameko.runners import ServiceRunner

from runtime import logs, readiness, settings

WORKERS = 64
"""Commands under way at once in one process; more wait on the broker."""

log = structlog.get_logger()


def main() -> None:
    """Serve until SIGTERM; a container that dies takes the process with it, and the supervisor starts it again."""
    module_name, _, class_name = sys.argv[1].partition(":")
    service = getattr(importlib.import_module(module_name), class_name)
    config = settings.load()
    logs.configure(service.name, config.log_level)
    runner = ServiceRunner(
        {
            "AMQP_URI": config.amqp_url,
            "max_workers": WORKERS,
            "HEARTBEAT": 20,
            "serializer": "json",
            "ACCEPT": ["json"],
        }
    )
    runner.add_service(service)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # The handler runs in the main loop and must not block it.
        hubs.get_hub().schedule_call_global(0, runner.stop)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    runner.start()
    readiness.mark_ready(service.name)
    log.info("service_ready", service=service.name)
    runner.wait()


if __name__ == "__main__":
    main()
