"""`python -m bench.chaos [--seed N | --seeds N] [--short] [FAULT ...]`: exit code 1 when a law was broken."""

from __future__ import annotations

import secrets
import signal
import sys
from types import FrameType

import click

from bench.chaos import faults
from bench.chaos.run import Outcome, run

MOST_SEEDS = 100
LARGEST_SEED = 1_000_000


def _say(words: str) -> None:
    print(words, flush=True)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@click.command()
@click.option("--seed", type=int, help="Replay this seed.")
@click.option("--seeds", type=click.IntRange(1, MOST_SEEDS), default=1, help="How many seeds, one after the other.")
@click.option("--short", is_flag=True, help="Only the faults that `make test` runs.")
@click.argument("names", nargs=-1, metavar="[FAULT]...")
def main(seed: int | None, seeds: int, short: bool, names: tuple[str, ...]) -> None:
    """Break the product on purpose and check that nothing is lost, doubled or stuck.  FAULT: only these, by name."""
    signal.signal(signal.SIGTERM, _interrupt)
    known = [fault.name for fault in faults.every_fault()]
    if unknown := set(names) - set(known):
        raise click.BadParameter(f"no such fault: {', '.join(sorted(unknown))}. There are: {', '.join(known)}")
    chosen = names or (faults.SHORT if short else ())
    first = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    for number in range(first, first + seeds):
        _say(f"\nseed {number}")
        try:
            outcomes = run(number, chosen, _say)
        except KeyboardInterrupt:
            _say(f"interrupted; everything is stopped. To replay: make chaos SEED={number}")
            sys.exit(130)
        if any(outcome.violations for outcome in outcomes):
            _tell(outcomes, number)
            sys.exit(1)
    _say(f"\nall laws held after every fault: {seeds} seed(s) from {first}")


def _tell(outcomes: list[Outcome], seed: int) -> None:
    worst = outcomes[-1]
    _say(f"\nBROKEN after “{worst.fault}” ({worst.happened}); slowest answer: {worst.slowest}")
    for violation in worst.violations:
        _say(f"  - {violation}")
    _say(f"\nTo replay: make chaos SEED={seed}")


if __name__ == "__main__":
    main()
