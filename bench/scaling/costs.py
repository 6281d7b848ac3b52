"""What a gift costs: processor time by part, and disk, measured on a running product under load."""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from bench import product
from bench.load import Gifts, book_gifts
from bench.processes import tree
from bench.product import UNITS_OF_LARGE_CAMPAIGN, Product, wait_until
from chungtay.stack.processes import kind_of
from contracts.registry import SERVICES

CAMPAIGN = "bench-costs"
WARM_UP_SECONDS = 3.0
IDLE_SECONDS = 6.0
DRAINED_WITHIN_SECONDS = 180.0

PRIMARY, SECONDARIES, REST = "mongod, primary", "mongod, secondaries", "everything else"
ON_THE_WAY = ("gateway", "donations", "donations-relay", "projector", PRIMARY, SECONDARIES, "rabbitmq")
"""The parts that a gift passes; what the others do while gifts come in is :data:`REST`."""

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

LAYOUTS: dict[str, dict[str, str]] = {
    "one of each": {},
    "two of each, four projectors": {
        "CHUNGTAY_PROCESSES": "gateway=2 donations=2 donations-relay=2 projector=4",
    },
    "three RabbitMQ nodes, three MongoDB members": {"CHUNGTAY_MEMBERS": "3"},
}


@dataclass(frozen=True)
class Costs:
    """Of one layout.  ``cpu_ms``: per gift, idle time taken off.  ``idle_ms``: per second, while nothing comes in.

    ``disk_bytes``: what a gift adds to the data files and indexes, compressed, by database.  ``oplog_bytes``: what each
    secondary must fetch for it."""

    layout: str
    gifts: int
    gifts_per_second: float
    p99_ms: float
    gifts_per_event: float
    cpu_ms: dict[str, float]
    idle_ms: dict[str, float]
    disk_bytes: dict[str, int]
    oplog_bytes: int

    def as_json(self) -> dict[str, Any]:
        """As kept in ``bench/results/scaling.json``."""
        return vars(self).copy()


def measure(layout: str, seconds: float, say: Callable[[str], None]) -> Costs:
    """Start the product in this layout, book gifts on it until it is full, count everything, stop it."""
    with product.running(say, LAYOUTS[layout]) as running:
        units = running.make_campaign(CAMPAIGN, UNITS_OF_LARGE_CAMPAIGN)
        gifts = Gifts(CAMPAIGN, units, running.token())
        url = f"{running.api_address}/donations"
        accepted = book_gifts(url, gifts, WARM_UP_SECONDS).accepted
        _wait_drained(running, accepted)
        idle = _idle_ms(running)
        say(f"{layout}: {seconds:.0f} s of gifts")
        before, began = _look(running), time.monotonic()
        load = book_gifts(url, gifts, seconds)
        _wait_drained(running, accepted + load.accepted)
        after, passed = _look(running), time.monotonic() - began
    if not load.accepted:
        raise AssertionError(f"{layout}: no gift was accepted")
    cpu = {
        part: max(0.0, spent - before.cpu_ms[part] - idle[part] * passed) / load.accepted
        for part, spent in after.cpu_ms.items()
    }
    return Costs(
        layout=layout, gifts=load.accepted, gifts_per_second=round(load.per_second), p99_ms=round(load.p99_ms),
        gifts_per_event=round(load.accepted / max(1, after.events - before.events), 1),
        cpu_ms={part: round(cost, 4) for part, cost in cpu.items()},
        idle_ms={part: round(cost, 1) for part, cost in idle.items()},
        disk_bytes={
            name: round((size - before.disk_bytes[name]) / load.accepted) for name, size in after.disk_bytes.items()
        },
        oplog_bytes=round((after.oplog_bytes - before.oplog_bytes) / load.accepted),
    )


@dataclass(frozen=True)
class _Look:
    cpu_ms: Counter[str]
    disk_bytes: dict[str, int]
    oplog_bytes: int
    events: int


def _look(running: Product) -> _Look:
    running.mongo.admin.command("fsync")  # a checkpoint: sizes on disk are those of the last one
    databases = [*SERVICES, "gateway"]
    sizes = {name: running.database(name).command("dbStats") for name in databases}
    return _Look(
        cpu_ms=_cpu_ms(running),
        disk_bytes={name: int(size["storageSize"] + size["indexSize"]) for name, size in sizes.items()},
        oplog_bytes=int(running.mongo["local"].command("collStats", "oplog.rs")["size"]),
        events=running.database("gateway").event_log.count_documents({}),
    )


def _cpu_ms(running: Product) -> Counter[str]:
    """Processor time that each part has had since it began, in ms."""
    primary = _primary(running)
    spent: Counter[str] = Counter()
    for name, (_state, pid, _ready) in running.stack.status().items():
        if pid:
            spent[_part(name, primary)] += round(sum(_ticks(one) for one in tree(pid)) * 1000 / _TICKS_PER_SECOND)
    return spent


def _part(name: str, primary: str) -> str:
    kind = kind_of(name)
    if kind == "mongod":
        return PRIMARY if name == primary else SECONDARIES
    return kind if kind in ON_THE_WAY else REST


def _primary(running: Product) -> str:
    """Name of the process that is the primary of the replica set."""
    layout = running.stack.layout
    for number in range(1, layout.members + 1):
        client: MongoClient[dict[str, Any]]
        with MongoClient(f"127.0.0.1:{layout.ports.mongo + number - 1}", directConnection=True) as client:
            if client.admin.command("hello")["isWritablePrimary"]:
                return "mongod" if number == 1 else f"mongod-{number}"
    raise AssertionError("the replica set has no primary")


def _idle_ms(running: Product) -> Mapping[str, float]:
    before = _cpu_ms(running)
    time.sleep(IDLE_SECONDS)
    found: defaultdict[str, float] = defaultdict(float)
    for part, spent in _cpu_ms(running).items():
        found[part] = (spent - before[part]) / IDLE_SECONDS
    return found


def _wait_drained(running: Product, accepted: int) -> None:
    """Until every acknowledged gift counts in the report: all that it costs has been spent."""

    def counted() -> bool:
        report = running.report(CAMPAIGN)
        return report is not None and bool(report["total"]["received"]["count"] >= accepted)

    wait_until(counted, "gifts in the report", DRAINED_WITHIN_SECONDS, 0.5)


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])
