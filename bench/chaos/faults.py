"""The faults: each breaks one thing, keeps it broken for a bounded time, and mends it again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from bench.chaos import disk, messages
from bench.chaos.asking import DEADLINE_SECONDS
from bench.chaos.overload import overload
from bench.chaos.proxy import Mode
from bench.chaos.world import MOST_IN_OUTBOX, World

Strike = Callable[[World, Random], str]

OURS = (
    "donations", "events", "monitoring", "donations-relay", "events-relay", "monitoring-relay", "donations-importer",
    "projector", "gateway",
)
SERVERS = ("mongod", "rabbitmq", "epmd")

CLOCK, DISK = "a clock to turn", "a small disk"
NEEDS = (CLOCK, DISK)

SHORTLY = (1.5, 3.5)
BEYOND_A_COMMAND = (5.3, 6.3)
"""Seconds longer than a command may wait (5 s), so that callers give up while it lasts."""

BEYOND_A_REQUEST = (DEADLINE_SECONDS + 0.5, DEADLINE_SECONDS + 2)
"""Seconds longer than any answer may take, so that a request that waits for the end of it breaks a law."""

FULL_WITHIN_SECONDS = 20.0
MOST_BEYOND = 150
"""The service looks at its outbox once a second: what all clients write in one comes in on top."""


@dataclass(frozen=True)
class Fault:
    """``strike`` breaks something and mends it, and tells what happened; with it the fault has ended.

    ``needs``: what not every machine has, one of :data:`NEEDS`."""

    name: str
    strike: Strike
    needs: str = ""


def _kill(process: str, world: World, _random: Random) -> str:
    pid = _running(world, process)
    os.kill(pid, signal.SIGKILL)
    return f"kill -9 of {process} (pid {pid})"


def _kill_a_worker(world: World, random: Random) -> str:
    master = _running(world, "gateway")
    worker = random.choice(_children(master))
    os.kill(worker, signal.SIGKILL)
    return f"kill -9 of one of the gateway's workers (pid {worker})"


def _stop(process: str, seconds: tuple[float, float], world: World, random: Random) -> str:
    away = random.uniform(*seconds)
    world.stack.stop_process(process)
    try:
        time.sleep(away)
    finally:
        world.stack.start_process(process)
    return f"{process} stopped, {away:.1f} s away, started"


def _pause(process: str, seconds: tuple[float, float], world: World, random: Random) -> str:
    away = random.uniform(*seconds)
    pid = _running(world, process)
    os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(away)
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
    return f"{process} stood still (SIGSTOP) for {away:.1f} s"


def _wire(mode: Mode, seconds: tuple[float, float], world: World, random: Random) -> str:
    away = random.uniform(*seconds)
    world.wire.set(mode)
    try:
        time.sleep(away)
    finally:
        world.wire.set("open")
    return f"wire between gateway and broker {mode} for {away:.1f} s"


def _full_outbox(world: World, random: Random) -> str:
    refused_for = random.uniform(1.5, 2.5)
    waiting, began = 0, time.monotonic()
    world.stack.stop_process("donations-relay")
    try:
        with world.mongo() as client:
            outbox = client[f"{world.prefix}_donations"].outbox
            while waiting < MOST_IN_OUTBOX and time.monotonic() - began < FULL_WITHIN_SECONDS:
                time.sleep(0.2)
                waiting = outbox.estimated_document_count()
            time.sleep(refused_for)
            waiting = outbox.estimated_document_count()
    finally:
        world.stack.start_process("donations-relay")
    if not MOST_IN_OUTBOX <= waiting <= MOST_IN_OUTBOX + MOST_BEYOND:
        world.book.violated("the outbox is bounded", f"{MOST_IN_OUTBOX} to {MOST_IN_OUTBOX + MOST_BEYOND} events",
                            f"{waiting} after {time.monotonic() - began:.0f} s without a relay")
    return (f"donations-relay stopped for {time.monotonic() - began:.1f} s while writes went on: "
            f"{waiting} events in the outbox")


def _clock(process: str, words: str, world: World, random: Random) -> str:
    away = random.uniform(2.5, 3.5)
    world.turn_the_clock(process, words)
    try:
        time.sleep(away)
    finally:
        world.turn_the_clock(process, "+0")
    return f"clock of {process} off by {words} for {away:.1f} s"


def _running(world: World, process: str) -> int:
    deadline = time.monotonic() + 30
    while (pid := world.stack.pid_of(process)) is None:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{process} does not run")
        time.sleep(0.1)
    return pid


def _children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()]


def every_fault() -> list[Fault]:
    """All of them, once each."""
    return [
        *(Fault(f"kill-{name}", partial(_kill, name)) for name in (*OURS, *SERVERS)),
        Fault("kill-a-gateway-worker", _kill_a_worker),
        Fault("stop-rabbitmq", partial(_stop, "rabbitmq", SHORTLY)),
        Fault("stop-mongod", partial(_stop, "mongod", SHORTLY)),
        Fault("stop-donations", partial(_stop, "donations", SHORTLY)),
        Fault("pause-mongod", partial(_pause, "mongod", BEYOND_A_REQUEST)),
        Fault("pause-rabbitmq", partial(_pause, "rabbitmq", BEYOND_A_COMMAND)),
        Fault("pause-donations", partial(_pause, "donations", BEYOND_A_COMMAND)),
        Fault("slow-consumer", partial(_pause, "projector", BEYOND_A_COMMAND)),
        Fault("network-cut", partial(_wire, "cut", SHORTLY)),
        Fault("network-stall", partial(_wire, "stalled", BEYOND_A_COMMAND)),
        Fault("network-slow", partial(_wire, "slow", SHORTLY)),
        Fault("full-outbox", _full_outbox),
        Fault("overload", overload),
        Fault("full-disk-of-rabbitmq", disk.low_disk_alarm),
        Fault("full-disk-of-mongod", disk.fill_mongods_disk, needs=DISK),
        Fault("duplicated-messages", messages.duplicate),
        Fault("reordered-messages", messages.reorder),
        Fault("poisoned-messages", messages.poison),
        Fault("clock-ahead", partial(_clock, "donations", "+1h"), needs=CLOCK),
        Fault("clock-behind", partial(_clock, "donations", "-1h"), needs=CLOCK),
        Fault("clock-of-relay-behind", partial(_clock, "donations-relay", "-1h"), needs=CLOCK),
    ]


def lacking(world: World) -> dict[str, str]:
    """Which of :data:`NEEDS` this machine does not have, and why."""
    missing = {DISK: disk.small_disks_work(world.folder / "small-disk")}
    if not world.can_turn_the_clock:
        missing[CLOCK] = "libfaketime is not installed"
    return {need: why for need, why in missing.items() if why}


SHORT = ("kill-donations", "kill-donations-relay", "kill-projector", "network-cut", "poisoned-messages",
         "reordered-messages", "duplicated-messages")
"""What the short run does, in a seeded order."""


def plan(random: Random, names: Sequence[str] = (), without: Container[str] = ()) -> list[Fault]:
    """The faults of a run in their seeded order; only the named ones when names are given, and none that needs one of
    ``without``.  Raises KeyError."""
    known = {fault.name: fault for fault in every_fault()}
    chosen = [known[name] for name in names or known]
    random.shuffle(chosen)
    return [fault for fault in chosen if fault.needs not in without]
