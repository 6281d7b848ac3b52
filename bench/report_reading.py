"""P3: the provincial report of a quarter, from many rows and from few.

Booking five million gifts one by one would take longer than all the rest.  So the cells are made here by the
projector's own code (`contributions`, `sums`) from rows of that many gifts, and written as it writes them; the rows
themselves, which a report never reads, are not stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice

from bench.load import Load, read_reports
from bench.plan import Plan
from bench.product import UNITS_OF_LARGE_CAMPAIGN, Product
from bench.results import Figure, at_most, exactly
from gateway.projections.cells import Cell, Placed, Sum, sums
from gateway.projections.names import cells_name
from gateway.projections.rows import Row, contributions

FEW_ROWS = 10_000
YEAR = 2024
READERS = 2
"""Readers at once.  A reader asks again as soon as it has its answer."""

AT_ONCE = 20_000
CHANNELS = ("cash", "card", "wallet", "bank_transfer")
QUARTER = (dt.date(YEAR, 7, 1), dt.date(YEAR, 9, 30))


def measure(product: Product, plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Fill two campaigns, read both in turn, and check the sums of the large one."""
    loads: dict[int, Load] = {}
    off = 0
    for rows in (FEW_ROWS, plan.report_rows):
        say(f"P3: filling a campaign with the cells of {rows:,} rows")
        off += _fill_and_check(product, rows)
    for rows in (FEW_ROWS, plan.report_rows):
        read_reports(*_question(product, rows), 1, READERS)
        loads[rows] = read_reports(*_question(product, rows), plan.report_seconds, READERS)
        say(f"    {rows:,} rows: median {loads[rows].p50_ms:.1f} ms, p99 {loads[rows].p99_ms:.1f} ms")
        if loads[rows].refused or loads[rows].broken:
            raise AssertionError(f"the report was refused: {loads[rows]}")
    few, many = loads[FEW_ROWS], loads[plan.report_rows]
    return [
        Figure.compared(
            "P3", f"report of a quarter from {plan.report_rows:,} rows, {READERS} readers: median", many.p50_ms, "ms",
            few.p50_ms, f"the same from {FEW_ROWS:,} rows", at_most(1.5, ratio=True),
        ),
        Figure.compared(
            "P3.p99", "P3: 99 of 100 reports within", many.p99_ms, "ms", few.p99_ms,
            f"the same from {FEW_ROWS:,} rows", at_most(50),
        ),
        Figure.alone("P3.sums", "P3: the reports against the rows: difference", off, "rows and đồng", exactly(0)),
    ]


def _question(product: Product, rows: int) -> tuple[str, str, int, str]:
    return f"{product.api_address}/reports/provincial", _code(rows), YEAR, product.token()


def _code(rows: int) -> str:
    return f"bench-report-{rows}"


def _fill_and_check(product: Product, rows: int) -> int:
    """How far the report of a quarter is off from the rows that went into it."""
    units = product.make_campaign(_code(rows), UNITS_OF_LARGE_CAMPAIGN)
    _fill(product, _rows(_code(rows), units, rows))
    first, last = QUARTER
    report = product.report(_code(rows), from_on=first.isoformat(), to_on=last.isoformat())
    assert report is not None  # the campaign was made above
    received = report["total"]["received"]
    count = amount_vnd = 0
    for row in _rows(_code(rows), units, rows):
        if first.isoformat() <= row.on <= last.isoformat():
            count += 1
            amount_vnd += row.state["amount_vnd"]
    return abs(received["count"] - count) + abs(received["amount_vnd"] - amount_vnd)


def _rows(campaign: str, units: list[str], rows: int) -> Iterator[Row]:
    """Gifts spread over units, days and channels, the same each time.  Strides without a common divisor reach every
    combination, and the amounts are those that people give."""
    first = dt.date(YEAR, 1, 1)
    days = [(first + dt.timedelta(days=number)).isoformat() for number in range(365)]
    amounts = (20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 5_000_000)
    for number in range(rows):
        cell = number * 7_919 % (len(units) * len(days) * len(CHANNELS))
        place, channel = divmod(cell, len(CHANNELS))
        unit, day = divmod(place, len(days))
        state = {"channel": CHANNELS[channel], "amount_vnd": amounts[number % len(amounts)], "pledge_id": None}
        yield Row("donation", str(number), 1, campaign, units[unit], days[day], "bench", "bench", state)


def _fill(product: Product, rows: Iterator[Row]) -> None:
    """Add up what the rows contribute, as the projector does, and write the cells."""
    totals: dict[Cell, Sum] = {}
    while batch := list(islice(rows, AT_ONCE)):
        placed = [Placed(row.campaign, row.unit, row.on, tuple(contributions(row))) for row in batch]
        for cell, change in sums(placed).items():
            so_far = totals.get(cell, Sum(0, 0))
            totals[cell] = Sum(so_far.count + change.count, so_far.amount_vnd + change.amount_vnd)
    read_models = product.database("gateway")
    position = read_models.positions.find_one({})
    assert position is not None  # the campaign is in the report, so the projector has a position
    cells = read_models[cells_name(position["generation"])]
    documents = [
        {"_id": cell.key, **cell._asdict(), "grain": cell.grain, **vars(total)} for cell, total in totals.items()
    ]
    cells.insert_many(documents, ordered=False)
