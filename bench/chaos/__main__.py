"""`python -m bench.chaos [--seed N | --seeds N] [--short] [FAULT ...]`: exit code 1 when a law was broken."""

from __future__ import annotations

import secrets
import signal
import sys
from pathlib import Path
from types import FrameType

import click

from bench.chaos import faults
from bench.chaos.run import Outcome, run
from chungtay.stack import StackError
from chungtay.stack.cluster import OF_A_CLUSTER
from chungtay.stack.layout import Layout
from chungtay.stack.processes import counts_of, process_list

MOST_SEEDS = 100
LARGEST_SEED = 1_000_000

DOUBLED = (
    "donations=2 events=2 monitoring=2 donations-relay=2 donations-importer=2 donations-sealer=2 projector=2 "
    "report-desk=2 gateway=2"
)
"""What runs on a cluster unless it is said otherwise: where there are two servers there are two of the rest."""


def _say(words: str) -> None:
    print(words, flush=True)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@click.command()
@click.option("--seed", type=int, help="Replay this seed.")
@click.option("--seeds", type=click.IntRange(1, MOST_SEEDS), default=1, help="How many seeds, one after the other.")
@click.option("--cluster", is_flag=True, help="Three RabbitMQ nodes and three MongoDB members.")
@click.option("--processes", help="How many of a kind, as CHUNGTAY_PROCESSES says it: donations=2 projector=2.")
@click.option("--short", is_flag=True, help="Only the faults that `make test` runs.")
@click.argument("names", nargs=-1, metavar="[FAULT]...")
def main(
    seed: int | None, seeds: int, cluster: bool, processes: str | None, short: bool, names: tuple[str, ...]
) -> None:
    """Break the product on purpose and check that nothing is lost, doubled or stuck.  FAULT: only these, by name."""
    signal.signal(signal.SIGTERM, _interrupt)
    counts = (DOUBLED if cluster else "") if processes is None else processes
    layout = Layout(Path(), members=OF_A_CLUSTER if cluster else 1)
    try:
        known = [fault.name for fault in faults.every_fault(process_list(layout, counts_of(counts)))]
    except StackError as error:
        raise click.BadParameter(f"{error.problem} {error.remedy}") from error
    if unknown := set(names) - set(known):
        raise click.BadParameter(f"no such fault: {', '.join(sorted(unknown))}. There are: {', '.join(known)}")
    chosen = names or (faults.SHORT if short else ())
    first = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    for number in range(first, first + seeds):
        _say(f"\nseed {number}")
        try:
            outcomes = run(number, chosen, _say, cluster=cluster, processes=counts)
        except KeyboardInterrupt:
            _say(f"interrupted; everything is stopped. To replay: {_again(number, cluster, processes)}")
            sys.exit(130)
        if any(outcome.violations for outcome in outcomes):
            _tell(outcomes, _again(number, cluster, processes))
            sys.exit(1)
    _say(f"\nall laws held after every fault: {seeds} seed(s) from {first}")


def _tell(outcomes: list[Outcome], again: str) -> None:
    worst = outcomes[-1]
    _say(f"\nBROKEN after “{worst.fault}” ({worst.happened}); slowest answer: {worst.slowest}")
    for violation in worst.violations:
        _say(f"  - {violation}")
    _say(f"\nTo replay: {again}")


def _again(seed: int, cluster: bool, processes: str | None) -> str:
    words = ["make chaos", f"SEED={seed}"] + ["CLUSTER=1"] * cluster
    return " ".join(words if processes is None else [*words, f"PROCESSES='{processes}'"])


if __name__ == "__main__":
    main()
