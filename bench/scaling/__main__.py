"""``python -m bench.scaling``: measure what a gift costs in several layouts, and compute what loads need."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime
from types import FrameType

import click

from bench import machine, product
from bench.product import TookTooLong
from bench.scaling import page
from bench.scaling.costs import LAYOUTS, measure

LIMIT_SECONDS = 900


@click.command()
@click.option("--seconds", type=click.IntRange(2, 60), default=12, help="Of gifts on each layout.")
@click.option("--only", type=click.Choice(list(LAYOUTS)), help="Just this layout; then nothing is written.")
def main(seconds: int, only: str | None) -> None:
    """Measure, and write docs/scaling.md."""

    def too_long(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"the whole run: not within {LIMIT_SECONDS} s")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LIMIT_SECONDS)
    begun = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - begun:6.1f} s  {what}", flush=True)

    taken_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    costs = [measure(layout, seconds, say) for layout in LAYOUTS if only in (None, layout)]
    for one in costs:
        say(f"{one.layout}: {one.gifts_per_second:,.0f} gifts/s, {sum(one.cpu_ms.values()):.2f} ms a gift")
    if only is None:
        with product.running(say) as running:
            facts = machine.facts(running)
        page.write({
            "taken_at": taken_at, "commit": machine.commit(), "machine": facts,
            "costs": [one.as_json() for one in costs],
        })
        say(f"written: {page.PAGE.relative_to(product.CHECKOUT)}, {page.NUMBERS.relative_to(product.CHECKOUT)}")


if __name__ == "__main__":
    main()
