"""What is looked at every few seconds while the load goes on."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import tree
from bench.product import Product
from chungtay.stack.processes import SERVERS, kind_of
from contracts.registry import SERVICES
from messaging import dead_letters, outbox

EVERY_SECONDS = 3.0
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Sample:
    """One look.  ``rss_mib``: resident memory by process, workers counted with their master.

    ``gifts``, ``rows``: in the ledger, and of gifts in the read models, since the stack began.  ``disk_mib``: what
    the folder of the stack takes."""

    seconds: float
    rss_mib: dict[str, float]
    gifts: int
    rows: int
    queued: int
    parked: int
    in_outboxes: int
    outbox_age_seconds: float
    disk_mib: float


@dataclass
class Sampler:
    """Looks until told to stop, in a thread of its own.  A look that fails is left out and counted."""

    product: Product
    samples: list[Sample] = field(default_factory=list)
    failed: int = 0
    last_failure: str = ""

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._look_on, name="sampler", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; the last look is waited for."""
        self._over.set()
        self._thread.join(timeout=60)

    def _look_on(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            try:
                self.samples.append(self.look())
            except Exception as error:  # whatever it is: the next look may work, and none may end the watch unseen
                self.failed += 1
                self.last_failure = repr(error)

    def look(self) -> Sample:
        """One look.  Raises PyMongoError, BrokerAway, OSError."""
        stack = self.product.stack
        pids = {name: pid for name, (_, pid, _) in stack.status().items() if pid}
        depths = dead_letters.depths(stack.layout.amqp_url).values()
        waiting = [outbox.waiting(self.product.database(service)) for service in SERVICES]
        now = time.time()
        return Sample(
            seconds=round(time.monotonic() - self._began, 1),
            rss_mib={name: round(tree_mib(pid), 1) for name, pid in pids.items()},
            gifts=self.product.database("donations").donations.estimated_document_count(),
            rows=self._rows(),
            queued=sum(depth.waiting + depth.retrying for depth in depths),
            parked=sum(depth.parked for depth in depths),
            in_outboxes=sum(count for count, _ in waiting),
            outbox_age_seconds=round(max((now - since.timestamp() for _, since in waiting if since), default=0.0), 1),
            disk_mib=round(folder_mib(stack.layout.home), 1),
        )

    def _rows(self) -> int:
        """Of all kinds: an estimate costs nothing, however many there are."""
        read_models = self.product.database("gateway")
        names = [name for name in read_models.list_collection_names() if name.startswith("rows_g")]
        return sum(read_models[name].estimated_document_count() for name in names)


def tree_mib(pid: int) -> float:
    """Resident memory of a process and all below it, in MiB; 0 when it is gone."""
    return sum(_rss_bytes(one) for one in tree(pid)) / 2**20


def folder_mib(folder: Path) -> float:
    """What the files of a folder take on the disk, in MiB."""
    total = 0
    for path, _, files in os.walk(folder):
        for file in files:
            try:
                total += os.lstat(os.path.join(path, file)).st_blocks * 512
            except OSError:
                continue  # gone since it was listed
    return total / 2**20


def _rss_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES
    except (OSError, IndexError):
        return 0


def is_server(process: str) -> bool:
    """Whether this is MongoDB or RabbitMQ, not one of ours."""
    return kind_of(process) in SERVERS
