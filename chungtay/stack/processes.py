"""The one list of what runs: each process, its command, and how one sees that it is ready."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from chungtay.stack import servers
from chungtay.stack.errors import StackError
from chungtay.stack.layout import Layout

PROCESSES = "CHUNGTAY_PROCESSES"
"""The setting that says how many processes of a kind run."""

MOST_OF_A_KIND = 32
"""More of one kind on one machine is a slip of the finger."""

_EXAMPLE = f"Example: {PROCESSES}='donations=2 projector=4 gateway=2'"


class Ready(Enum):
    """How readiness is seen: by asking the server, by the sign it hangs out (runtime.readiness), by HTTP."""

    MONGO = "is primary, or follows one"
    PORT = "listens"
    BROKER = "accepts connections"
    SIGN = "is consuming"
    HTTP = "answers /readyz"


@dataclass(frozen=True)
class Process:
    """One supervised process, the `number`th of its kind. `stop_within_seconds` is what it gets to finish its work
    after SIGTERM. With `stands_by` one of the kind is at work, by a lease, and the others wait to take over."""

    kind: str
    command: tuple[str, ...]
    ready: Ready = Ready.SIGN
    stop_within_seconds: int = 15
    needs_secret_key: bool = False
    stands_by: bool = False
    number: int = 1

    @property
    def name(self) -> str:
        """`donations`, and `donations-2` for the second of them."""
        return self.kind if self.number == 1 else f"{self.kind}-{self.number}"


EMBEDDED_MONGO = ("mongod",)
EMBEDDED_BROKER = ("epmd", "rabbitmq")
SERVERS = EMBEDDED_MONGO + EMBEDDED_BROKER


def process_list(layout: Layout, counts: Mapping[str, int] | None = None) -> tuple[Process, ...]:
    """All processes in the order in which they start. `counts`: how many of a kind, one where it is not named."""
    return (
        *(
            Process("mongod", servers.mongod_command(layout, number), Ready.MONGO, 60, number=number)
            for number in range(1, layout.members + 1)
        ),
        Process("epmd", servers.epmd_command(layout), Ready.PORT),
        *(
            Process("rabbitmq", servers.rabbitmq_command(), Ready.BROKER, 60, number=number)
            for number in range(1, layout.members + 1)
        ),
        *(
            replace(process, number=number)
            for process in _ours()
            # The gateway is one process on one port, whatever the number of its workers.
            for number in range(1, (1 if process.kind == "gateway" else (counts or {}).get(process.kind, 1)) + 1)
        ),
    )


def _ours() -> tuple[Process, ...]:
    python = sys.executable
    runner = (python, "-m", "messaging.service_runner")
    relay = (python, "-m", "messaging.relay")
    return (
        Process("donations", (*runner, "services.donations.service:DonationsService")),
        Process("events", (*runner, "services.events.service:EventsService")),
        Process("monitoring", (*runner, "services.monitoring.service:MonitoringService")),
        Process("donations-relay", (*relay, "donations"), stands_by=True),
        Process("events-relay", (*relay, "events"), stands_by=True),
        Process("monitoring-relay", (*relay, "monitoring"), stands_by=True),
        Process("donations-importer", (python, "-m", "services.donations.statements.importer")),
        Process("donations-sealer", (python, "-m", "services.donations.ledger.sealer"), stands_by=True),
        Process("projector", (python, "-m", "gateway.projections.projector")),
        Process("report-desk", (python, "-m", "gateway.desk.process"), stands_by=True),
        Process(
            "webhooks", (python, "-m", "gateway.webhooks.sender"), needs_secret_key=True, stands_by=True
        ),
        Process("exporter", (python, "-m", "gateway.exports.exporter")),
        Process(
            "gateway",
            (python, "-m", "gateway.serve"),
            Ready.HTTP,
            needs_secret_key=True,
        ),
    )


def kind_of(name: str) -> str:
    """`donations` for `donations` and for `donations-2`."""
    kind, _, number = name.rpartition("-")
    return kind if number.isdecimal() else name


def counts_of(text: str) -> dict[str, int]:
    """How many processes of a kind `CHUNGTAY_PROCESSES` asks for, e.g. `donations=2 projector=4`.

    `gateway=2` means two workers behind its one port. Raises StackError that names what is wrong."""
    known = [process.kind for process in _ours()]
    counts: dict[str, int] = {}
    for word in text.replace(",", " ").split():
        kind, _, count = word.partition("=")
        if kind not in known:
            raise StackError(f"{PROCESSES}: there is no process {kind}; there are {', '.join(known)}.", _EXAMPLE)
        if kind in counts:
            raise StackError(f"{PROCESSES}: {kind} stands there twice.", _EXAMPLE)
        if not count.isdecimal() or not 1 <= int(count) <= MOST_OF_A_KIND:
            raise StackError(f"{PROCESSES}: {word} must be {kind}= and a number from 1 to {MOST_OF_A_KIND}.", _EXAMPLE)
        counts[kind] = int(count)
    return counts
