"""Too much at once: a service stands still while a crowd asks, and most must hear at once that it is away."""

from __future__ import annotations

import os
import signal
import statistics
import threading
import time
from contextlib import suppress
from random import Random

from bench.chaos.asking import Asker, Interrupted
from bench.chaos.reading import read_reports
from bench.chaos.world import MAIN, World

CROWD = 100
SILENT_FOR_SECONDS = 2.0
"""So long the first ones wait, before the service counts as away."""

AT_ONCE_SECONDS = 1.0
LONGEST_REPORT_SECONDS = 4.0
"""Reports need no service: they take longer only because crowd, servers and product share the machine."""

MOST_WHO_MAY_WAIT = 0.25
"""A few of each process go on waiting, to notice when the service is back; the others must not."""


def overload(world: World, random: Random) -> str:
    """Stop the donations service where it stands, and send a crowd; reports must be served meanwhile."""
    pids = [pid for name in world.of_kind("donations") if (pid := world.stack.pid_of(name))]
    if not pids:
        raise RuntimeError("donations does not run")
    began = time.monotonic()
    refused: list[float] = []
    crowd = [
        threading.Thread(target=_press, args=(world, number, began, refused), daemon=True) for number in range(CROWD)
    ]
    away = random.uniform(6, 7)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        for one in crowd:
            one.start()
        time.sleep(SILENT_FOR_SECONDS)
        slowest = read_reports(world, began + away)
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    for one in crowd:
        one.join(timeout=120)
    _judge(world, refused, slowest)
    middle = statistics.median(refused) if refused else 0.0
    return (f"donations stood still for {away:.1f} s before a crowd of {CROWD}: {len(refused)} answers 503, "
            f"half within {middle * 1000:.0f} ms; slowest report {slowest:.1f} s")


def _press(world: World, number: int, began: float, refused: list[float]) -> None:
    """Give once; ask again with the same key as long as it takes."""
    asker = Asker(world.address, world.tokens["tinh"], world.book, world.over, f"crowd-{number}")
    key = f"crowd-{began:.3f}-{number}"
    gift = {"campaign": MAIN, "unit": "582", "amount_vnd": 5_000 + number, "channel": "cash",
            "received_on": "2024-10-20"}
    try:
        while not world.over.is_set():
            asked = time.monotonic()
            answer = asker.once("POST", "/donations", json=gift, headers={"Idempotency-Key": key})
            if answer.done:
                world.book.donations[answer.body["donation_id"]] = 5_000 + number
                return
            if answer.status == 503 and asked - began > SILENT_FOR_SECONDS:
                refused.append(answer.seconds)
            if not answer.again:
                world.book.violated("only known refusals", "201 or 503", f"{answer.status} {answer.body}", [key])
                return
            time.sleep(0.3)
    except Interrupted:
        pass
    finally:
        asker.close()


def _judge(world: World, refused: list[float], slowest_report: float) -> None:
    late = [seconds for seconds in refused if seconds > AT_ONCE_SECONDS]
    if not refused or len(late) > MOST_WHO_MAY_WAIT * len(refused):
        world.book.violated(
            "a full system says so at once", f"503 within {AT_ONCE_SECONDS:.0f} s to all but a few",
            f"{len(late)} of {len(refused)} answers 503 took longer, up to {max(refused, default=0):.1f} s",
        )
    if slowest_report > LONGEST_REPORT_SECONDS:
        limit = f"within {LONGEST_REPORT_SECONDS:.0f} s"
        world.book.violated("reports are served meanwhile", limit, f"{slowest_report:.1f} s")
