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
from nameko.runners import ServiceRunner

from messaging.consuming import SettlingQueueConsumer
from messaging.publisher import HEARTBEAT_SECONDS
from runtime import logs, metrics, readiness, settings

WORKERS = 64
"""Commands under way at once in one process; more wait on the broker."""

SIGN_SECONDS = 0.1

log = structlog.get_logger()


def main() -> None:
    """Serve until SIGTERM; a container that dies takes the process with it, and the supervisor starts it again."""
    module_name, _, class_name = sys.argv[1].partition(":")
    service = getattr(importlib.import_module(module_name), class_name)
    config = settings.load()
    logs.configure(service.name, config.log_level)
    metrics.report(service.name)
    runner = ServiceRunner(
        {
            "AMQP_URI": config.amqp_url,
            "max_workers": WORKERS,
            "HEARTBEAT": HEARTBEAT_SECONDS,
            "serializer": "json",
            "ACCEPT": ["json"],
        }
    )
    runner.add_service(service)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        eventlet.spawn_n(runner.stop)  # not here: this may be the main loop, which must not wait

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    eventlet.spawn_n(_keep_sign, runner, service.name)
    runner.start()
    runner.wait()


def _keep_sign(runner: ServiceRunner, name: str) -> None:
    """Hang out the sign of readiness while every queue of the service is being consumed, and only then."""
    shown = False
    while True:
        shared = [extension for container in runner.containers for extension in container.shared_extensions.values()]
        consumers = [extension for extension in shared if isinstance(extension, SettlingQueueConsumer)]
        working = bool(consumers) and all(consumer.consuming for consumer in consumers)
        if working != shown:
            (readiness.mark_ready if working else readiness.mark_not_ready)(name)
            log.info("service_ready" if working else "service_not_ready", service=name)
            shown = working
        eventlet.sleep(SIGN_SECONDS)


if __name__ == "__main__":
    main()
