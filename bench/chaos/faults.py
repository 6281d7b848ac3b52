"""The faults: each breaks one thing, keeps it broken for a bounded time, and mends it again."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from random import Random

from bench.chaos import disk, members, messages
from bench.chaos.asking import DEADLINE_SECONDS
from bench.chaos.overload import overload
from bench.chaos.proxy import Mode
from bench.chaos.world import MOST_IN_OUTBOX, World
from bench.processes import children
from chungtay.stack.processes import SERVERS, Process

Strike = Callable[[World, Random], str]

Seconds = tuple[float, float]
"""From and to: each seed draws its own length."""

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
    worker = random.choice(children(master))
    os.kill(worker, signal.SIGKILL)
    return f"kill -9 of one of the gateway's workers (pid {worker})"


def _stop(kind: str, seconds: Seconds, world: World, random: Random) -> str:
    away = random.uniform(*seconds)
    names = _struck(world, kind, random)
    for name in names:
        world.stack.stop_process(name)
    try:
        time.sleep(away)
    finally:
        for name in names:
            world.stack.start_process(name)
    return f"{' and '.join(names)} stopped, {away:.1f} s away, started"


def _pause(kind: str, seconds: Seconds, world: World, random: Random) -> str:
    return _stand_still(world, _struck(world, kind, random), random.uniform(*seconds))


def _pause_one(kind: str, seconds: Seconds, world: World, random: Random) -> str:
    """The others go on; what this one has in hand must wait for it, or be given up."""
    return _stand_still(world, [random.choice(world.of_kind(kind))], random.uniform(*seconds))


def _stand_still(world: World, names: Sequence[str], seconds: float) -> str:
    pids = [_running(world, name) for name in names]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    return f"{' and '.join(names)} stood still (SIGSTOP) for {seconds:.1f} s"


def _struck(world: World, kind: str, random: Random) -> list[str]:
    """All processes of a kind, so that it is away altogether; of a cluster's servers any one."""
    names = world.of_kind(kind)
    return [random.choice(names)] if kind in SERVERS else names


def _wire(mode: Mode, seconds: Seconds, world: World, random: Random) -> str:
    away = random.uniform(*seconds)
    for wire in world.wires:
        wire.set(mode)
    try:
        time.sleep(away)
    finally:
        for wire in world.wires:
            wire.set("open")
    return f"wire between gateway and broker {mode} for {away:.1f} s"


def _full_outbox(world: World, random: Random) -> str:
    refused_for = random.uniform(1.5, 2.5)
    waiting, began = 0, time.monotonic()
    relays = world.of_kind("donations-relay")
    for relay in relays:
        world.stack.stop_process(relay)
    try:
        with world.mongo() as client:
            outbox = client[f"{world.prefix}_donations"].outbox
            while waiting < MOST_IN_OUTBOX and time.monotonic() - began < FULL_WITHIN_SECONDS:
                time.sleep(0.2)
                waiting = outbox.estimated_document_count()
            time.sleep(refused_for)
            waiting = outbox.estimated_document_count()
    finally:
        for relay in relays:
            world.stack.start_process(relay)
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


def every_fault(processes: Sequence[Process]) -> list[Fault]:
    """All of them, once each, on a product of these processes."""
    kinds = Counter(process.kind for process in processes)
    return [
        *(Fault(f"kill-{process.name}", partial(_kill, process.name)) for process in processes),
        *(Fault(f"pause-one-{kind}", partial(_pause_one, kind, BEYOND_A_COMMAND))
          for kind in ("donations", "projector") if kinds[kind] > 1),
        *(_OF_A_CLUSTER if kinds["mongod"] > 1 else ()),
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


_OF_A_CLUSTER = (
    Fault("kill-primary", members.kill_primary),
    Fault("pause-primary", partial(members.pause_primary, BEYOND_A_REQUEST)),
    Fault("step-down", members.step_down),
)


def lacking(world: World) -> dict[str, str]:
    """Which of :data:`NEEDS` this machine does not have, and why."""
    missing = {DISK: disk.small_disks_work(world.folder / "small-disk")}
    if not world.can_turn_the_clock:
        missing[CLOCK] = "libfaketime is not installed"
    return {need: why for need, why in missing.items() if why}


SHORT = ("kill-donations", "kill-donations-relay", "kill-projector", "network-cut", "poisoned-messages",
         "reordered-messages", "duplicated-messages")
"""What the short run does, in a seeded order."""


def plan(
    processes: Sequence[Process], random: Random, names: Sequence[str] = (), without: Container[str] = ()
) -> list[Fault]:
    """The faults of a run in their seeded order; only the named ones when names are given, and none that needs one of
    ``without``.  Raises KeyError."""
    known = {fault.name: fault for fault in every_fault(processes)}
    chosen = [known[name] for name in names or known]
    random.shuffle(chosen)
    return [fault for fault in chosen if fault.needs not in without]
