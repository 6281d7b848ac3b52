"""Cells: what a figure adds up to in one campaign, unit, span of time and source.

Every contribution is summed twice, under its day (``2024-10-17``) and under its month (``2024-10``), so that
a report over years adds up months and only the days at its two ends.

Each writer adds to a shard of its own, so that no two wait for each other at a cell that everybody adds to; the sum is
that of all shards.  One shard alone may be negative: a row added by one writer may be taken away by another.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from gateway.facts.kinds import Contribution

_DAY = dt.timedelta(days=1)


class Cell(NamedTuple):
    """Where a sum belongs.  ``span`` is a day or a month in ISO form."""

    campaign: str
    figure: str
    unit: str
    span: str
    source: str

    @property
    def key(self) -> str:
        """Its name, and the ``_id`` of its first shard.  Codes hold no ``|``, so no two cells share one."""
        return "|".join(self)

    def key_in(self, shard: int) -> str:
        """The ``_id`` of its shard, from 1 on."""
        return self.key if shard == 1 else f"{self.key}|{shard}"

    @property
    def grain(self) -> str:
        """``day`` or ``month``."""
        return "day" if len(self.span) > len("2024-10") else "month"


class Placed(NamedTuple):
    """What a row adds, and where: its campaign, unit and day with its contributions."""

    campaign: str
    unit: str
    on: str
    adds: tuple[Contribution, ...]


@dataclass(frozen=True)
class Sum:
    """Things counted, and đồng added up."""

    count: int
    amount_vnd: int


class Sums:
    """Running sums of cells, kept in memory.  Months are made from days when they are asked for."""

    def __init__(self) -> None:
        # The fields of a cell, bare: making cells of them for each row would be most of the cost.
        self._days: defaultdict[tuple[str, str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])

    def add(self, rows: Iterable[Placed]) -> None:
        """These rows have come in."""
        self._change(1, rows)

    def take(self, rows: Iterable[Placed]) -> None:
        """These older states of rows have gone out."""
        self._change(-1, rows)

    def cells(self) -> dict[Cell, Sum]:
        """What the cells change by, days and months.  Unchanged cells are left out."""
        totals: defaultdict[Cell, list[int]] = defaultdict(lambda: [0, 0])
        for fields, (count, amount_vnd) in self._days.items():
            day = Cell(*fields)
            for cell in (day, day._replace(span=day.span[:7])):
                total = totals[cell]
                total[0] += count
                total[1] += amount_vnd
        return {cell: Sum(*total) for cell, total in totals.items() if any(total)}

    def _change(self, sign: int, rows: Iterable[Placed]) -> None:
        for row in rows:
            for one in row.adds:
                total = self._days[row.campaign, one.figure, row.unit, row.on, one.source]
                total[0] += sign * one.count
                total[1] += sign * one.amount_vnd


def sums(added: Iterable[Placed], taken: Iterable[Placed] = ()) -> dict[Cell, Sum]:
    """What the cells change by when rows come in and older states go out.  Unchanged cells are left out."""
    changes = Sums()
    changes.add(added)
    changes.take(taken)
    return changes.cells()


def spans_between(from_on: dt.date, to_on: dt.date) -> list[str]:
    """The fewest spans that cover a period, both ends included: whole months, and single days at its ends."""
    spans: list[str] = []
    day = from_on
    while day <= to_on:
        month_end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        is_whole_month = day.day == 1 and month_end <= to_on
        spans.append(day.isoformat()[:7] if is_whole_month else day.isoformat())
        covered_until = month_end if is_whole_month else day
        if covered_until == dt.date.max:  # the day after it can't be told
            break
        day = covered_until + _DAY
    return spans
