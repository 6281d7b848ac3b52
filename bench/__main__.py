"""``python -m bench``: take the figures, write them down, print the table.

A missed target is told, and is no failure; exit code 1 says that something was lost, doubled or differs.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bench import (
    exporting,
    freshness,
    machine,
    pages,
    product,
    racing,
    rebuilding,
    report_reading,
    results,
    searching,
    single_gifts,
    statement_import,
)
from bench.plan import FULL, QUICK, Plan
from bench.product import Product, TookTooLong
from bench.results import Figure, exactly

Measure = Callable[[Product, Plan, Callable[[str], None]], list[Figure]]

MEASURES: dict[str, Measure] = {
    # The rebuild first: its log must hold nothing but its own events.  The reports last: their cells have no rows.
    "P6": rebuilding.measure,
    "P1": single_gifts.measure,
    "P4": freshness.measure,
    "P2": statement_import.measure,
    "P7": racing.measure,
    "P8": exporting.measure,
    "P5": searching.measure,
    "P3": report_reading.measure,
}

NOTHING_OFF = str(exactly(0))


@click.command()
@click.option("--quick", is_flag=True, help="Less than three minutes, and figures that know less.")
@click.option("--only", multiple=True, type=click.Choice(list(MEASURES)), help="Just this; then nothing is written.")
def main(quick: bool, only: tuple[str, ...]) -> None:
    """Measure the product beside its references, everything on this machine."""
    plan = QUICK if quick else FULL
    _end_in_time(plan)
    begun = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - begun:6.1f} s  {what}", flush=True)

    taken = _take(plan, [name for name in MEASURES if not only or name in only], say)
    show(taken["figures"])
    if not only:
        results.write(taken)
        pages.write(taken)
        say(f"written: {results.LATEST.relative_to(product.CHECKOUT)}, {pages.PAGE.relative_to(product.CHECKOUT)}")
    missed = [figure["id"] for figure in taken["figures"] if not figure["met"]]
    say(f"targets missed: {', '.join(missed)}" if missed else "every target is met")
    sys.exit(1 if any(figure["target"] == NOTHING_OFF and not figure["met"] for figure in taken["figures"]) else 0)


def _take(plan: Plan, names: list[str], say: Callable[[str], None]) -> dict[str, Any]:
    taken_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    others = machine.load_now()
    if others > 0.5:
        say(f"note: {others:.1f} processes wanted to run here over the last minute; figures will be worse than true")
    figures: list[Figure] = []
    # The search is slowed per address, and its readers are many people behind one proxy.
    with product.running(say, {"CHUNGTAY_TRUSTED_PROXIES": "1"}) as running:
        for name in names:
            figures += MEASURES[name](running, plan, say)
        facts = machine.facts(running)
    ordered = sorted(figures, key=lambda figure: figure.id)
    return results.document(ordered, facts, machine.commit(), taken_at, plan.quick)


def show(figures: list[dict[str, Any]]) -> None:
    """The table for a terminal."""
    table = Table("", "what", "figure", "reference", "ratio", "target", "met")
    for figure in figures:
        reference = "" if figure["reference"] is None else f"{pages.number(figure['reference'])} {figure['unit']}"
        table.add_row(
            figure["id"], figure["what"], f"{pages.number(figure['value'])} {figure['unit']}", reference,
            "" if figure["ratio"] is None else f"{pages.number(figure['ratio'])} ×", figure["target"],
            "yes" if figure["met"] else "[bold red]no[/]",
        )
    console = Console()
    console.width = max(console.width, 160)  # also in a log
    console.print(table)


def _end_in_time(plan: Plan) -> None:
    """However the run goes on, it ends, and what it started ends with it."""

    def too_long(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"the whole run: not within {plan.limit_seconds} s")

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGTERM, interrupt)
    signal.alarm(plan.limit_seconds)


if __name__ == "__main__":
    main()
