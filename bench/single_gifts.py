"""P1 and P1b: single gifts over HTTP, beside the plain way and beside Flask alone; and a lone request's time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench import plain
from bench.load import Gifts, Load, book_gifts
from bench.plan import Plan
from bench.product import Product, wait_until
from bench.reference import DATABASE as PLAIN_DATABASE
from bench.results import Figure, at_least, at_most, exactly

CAMPAIGN = "bench-gifts"
DRAINED_WITHIN_SECONDS = 120


@dataclass(frozen=True)
class Round:
    """The three loads of one round, each with the machine to itself."""

    plain_way: Load
    flask_alone: Load
    product: Load


def measure(product: Product, plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Book gifts on each in turn, round by round; the figures are of the median round of each."""
    units = product.make_campaign(CAMPAIGN)
    gifts = Gifts(CAMPAIGN, units, product.token())
    ours = f"{product.api_address}/donations"
    loads: list[Load] = []
    plain_loads: list[Load] = []
    rounds: list[Round] = []
    with plain.running(product) as reference:
        say(f"P1: warming up, {plan.warm_up_seconds} s each")
        plain_loads.append(book_gifts(reference.plain_way, gifts, plan.warm_up_seconds))
        book_gifts(reference.flask_alone, gifts, plan.warm_up_seconds)
        loads.append(book_gifts(ours, gifts, plan.warm_up_seconds))
        for number in range(1, plan.rounds + 1):
            _wait_projected(product, loads)
            say(f"P1: round {number} of {plan.rounds}")
            one = Round(
                plain_way=book_gifts(reference.plain_way, gifts, plan.reference_seconds),
                flask_alone=book_gifts(reference.flask_alone, gifts, plan.reference_seconds),
                product=book_gifts(ours, gifts, plan.gifts_seconds),
            )
            rounds.append(one)
            loads.append(one.product)
            plain_loads.append(one.plain_way)
            say(f"    plain way {one.plain_way.per_second:.0f}/s, Flask alone {one.flask_alone.per_second:.0f}/s, "
                f"product {one.product.per_second:.0f}/s (p99 {one.product.p99_ms:.0f} ms, "
                f"{one.product.refused} refused, {one.product.unanswered} unanswered)")
    _wait_projected(product, loads)
    say("P1: a lone request")
    alone = book_gifts(ours, gifts, plan.alone_seconds, connections=1)
    loads.append(alone)
    _check_plain(product, plain_loads)
    return [*_figures(rounds, alone), _conservation(product, loads)]


def _figures(rounds: list[Round], alone: Load) -> list[Figure]:
    rate = median(one.product.per_second for one in rounds)
    plain_rate = median(one.plain_way.per_second for one in rounds)
    flask_rate = median(one.flask_alone.per_second for one in rounds)
    return [
        Figure.compared(
            "P1", "gifts over HTTP, acknowledged durable, 64 connections", rate, "gifts/s", plain_rate,
            "the plain way", at_least(8, ratio=True),
        ),
        Figure.compared(
            "P1.p99", "P1: 99 of 100 gifts answered within", median(one.product.p99_ms for one in rounds), "ms",
            median(one.plain_way.p99_ms for one in rounds), "the plain way", at_most(100),
        ),
        Figure.compared(
            "P1b", "the same beside Flask alone", rate, "gifts/s", flask_rate, "Flask, nothing behind it",
            at_least(0.4, ratio=True),
        ),
        Figure.alone("P1.lone", "a lone gift, nobody else asking: median", alone.p50_ms, "ms", at_most(15)),
    ]


def _wait_projected(product: Product, loads: list[Load]) -> None:
    """Until the report holds what was acknowledged: the next measure has the machine to itself."""
    accepted = sum(load.accepted for load in loads)
    wait_until(lambda: _reported(product)["count"] >= accepted, "gifts in the report", DRAINED_WITHIN_SECONDS, 0.25)


def _reported(product: Product) -> dict[str, int]:
    report = product.report(CAMPAIGN)
    assert report is not None  # it was made and seen at the start
    return dict(report["total"]["received"])


def _conservation(product: Product, loads: list[Load]) -> Figure:
    """Acknowledged = ledger = journal = report.

    What was answered 503, or not at all, may be booked or not: the ledger is bounded by what was sent.
    """
    wait_until(
        lambda: _reported(product)["count"] >= _ledger(product)["count"], "the last gifts in the report",
        DRAINED_WITHIN_SECONDS,
    )
    ledger, journal, reported = _ledger(product), _journal(product), _reported(product)
    accepted, sent = sum(load.accepted for load in loads), sum(load.sent for load in loads)
    sent_vnd = sum(load.sent_vnd for load in loads)
    off = abs(reported["count"] - ledger["count"]) + abs(reported["amount_vnd"] - ledger["amount_vnd"])
    off += abs(journal["count"] - ledger["count"]) + abs(journal["amount_vnd"] - ledger["amount_vnd"])
    off += max(0, accepted - ledger["count"]) + max(0, ledger["count"] - sent)
    if accepted == sent:
        off += abs(ledger["amount_vnd"] - sent_vnd)
    return Figure.alone(
        "P1.kept", f"{accepted} acknowledged gifts against ledger, journal and report: difference", off,
        "gifts and đồng", exactly(0),
    )


def _ledger(product: Product) -> dict[str, int]:
    return _sum(product.database("donations").donations, {"campaign": CAMPAIGN}, "$amount_vnd")


def _journal(product: Product) -> dict[str, int]:
    match = {"campaign": CAMPAIGN, "about_kind": "donation"}
    return _sum(product.database("donations").journal_entries, match, {"$sum": "$postings.debit_vnd"})


def _sum(collection: Any, match: dict[str, Any], amount: Any) -> dict[str, int]:
    group = {"_id": None, "count": {"$sum": 1}, "amount_vnd": {"$sum": amount}}
    found = list(collection.aggregate([{"$match": match}, {"$group": group}]))
    return found[0] if found else {"count": 0, "amount_vnd": 0}


def _check_plain(product: Product, loads: list[Load]) -> None:
    """The plain way too must have kept what it acknowledged, or its rate says nothing."""
    booked = product.mongo[PLAIN_DATABASE].gifts.count_documents({"campaign": CAMPAIGN})
    accepted = sum(load.accepted for load in loads)
    if booked < accepted:
        raise AssertionError(f"the plain way acknowledged {accepted} gifts and kept {booked}")
