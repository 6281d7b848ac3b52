"""One seeded run: start, break, wait, check, again."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from bench.chaos import faults, world
from bench.chaos.asking import Asker
from bench.chaos.book import Violation
from bench.chaos.clients import Clients
from bench.chaos.quiet import settle
from bench.chaos.world import PROBE, World

SEEN_WITHIN_SECONDS = 90.0
"""From the end of a fault until a write is acknowledged and stands in the report; later is a violation."""

DECIDED_WITHIN_SECONDS = 130.0
WARM_UP_SECONDS = 3.0
BETWEEN_SECONDS = (0.3, 0.9)
"""The clients write for so long before the next fault: another moment of their work each time."""
LONGEST_RUN_SECONDS = 1_800.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a fault did.  ``recovery_seconds``: from its end until a write was acknowledged and in the report."""

    fault: str
    happened: str
    recovery_seconds: float
    quiet_seconds: float
    slowest_seconds: float
    slowest: str
    answers: dict[str, int]
    violations: tuple[Violation, ...]

    def line(self) -> str:
        """A row of the table."""
        checks = "ok" if not self.violations else f"{len(self.violations)} BROKEN"
        away = sum(n for status, n in self.answers.items() if status in ("503", "no answer"))
        return (f"{self.fault:<24} {self.recovery_seconds:>7.1f} s {self.quiet_seconds:>7.1f} s "
                f"{self.slowest_seconds:>7.1f} s {away:>6}  {checks:<9} {self.happened}")


HEAD = (f"{'fault':<24} {'recovery':>9} {'quiet':>9} {'slowest':>9} {'503':>6}  {'checks':<9} what happened")


def run(
    seed: int, names: Sequence[str], say: Say, *, cluster: bool = False, processes: str = ""
) -> list[Outcome]:
    """Run one seed; ``names`` choose faults (none: all).  Stops at the first violation.  ``cluster``: three of each
    server; ``processes``: how many of a kind, as CHUNGTAY_PROCESSES says it.

    Raises StackError when the product does not even start; whatever happens, nothing is left running."""
    made = world.make(cluster, processes)
    outcomes: list[Outcome] = []
    clients: Clients | None = None
    try:
        world.start(made)
        random = Random(seed)
        lacking = faults.lacking(made)
        for need, why in lacking.items():
            say(f"the faults that need {need} are left out: {why}")
        planned = faults.plan(made.stack.processes(), random, names, without=lacking)
        clients = Clients(made, seed)
        clients.start()
        time.sleep(WARM_UP_SECONDS)
        say(HEAD)
        give_up_at = time.monotonic() + LONGEST_RUN_SECONDS
        for fault in planned:
            outcomes.append(_suffer(made, clients, fault, random))
            say(outcomes[-1].line())
            if outcomes[-1].violations:
                break
            if time.monotonic() > give_up_at:
                raise TimeoutError(f"the run took longer than {LONGEST_RUN_SECONDS:.0f} s")
            clients.go_on()
            time.sleep(random.uniform(*BETWEEN_SECONDS))
        say(f"seed {seed}: {made.book.acknowledged()} writes acknowledged in all")
    finally:
        made.over.set()
        if clients is not None:
            clients.join()
        broken = any(outcome.violations for outcome in outcomes)
        made.close(keep_logs=broken)
        if broken:
            say(f"logs of the processes: {made.stack.layout.logs}")
    return outcomes


def _suffer(made: World, clients: Clients, fault: faults.Fault, random: Random) -> Outcome:
    made.book.take_answers()
    happened = fault.strike(made, random)
    recovery = _recovery(made)
    still = clients.pause(DECIDED_WITHIN_SECONDS)
    began = time.monotonic()
    if still:
        limit = f"within {DECIDED_WITHIN_SECONDS:.0f} s"
        violations = [Violation("every write is decided", limit, "clients still wait", tuple(still))]
    else:
        violations = settle(made)
    answers, slowest_seconds, slowest = made.book.take_answers()
    return Outcome(
        fault=fault.name, happened=happened, recovery_seconds=recovery, quiet_seconds=time.monotonic() - began,
        slowest_seconds=slowest_seconds, slowest=slowest, answers=answers,
        violations=tuple(made.book.take_violations() + violations),
    )


_probes = itertools.count(1)


def _recovery(made: World) -> float:
    """Seconds until a fresh gift is acknowledged and counts in the report of a campaign that nobody else writes to."""
    began = time.monotonic()
    asker = Asker(made.address, made.tokens["tinh"], made.book, made.over, "probe")
    try:
        amount_vnd = 1_000 + next(_probes)
        gift = {"campaign": PROBE, "unit": "582", "amount_vnd": amount_vnd, "channel": "cash",
                "received_on": "2024-10-18"}
        answer = asker.write("/donations", gift, f"probe-{amount_vnd}")
        if not answer.done:
            return time.monotonic() - began  # the book has the violation
        made.book.probes[answer.body["donation_id"]] = amount_vnd
        while time.monotonic() - began < SEEN_WITHIN_SECONDS:
            report = asker.once("GET", "/reports/provincial", params={"campaign": PROBE})
            if report.done and report.body["total"]["received"]["count"] == len(made.book.probes):
                return time.monotonic() - began
            time.sleep(0.05)
        made.book.violated("an acknowledged write is seen in the report", f"within {SEEN_WITHIN_SECONDS:.0f} s",
                           "not there", [answer.body["donation_id"]])
        return time.monotonic() - began
    finally:
        asker.close()
