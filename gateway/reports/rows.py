"""Down from a figure to the rows behind it, and from a row to its event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from contracts.page_marks import page_mark, place_of
from contracts.refusals import NotFound, Refusal
from gateway.facts import FIGURES, TARGET
from gateway.reports.in_units import InUnits, units_day
from gateway.reports.reading import Snapshot, at_one_moment
from gateway.reports.scope import campaign_state, checked_period, scope_of
from gateway.units.rows_of_units import OF_THE_DAY, rows_of_areas, rows_within

MOST_ROWS = 200


class UnknownFigure(Refusal):
    """The report has no such figure."""


class UnknownEvent(NotFound):
    """No event of this id has come in."""


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
    """Exactly the rows that a figure adds up, each with what it adds: ``{"rows": [...], "shares", "next", "as_of"}``.

    ``below`` takes in the units below ``unit``.  ``in_units`` as in the provincial report; in the units of another day
    ``shares`` tells what split units add besides by their shares.  ``areas``: only rows that lay in these units, or
    that they have taken over (None: all).  ``next`` is the mark of the next page, None on the last.
    Without days: all days; in the units of another day those of the campaign.  Raises :class:`UnknownFigure`,
    BrokenPageMark, ``UnknownUnitsDay`` and the refusals of ``scope.py``.
    """
    if figure != TARGET and figure not in FIGURES:
        raise UnknownFigure(
            f"Báo cáo không có số liệu {figure}.", field="figure", remedy=f"Chọn một trong: {', '.join(FIGURES)}."
        )
    if from_on is not None and to_on is not None:
        checked_period(from_on, to_on)
    limit = max(1, min(limit, MOST_ROWS))
    day = units_day(in_units)
    adds = {"figure": figure} if source is None else {"figure": figure, "source": source}

    def read(snapshot: Snapshot) -> dict[str, Any]:
        campaign_state(snapshot, campaign)
        if figure == TARGET:
            row = snapshot.row("campaign", campaign)
            return {"rows": [_shown(row, [])] if row else [], "shares": [], "next": None, "as_of": snapshot.as_of}
        days, shares = (from_on, to_on), list[dict[str, Any]]()
        if unit is not None and day != OF_THE_DAY:
            scope = scope_of(snapshot, campaign, from_on, to_on, unit)
            days = (scope.period.from_on, scope.period.to_on)
            shares = InUnits(scope, day).shares(snapshot, adds, below)
        asked = [{"campaign": campaign, "adds": {"$elemMatch": adds}, **_days(*days)}]
        asked += [rows_within(unit, day, below)] if unit is not None else []
        asked += [rows_of_areas(areas)] if areas is not None else []
        asked += [_beyond(after)] if after is not None else []
        found = list(
            snapshot.rows({"$and": asked}, sort=[("unit", 1), ("on", 1), ("_id", 1)], limit=limit + 1)
        )
        page = found[:limit]
        return {
            "rows": [_shown(row, _matching(row, adds)) for row in page],
            "shares": shares,
            "next": _mark(page[-1]) if len(found) > limit else None,
            "as_of": snapshot.as_of,
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
