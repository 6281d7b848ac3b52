"""Faults of a cluster: one member of the replica set is lost, silent or made to step down, or one broker node is."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from random import Random

from pymongo.errors import AutoReconnect, PyMongoError

from bench.chaos.world import World

FOUND_WITHIN_SECONDS = 30.0
STEPS_DOWN_SECONDS = 10


def kill_primary(world: World, _random: Random) -> str:
    """kill -9 of the member that takes the writes."""
    name, pid = _primary(world)
    os.kill(pid, signal.SIGKILL)
    return f"kill -9 of the primary, {name} (pid {pid})"


def pause_primary(seconds: tuple[float, float], world: World, random: Random) -> str:
    """The primary stands still and keeps its connections; the others elect a new one, and later it comes back with
    the belief that it still is primary."""
    away = random.uniform(*seconds)
    name, pid = _primary(world)
    os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(away)
        now = _primary(world)[0]
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
    if now == name:
        world.book.violated("the others elect a primary", f"another than {name}", "none")
    return f"the primary, {name}, stood still (SIGSTOP) for {away:.1f} s; then {now} was primary"


def step_down(world: World, _random: Random) -> str:
    """The primary hands over, as before a repair."""
    name, _ = _primary(world)
    with world.mongo() as client, suppress(AutoReconnect):  # it closes connections while it steps down
        client.admin.command("replSetStepDown", STEPS_DOWN_SECONDS, secondaryCatchUpPeriodSecs=5)
    return f"the primary, {name}, stepped down"


def _primary(world: World) -> tuple[str, int]:
    """Name and process id of the member that is primary now, once there is one."""
    give_up_at = time.monotonic() + FOUND_WITHIN_SECONDS
    ports = world.stack.layout.ports.taken_by("mongo", world.members)
    names = dict(zip(ports, world.of_kind("mongod"), strict=True))
    while time.monotonic() < give_up_at:
        with suppress(PyMongoError), world.mongo() as client:
            client.admin.command("ping")
            if client.primary is not None and (pid := world.stack.pid_of(names[client.primary[1]])):
                return names[client.primary[1]], pid
        time.sleep(0.2)
    raise RuntimeError("the replica set has no primary")
