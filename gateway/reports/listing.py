"""Lists of any length out of the read models: page by page, or all of it as a stream."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.page_marks import page_mark, place_of
from gateway.reports.reading import Snapshot, at_one_moment
from gateway.units.rows_of_units import rows_of_areas, rows_within

MOST_PER_PAGE = 200

ROWS_PER_READ = 1000
"""Rows of an export that are held in memory at once."""


@dataclass(frozen=True)
class Question:
    """Which rows: of one kind and campaign, newest day last.

    areas: units of which rows may be shown (`rows_of_areas`), None for all; unit: this one and all that lay below it on
    the row's day; state: exact values of the row's own fields."""

    kind: str
    campaign: str
    areas: Sequence[str] | None = None
    unit: str | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    state: Mapping[str, Any] = field(default_factory=dict)

    def match(self) -> dict[str, Any]:
        """As MongoDB is asked for it."""
        match: dict[str, Any] = {"kind": self.kind, "campaign": self.campaign}
        match |= {f"state.{name}": value for name, value in self.state.items()}
        days = {"$gte": self.from_on and self.from_on.isoformat(), "$lte": self.to_on and self.to_on.isoformat()}
        if given := {operator: day for operator, day in days.items() if day}:
            match["on"] = given
        within = [rows_within(self.unit)] if self.unit else []
        within += [rows_of_areas(self.areas)] if self.areas is not None else []
        return {"$and": [match, *within]} if within else match


def page(question: Question, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """``{"rows": [state, …], "next": mark or None}``.  Raises BrokenPageMark."""
    limit = max(1, min(limit, MOST_PER_PAGE))
    found = _read(question.match(), after, limit + 1)
    return {
        "rows": [row["state"] for row in found[:limit]],
        "next": _mark(found[limit - 1]) if len(found) > limit else None,
    }


def numbered_page(
    match: Mapping[str, Any], page: int, size: int, newest_first: bool = True
) -> tuple[list[dict[str, Any]], bool]:
    """A numbered page, from 1 on, for lists that people turn over: the states of its rows, the newest day first unless
    told otherwise, and whether there are more."""
    way = -1 if newest_first else 1

    def read(snapshot: Snapshot) -> list[dict[str, Any]]:
        rows = snapshot.rows(match, sort=[("on", way), ("_id", way)], limit=size + 1, skip=(page - 1) * size)
        return [row["state"] for row in rows]

    found = at_one_moment(read)
    return found[:size], len(found) > size


def every(question: Question) -> Iterator[dict[str, Any]]:
    """The state of every row, in the order of the pages, a bounded number in memory at once."""
    for states, _ in batches(question):
        yield from states


def batches(question: Question, after: str | None = None) -> Iterator[tuple[list[dict[str, Any]], str]]:
    """The same some rows at a time, beyond a mark; each time with the mark of the last one."""
    match = question.match()
    while found := _read(match, after, ROWS_PER_READ):
        after = _mark(found[-1])
        yield [row["state"] for row in found], after


def number_of(question: Question) -> int:
    """How many rows there are."""
    return at_one_moment(lambda snapshot: snapshot.number_of(question.match()))


def _read(match: dict[str, Any], after: str | None, limit: int) -> list[dict[str, Any]]:
    wanted = match if after is None else {"$and": [match, _beyond(after)]}

    def read(snapshot: Snapshot) -> list[dict[str, Any]]:
        return list(snapshot.rows(wanted, sort=[("on", 1), ("_id", 1)], limit=limit))

    return at_one_moment(read)


def _mark(row: dict[str, Any]) -> str:
    return page_mark(row["on"], row["_id"])


def _beyond(mark: str) -> dict[str, Any]:
    on, key = place_of(mark, str, str)
    return {"$or": [{"on": {"$gt": on}}, {"on": on, "_id": {"$gt": key}}]}
