"""The faults: each breaks one thing, keeps it broken for a bounded time, and mends it again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from bench.chaos import messages
from bench.chaos.overload import overload
from bench.chaos.proxy import Mode
from bench.chaos.world import World

Strike = Callable[[World, Random], str]

OURS = (
    "donations", "events", "monitoring", "donations-relay", "events-relay", "monitoring-relay", "donations-importer",
    "projector", "gateway",
)
SERVERS = ("mongod", "rabbitmq", "epmd")


@dataclass(frozen=True)
class Fault:
    """``strike`` breaks something and mends it, and tells what happened; with it the fault has ended."""

    name: str
    strike: Strike


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
    away = random.uniform(6, 9)
    world.stack.stop_process("donations-relay")
    try:
        time.sleep(away)
        with world.mongo() as client:
            waiting = client[f"{world.prefix}_donations"].outbox.estimated_document_count()
    finally:
        world.stack.start_process("donations-relay")
    return f"donations-relay stopped for {away:.1f} s while writes went on: {waiting} events in the outbox"


def _clock(process: str, words: str, world: World, random: Random) -> str:
    away = random.uniform(6, 9)
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


def every_fault(with_clock: bool) -> list[Fault]:
    """All of them, once each; those of the clock only where it can be turned."""
    faults = [Fault(f"kill-{name}", partial(_kill, name)) for name in (*OURS, *SERVERS)]
    faults += [
        Fault("kill-a-gateway-worker", _kill_a_worker),
        Fault("stop-rabbitmq", partial(_stop, "rabbitmq", (3, 6))),
        Fault("stop-mongod", partial(_stop, "mongod", (3, 6))),
        Fault("stop-donations", partial(_stop, "donations", (3, 6))),
        Fault("pause-mongod", partial(_pause, "mongod", (18, 22))),
        Fault("pause-rabbitmq", partial(_pause, "rabbitmq", (8, 12))),
        Fault("pause-donations", partial(_pause, "donations", (6, 9))),
        Fault("slow-consumer", partial(_pause, "projector", (6, 9))),
        Fault("network-cut", partial(_wire, "cut", (3, 6))),
        Fault("network-stall", partial(_wire, "stalled", (6, 9))),
        Fault("network-slow", partial(_wire, "slow", (3, 6))),
        Fault("full-outbox", _full_outbox),
        Fault("overload", overload),
        Fault("duplicated-messages", messages.duplicate),
        Fault("reordered-messages", messages.reorder),
        Fault("poisoned-messages", messages.poison),
    ]
    if with_clock:
        faults += [
            Fault("clock-ahead", partial(_clock, "donations", "+1h")),
            Fault("clock-behind", partial(_clock, "donations", "-1h")),
            Fault("clock-of-relay-behind", partial(_clock, "donations-relay", "-1h")),
        ]
    return faults


SHORT = ("kill-donations", "kill-donations-relay", "kill-projector", "network-cut", "poisoned-messages",
         "reordered-messages", "duplicated-messages")
"""What the short run does, in a seeded order."""


def plan(with_clock: bool, random: Random, names: Sequence[str] = ()) -> list[Fault]:
    """The faults of a run in their seeded order; only the named ones when names are given.  Raises KeyError."""
    known = {fault.name: fault for fault in every_fault(with_clock)}
    chosen = [known[name] for name in names or known]
    random.shuffle(chosen)
    return chosen
