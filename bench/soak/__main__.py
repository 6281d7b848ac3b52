"""``python -m bench.soak [--minutes N]``: exit code 1 when memory grew, or anything was lost or doubled."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from statistics import median
from types import FrameType
from typing import Any

import click

from bench import machine, product
from bench.load import CONNECTIONS, Gifts, Load, book_gifts
from bench.product import Product, TookTooLong, wait_until
from bench.soak import page
from bench.soak.samples import Sampler, folder_mib
from bench.soak.verdict import ended_on_the_way, growths
from bench.soak.work import CAMPAIGN, Beside, make_campaign

SLICE_SECONDS = 30
WARM_UP_SECONDS = 5
DRAINED_WITHIN_SECONDS = 600.0
LONGEST_MINUTES = 120

MOST_DISK_MIB = 20_000.0
LEAST_DISK_LEFT_MIB = 5_000.0
"""A run that reaches either ends early and says so."""

Say = Callable[[str], None]


@click.command()
@click.option("--minutes", type=click.FloatRange(0.5, LONGEST_MINUTES), default=10.0, show_default=True)
@click.option("--write/--no-write", default=True, help="Whether the page, the plot and the numbers are written.")
def main(minutes: float, write: bool) -> None:
    """Load at the limit for so long; is memory flat?"""
    _end_in_time(minutes)
    begun = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - begun:6.1f} s  {what}", flush=True)

    taken_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    with product.running(say) as running:
        taken, sampler = _soak(running, minutes, say)
    taken = {"taken_at": taken_at, "commit": machine.commit(), **taken}
    print(page.between_marks(taken))
    if write:
        page.write(taken, sampler.samples)
        say(f"written: {page.NUMBERS.relative_to(product.CHECKOUT)}, {page.PAGE.relative_to(product.CHECKOUT)}")
    sys.exit(0 if taken["flat"] and not taken["difference"] else 1)


def _soak(running: Product, minutes: float, say: Say) -> tuple[dict[str, Any], Sampler]:
    units = make_campaign(running)
    wait_until(lambda: running.report(CAMPAIGN) is not None, "the campaign in the report", 30)
    gifts = Gifts(CAMPAIGN, units, running.token())
    for username in ("ke-toan", "to-chuc"):
        running.token(username)
    address = f"{running.api_address}/donations"
    loads = [book_gifts(address, gifts, WARM_UP_SECONDS)]
    sampler, beside = Sampler(running), Beside(running)
    sampler.start()
    beside.start()
    try:
        slices = _load(running, lambda seconds: book_gifts(address, gifts, seconds), minutes, say)
    finally:
        beside.stop()
        sampler.stop()
    drained_seconds = _drain(running, say)
    processes, ended = growths(sampler.samples), ended_on_the_way(sampler.samples)
    for name in ended:
        say(f"{name} ended on the way: its memory is not judged, and the run is not flat")
    if sampler.failed:
        say(f"note: {sampler.failed} looks failed, the last: {sampler.last_failure}")
    samples = sampler.samples
    return {
        "minutes": minutes, "machine": machine.facts(running), "connections": CONNECTIONS,
        "flat": all(one.flat for one in processes) and not ended,
        "gifts": sum(load.accepted for load in slices),
        "per_second": round(sum(load.accepted for load in slices) / sum(load.seconds for load in slices)),
        "p99_ms": round(median(load.p99_ms for load in slices)), "slices": len(slices),
        "refused": sum(load.refused for load in slices), "unanswered": sum(load.unanswered for load in slices),
        "credits": beside.credits, "answers_beside": dict(beside.answers),
        "most_queued": max(sample.queued for sample in samples),
        "most_in_outboxes": max(sample.in_outboxes for sample in samples),
        "oldest_seconds": max(sample.outbox_age_seconds for sample in samples),
        "parked": samples[-1].parked, "looks_failed": sampler.failed,
        "drained_seconds": drained_seconds, "disk_mib": round(folder_mib(running.stack.layout.home)),
        "difference": _difference(running, [*loads, *slices], beside.credits),
        "processes": [asdict(one) | {"flat": one.flat} for one in processes],
    }, sampler


def _load(running: Product, book: Callable[[float], Load], minutes: float, say: Say) -> list[Load]:
    """Slice after slice; the disk is looked at in between."""
    slices: list[Load] = []
    ends_at = time.monotonic() + minutes * 60
    while (left := ends_at - time.monotonic()) > 1:
        slices.append(book(min(SLICE_SECONDS, left)))
        used_mib = folder_mib(running.stack.layout.home)
        free_mib = shutil.disk_usage(tempfile.gettempdir()).free / 2**20
        say(f"{slices[-1].per_second:,.0f} gifts/s, p99 {slices[-1].p99_ms:.0f} ms, {slices[-1].refused} refused; "
            f"{used_mib:,.0f} MiB of disk")
        if used_mib > MOST_DISK_MIB or free_mib < LEAST_DISK_LEFT_MIB:
            say(f"ended early: {used_mib:,.0f} MiB of disk used, {free_mib:,.0f} MiB free")
            break
    return slices


def _drain(running: Product, say: Say) -> float:
    """Seconds until the report holds what the ledger holds.  Raises :class:`TookTooLong`."""
    began = time.monotonic()
    wait_until(lambda: _imports_done(running), "the statements imported", DRAINED_WITHIN_SECONDS, 0.5)
    booked = _ledger(running)["count"]
    wait_until(lambda: _reported(running)["count"] >= booked, "the backlog worked off", DRAINED_WITHIN_SECONDS, 0.5)
    say("the backlog is worked off")
    return round(time.monotonic() - began, 1)


def _difference(running: Product, loads: list[Load], credits: int) -> int:
    """Acknowledged = ledger = journal = report, in number and đồng.  What was answered 503 may be booked or not."""
    ledger, reported = _ledger(running), _reported(running)
    match = {"campaign": CAMPAIGN, "about_kind": "donation"}
    journal = _sum(running.database("donations").journal_entries, match, {"$sum": "$postings.debit_vnd"})
    accepted, sent = sum(load.accepted for load in loads), sum(load.sent for load in loads)
    off = abs(reported["count"] - ledger["count"]) + abs(reported["amount_vnd"] - ledger["amount_vnd"])
    off += abs(journal["count"] - ledger["count"])
    off += abs(journal["amount_vnd"] - ledger["amount_vnd"])
    return off + max(0, accepted + credits - ledger["count"]) + max(0, ledger["count"] - sent - credits)


def _ledger(running: Product) -> dict[str, int]:
    return _sum(running.database("donations").donations, {"campaign": CAMPAIGN}, "$amount_vnd")


def _imports_done(running: Product) -> bool:
    imports = running.database("donations").statement_imports
    return imports.find_one({"status": {"$in": ["queued", "running"]}}) is None


def _reported(running: Product) -> dict[str, int]:
    report = running.report(CAMPAIGN)
    assert report is not None  # it was made and seen at the start
    return dict(report["total"]["received"])


def _sum(collection: Any, match: dict[str, Any], amount: Any) -> dict[str, int]:
    group = {"_id": None, "count": {"$sum": 1}, "amount_vnd": {"$sum": amount}}
    found = list(collection.aggregate([{"$match": match}, {"$group": group}]))
    return found[0] if found else {"count": 0, "amount_vnd": 0}


def _end_in_time(minutes: float) -> None:
    """However the run goes on, it ends, and what it started ends with it."""
    most_seconds = round(minutes * 60 + DRAINED_WITHIN_SECONDS + 300)

    def too_long(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"the whole run: not within {most_seconds} s")

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGTERM, interrupt)
    signal.alarm(most_seconds)


if __name__ == "__main__":
    main()
