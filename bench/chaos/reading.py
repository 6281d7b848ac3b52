"""A reader of the report beside a fault that stops only writing."""

from __future__ import annotations

import time

from bench.chaos.asking import Asker
from bench.chaos.world import MAIN, World


def read_reports(world: World, until: float) -> float:
    """Read the report now and then; each must come, and the slowest answer's seconds are returned."""
    asker = Asker(world.address, world.tokens["tinh"], world.book, world.over, "reader")
    slowest = 0.0
    try:
        while time.monotonic() < until:
            answer = asker.once("GET", "/reports/provincial", params={"campaign": MAIN})
            if not answer.done:
                world.book.violated("reports are served meanwhile", "HTTP 200", f"HTTP {answer.status}")
            slowest = max(slowest, answer.seconds)
            time.sleep(0.2)
    finally:
        asker.close()
    return slowest
