"""The one list of what runs: each process, its command, and how one sees that it is ready."""

import sys
from dataclasses import dataclass
from enum import Enum

from chungtay.stack import servers
from chungtay.stack.layout import Layout


class Ready(Enum):
    """How readiness is seen: by asking the server, by the sign it hangs out (runtime.readiness), by HTTP."""

    MONGO = "is primary"
    PORT = "listens"
    BROKER = "accepts connections"
    SIGN = "is consuming"
    HTTP = "answers /readyz"


@dataclass(frozen=True)
class Process:
    """One supervised process. `stop_within_seconds` is what it gets to finish its work after SIGTERM."""

    name: str
    command: tuple[str, ...]
    ready: Ready = Ready.SIGN
    stop_within_seconds: int = 15
    needs_secret_key: bool = False


EMBEDDED_MONGO = ("mongod",)
EMBEDDED_BROKER = ("epmd", "rabbitmq")
SERVERS = EMBEDDED_MONGO + EMBEDDED_BROKER


def process_list(layout: Layout) -> tuple[Process, ...]:
    """All processes in the order in which they start."""
    python = sys.executable
    runner = (python, "-m", "messaging.service_runner")
    relay = (python, "-m", "messaging.relay")
    return (
        Process("mongod", servers.mongod_command(layout), Ready.MONGO, stop_within_seconds=60),
        Process("epmd", servers.epmd_command(layout), Ready.PORT),
        Process("rabbitmq", servers.rabbitmq_command(), Ready.BROKER, stop_within_seconds=60),
        Process("donations", (*runner, "services.donations.service:DonationsService")),
        Process("events", (*runner, "services.events.service:EventsService")),
        Process("monitoring", (*runner, "services.monitoring.service:MonitoringService")),
        Process("donations-relay", (*relay, "donations")),
        Process("events-relay", (*relay, "events")),
        Process("monitoring-relay", (*relay, "monitoring")),
        Process("donations-importer", (python, "-m", "services.donations.statements.importer")),
        Process("projector", (python, "-m", "gateway.projections.projector")),
        Process(
            "gateway",
            (python, "-m", "gateway.serve"),
            Ready.HTTP,
            needs_secret_key=True,
        ),
    )
