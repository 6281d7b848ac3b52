"""The provincial report with its money over time: one moment for both, so that the chart adds up to the figure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gateway.reports.in_units import InUnits, units_day
from gateway.reports.provincial import report_of
from gateway.reports.reading import Snapshot, at_one_moment
from gateway.reports.scope import Scope, scope_of
from gateway.units.rows_of_units import OF_THE_DAY

FIGURES = ("received", "paid")
"""What came in, and what went out."""

MOST_DAYS, MOST_WEEKS = 62, 430
"""A period up to this long is drawn by day, up to that long by week, else by month."""


def report_over_time(
    campaign: str, from_on: dt.date | None = None, to_on: dt.date | None = None, unit: str | None = None,
    in_units: str = OF_THE_DAY,
) -> dict[str, Any]:
    """The report of :func:`gateway.reports.provincial.provincial_report`, and under ``days`` each day with money:
    ``on``, ``received_vnd``, ``paid_vnd``.  Raises the same refusals.

    ``days`` is empty where they would not add up to the figure: a unit that is shown with its shares of others has no
    days of its own.
    """
    day = units_day(in_units)

    def read(snapshot: Snapshot) -> dict[str, Any]:
        scope = scope_of(snapshot, campaign, from_on, to_on, unit)
        shown = InUnits(scope, day)
        report = report_of(snapshot, scope, shown.groups(snapshot), shown)
        days = _days(snapshot, scope)
        agree = all(
            sum(one[f"{figure}_vnd"] for one in days) == report["total"][figure]["amount_vnd"] for figure in FIGURES
        )
        return {**report, "days": days if agree else []}

    return at_one_moment(read)


def _days(snapshot: Snapshot, scope: Scope) -> list[dict[str, Any]]:
    first, last = scope.period.from_on.isoformat(), scope.period.to_on.isoformat()
    by_day = snapshot.sums(
        {**scope.match(), "figure": {"$in": list(FIGURES)}, "grain": "day", "span": {"$gte": first, "$lte": last}},
        by=("span", "figure"),
    )
    days = {
        day: {"on": day, **{f"{figure}_vnd": 0 for figure in FIGURES}} for day in sorted({day for day, _ in by_day})
    }
    for (day, figure), one in by_day.items():
        days[day][f"{figure}_vnd"] = one.amount_vnd
    return list(days.values())


def spans(days: list[dict[str, Any]], *names: str) -> list[tuple[dt.date, dt.date, dict[str, int]]]:
    """Days added up for a chart: each day, week or month from the first with money to the last, with its sums.

    A span without money is there too, so that the axis is even. Answers first and last day, and the sums by name.
    """
    if not days:
        return []
    first, last = (dt.date.fromisoformat(days[place]["on"]) for place in (0, -1))
    held: dict[dt.date, tuple[dt.date, dict[str, int]]] = {}
    start_of, next_of = _grain((last - first).days + 1)
    at = start_of(first)
    while at <= last:
        following = next_of(at)
        held[at] = (following - dt.timedelta(1), dict.fromkeys(names, 0))
        at = following
    for day in days:
        sums = held[start_of(dt.date.fromisoformat(day["on"]))][1]
        for name in names:
            sums[name] += day[name]
    return [(start, end, sums) for start, (end, sums) in held.items()]


def _grain(days: int) -> tuple[Any, Any]:
    if days <= MOST_DAYS:
        return (lambda day: day), (lambda start: start + dt.timedelta(1))
    if days <= MOST_WEEKS:
        return (lambda day: day - dt.timedelta(day.weekday())), (lambda start: start + dt.timedelta(7))
    return (lambda day: day.replace(day=1)), (lambda start: (start + dt.timedelta(32)).replace(day=1))
