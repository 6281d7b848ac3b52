"""Down from a figure to the rows behind it, and from a row to its event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.page_marks import page_mark, place_of
from contracts.refusals import NotFound, Refusal
from gateway.facts import FIGURES, TARGET
from gateway.reports.in_units import InUnits, units_day
from gateway.reports.reading import Snapshot, at_one_moment
from gateway.reports.scope import Scope, campaign_state, checked_period, scope_of
from gateway.units.rows_of_units import OF_THE_DAY, rows_of_areas, rows_within

MOST_ROWS = 200

ROWS_PER_READ = 1_000
"""Rows of an export that are held in memory at once."""

COLUMNS = ("kind", "id", "version", "unit", "on", "source", "count", "amount_vnd", "event_id", "event_type")
"""Of a table of such rows."""


class UnknownFigure(Refusal):
    """The report has no such figure."""


class UnknownEvent(NotFound):
    """No event of this id has come in."""


@dataclass(frozen=True)
class Behind:
    """Which rows: those that a figure adds up.  ``below`` takes in the units below ``unit``.  ``in_units`` as in the
    provincial report.  ``areas``: only rows that lay in these units, or that they have taken over (None: all).
    Without days: all days; in the units of another day those of the campaign."""

    figure: str
    campaign: str
    unit: str | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    source: str | None = None
    below: bool = False
    in_units: str = OF_THE_DAY
    areas: Sequence[str] | None = None

    @property
    def adds(self) -> dict[str, Any]:
        """What a row adds to be one of them."""
        return {"figure": self.figure} if self.source is None else {"figure": self.figure, "source": self.source}

    @property
    def is_of_another_day(self) -> bool:
        """Whether it is asked in units that need not be those of the rows' days."""
        return self.unit is not None and units_day(self.in_units) != OF_THE_DAY

    def scope(self, snapshot: Snapshot) -> Scope:
        """Its campaign, days and units."""
        return scope_of(snapshot, self.campaign, self.from_on, self.to_on, self.unit)

    def match(self, snapshot: Snapshot, after: str | None = None) -> dict[str, Any]:
        """As MongoDB is asked for it, beyond a mark."""
        days = (self.from_on, self.to_on)
        if self.is_of_another_day:
            period = self.scope(snapshot).period
            days = (period.from_on, period.to_on)
        asked = [{"campaign": self.campaign, "adds": {"$elemMatch": self.adds}, **_days(*days)}]
        asked += [rows_within(self.unit, units_day(self.in_units), self.below)] if self.unit is not None else []
        asked += [rows_of_areas(self.areas)] if self.areas is not None else []
        asked += [_beyond(after)] if after is not None else []
        return {"$and": asked}


def check(question: Behind) -> None:
    """Raises :class:`UnknownFigure`, ``UnknownUnitsDay`` and the refusals of ``scope.py``."""
    if question.figure != TARGET and question.figure not in FIGURES:
        raise UnknownFigure(
            f"Báo cáo không có số liệu {question.figure}.", field="figure",
            remedy=f"Chọn một trong: {', '.join(FIGURES)}.",
        )
    if question.from_on is not None and question.to_on is not None:
        checked_period(question.from_on, question.to_on)
    units_day(question.in_units)


def rows_behind(
    figure: str,
    campaign: str,
    unit: str | None = None,
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    source: str | None = None,
    below: bool = False,
    in_units: str = OF_THE_DAY,
    areas: Sequence[str] | None = None,
    after: str | None = None,
    limit: int = MOST_ROWS,
) -> dict[str, Any]:
    """A page of exactly the rows of a :class:`Behind`, each with what it adds: ``{"rows": [...], "shares", "next",
    "as_of"}``.

    In the units of another day ``shares`` tells what split units add besides by their shares.  ``next`` is the mark of
    the next page, None on the last.  Raises what :func:`check` raises, and BrokenPageMark.
    """
    question = Behind(figure, campaign, unit, from_on, to_on, source, below, in_units, areas)
    check(question)
    page = _page(question, after, max(1, min(limit, MOST_ROWS)))
    return {name: page[name] for name in ("rows", "shares", "next", "as_of")}


def batches(question: Behind, after: str | None = None) -> Iterator[tuple[list[dict[str, Any]], str]]:
    """All of them beyond a mark, some at a time, each time with the mark of the last one."""
    while True:
        page = _page(question, after, ROWS_PER_READ)
        if not page["rows"]:
            return
        after = page["last"]
        yield page["rows"], after
        if page["next"] is None:
            return


def number_of(question: Behind) -> int:
    """How many there are."""
    if question.figure == TARGET:
        return 1
    return at_one_moment(lambda snapshot: snapshot.number_of(question.match(snapshot)))


def _page(question: Behind, after: str | None, limit: int) -> dict[str, Any]:
    def read(snapshot: Snapshot) -> dict[str, Any]:
        campaign_state(snapshot, question.campaign)
        shares = list[dict[str, Any]]()
        if question.figure == TARGET:
            row = snapshot.row("campaign", question.campaign)
            shown = [_shown(row, [])] if row else []
            return {"rows": shown, "shares": shares, "next": None, "as_of": snapshot.as_of, "last": ""}
        if question.is_of_another_day:
            in_units = InUnits(question.scope(snapshot), units_day(question.in_units))
            shares = in_units.shares(snapshot, question.adds, question.below)
        match = question.match(snapshot, after)
        found = list(snapshot.rows(match, sort=[("unit", 1), ("on", 1), ("_id", 1)], limit=limit + 1))
        page = found[:limit]
        last = _mark(page[-1]) if page else ""
        return {
            "rows": [_shown(row, _matching(row, question.adds)) for row in page], "shares": shares,
            "next": last if len(found) > limit else None, "as_of": snapshot.as_of, "last": last,
        }

    return at_one_moment(read)


def event(event_id: str) -> dict[str, Any]:
    """An event's envelope as it came over the wire.  Raises :class:`UnknownEvent`."""

    def read(snapshot: Snapshot) -> dict[str, Any]:
        logged = snapshot.logged(event_id)
        if logged is None:
            raise UnknownEvent(f"Không có sự kiện {event_id}.", field="id", remedy="Kiểm tra lại mã sự kiện.")
        envelope: dict[str, Any] = logged["envelope"]
        return envelope

    return at_one_moment(read)


def units_of(envelope: dict[str, Any]) -> set[str]:
    """The units that an event speaks for.  Whoever may not see one of them may not see the event: a part of its rows
    alone can't be shown."""
    data = envelope["data"]
    return {entry.get("unit") or entry["lead_unit"] for entry in data.get("entries", [data])}


def _days(from_on: dt.date | None, to_on: dt.date | None) -> dict[str, Any]:
    bounds = {"$gte": from_on and from_on.isoformat(), "$lte": to_on and to_on.isoformat()}
    given = {operator: day for operator, day in bounds.items() if day}
    return {"on": given} if given else {}


def _matching(row: dict[str, Any], wanted: dict[str, Any]) -> list[dict[str, Any]]:
    return [add for add in row["adds"] if all(add[key] == value for key, value in wanted.items())]


def _shown(row: dict[str, Any], adds: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "id": row["_id"].partition(":")[2],
        "version": row["version"],
        "unit": row["unit"],
        "on": row["on"],
        "event_id": row["event_id"],
        "event_type": row["event_type"],
        "source": adds[0]["source"] if adds else None,
        "count": sum(add["count"] for add in adds),
        "amount_vnd": sum(add["amount_vnd"] for add in adds),
        "state": row["state"],
    }


def _mark(row: dict[str, Any]) -> str:
    return page_mark(row["unit"], row["on"], row["_id"])


def _beyond(mark: str) -> dict[str, Any]:
    """What lies after a page's last row, in reading order."""
    unit, on, key = place_of(mark, str, str, str)
    return {
        "$or": [
            {"unit": {"$gt": unit}},
            {"unit": unit, "on": {"$gt": on}},
            {"unit": unit, "on": on, "_id": {"$gt": key}},
        ]
    }
