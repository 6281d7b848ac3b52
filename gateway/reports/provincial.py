"""The provincial report: what came in, what was promised, what went out and what supervision found.

Every number is a sum of cells at one moment; the same dictionary is shown on the page, sent as JSON and written
into the XLSX file, so that the three agree to the đồng.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.facts import FIGURES, SOURCE_NAMES
from gateway.projections.cells import Sum
from gateway.projections.rows import NO_DAY
from gateway.reports.in_units import ByCode, InUnits, units_day
from gateway.reports.reading import Snapshot, at_one_moment, period_match
from gateway.reports.scope import Scope, scope_of
from gateway.units.rows_of_units import OF_THE_DAY

NOTHING = Sum(0, 0)

Groups = Mapping[tuple[str, ...], Sum]


def provincial_report(
    campaign: str, from_on: dt.date | None = None, to_on: dt.date | None = None, unit: str | None = None,
    in_units: str = OF_THE_DAY,
) -> dict[str, Any]:
    """The report as JSON values.  Money is whole đồng, percentages have one decimal, None where there is no base.

    ``unit`` narrows it to a unit and all below it.  Without days: the whole campaign (see ``scope_of``).
    ``in_units``: ``day`` for the units of each fact's day; ``today`` or a day (``YYYY-MM-DD``) for all in the units of
    that day.  Raises the refusals of :func:`gateway.reports.scope.scope_of`, and ``UnknownUnitsDay``.
    """
    day = units_day(in_units)

    def read(snapshot: Snapshot) -> dict[str, Any]:
        scope = scope_of(snapshot, campaign, from_on, to_on, unit)
        shown = InUnits(scope, day)
        return report_of(snapshot, scope, shown.groups(snapshot), shown)

    return at_one_moment(read)


def groups_of(snapshot: Snapshot, scope: Scope) -> dict[tuple[str, ...], Sum]:
    """Everything that the report adds up: sums by figure, unit and source; units as on the period's last day."""
    match = {**scope.match(), **period_match(scope.period.from_on, scope.period.to_on)}
    return snapshot.sums(match, by=("figure", "unit", "source"))


def of_whole_campaign(campaign: str, figures: Sequence[str]) -> dict[tuple[str, str], dict[str, int]]:
    """These figures of the report of the whole campaign, without making the rest of it: by figure and source, and of
    all sources by figure and "".  Raises UnknownCampaign."""

    def read(snapshot: Snapshot) -> dict[tuple[str, str], dict[str, int]]:
        scope = scope_of(snapshot, campaign, None, None, None)
        days = period_match(scope.period.from_on, scope.period.to_on)
        groups = snapshot.sums({**scope.match(), **days, "figure": {"$in": list(figures)}}, by=("figure", "source"))
        by_source = _added_up(groups, lambda key: (key[0], key[1]))
        whole = _added_up(groups, lambda key: (key[0], ""))
        sums = {(figure, ""): whole.get((figure, ""), NOTHING) for figure in figures} | by_source
        return {key: sum_as_json(one) for key, one in sums.items()}

    return at_one_moment(read)


def report_of(snapshot: Snapshot, scope: Scope, groups: Groups, shown: InUnits | None = None) -> dict[str, Any]:
    """The report of what :func:`groups_of` gave, or ``shown.groups``, at the same moment."""
    shown = shown or ByCode(scope)
    by_unit = _added_up(groups, lambda key: (key[1], key[0]))
    by_source = _added_up(groups, lambda key: (key[0], key[2]))
    total = {key: sum_as_json(figure_sum) for key, figure_sum in _totals(groups).items()}
    activities = _activities(snapshot, scope, shown)
    names = {**SOURCE_NAMES, **{activity["activity"]: activity["name"] for activity in activities}}
    return {
        "campaign": {
            key: scope.campaign[key] for key in ("campaign", "name", "starts_on", "ends_on", "lead_unit")
        },
        "period": {"from_on": scope.period.from_on.isoformat(), "to_on": scope.period.to_on.isoformat()},
        "unit": scope.unit,
        "unit_name": shown.unit_name,
        "units_of": shown.told(),
        "as_of": snapshot.as_of,
        "figures": [
            {"key": figure.key, "name": figure.name, "measure": figure.measure, "formula": figure.formula}
            for figure in FIGURES.values()
        ],
        "total": total,
        "progress": _progress(shown.target_vnd, total["received"]["amount_vnd"]),
        "pledges": _pledges(total),
        "units": _unit_lines(shown, by_unit),
        "sources": _source_lines(by_source, names),
        "activities": activities,
        "supervision": _supervision(by_source, total),
    }


def _added_up(groups: Groups, key_of: Callable[[tuple[str, ...]], tuple[str, str]]) -> dict[tuple[str, str], Sum]:
    totals: dict[tuple[str, str], Sum] = defaultdict(lambda: NOTHING)
    for key, group in groups.items():
        held = totals[key_of(key)]
        totals[key_of(key)] = Sum(held.count + group.count, held.amount_vnd + group.amount_vnd)
    return totals


def _totals(groups: Groups) -> dict[str, Sum]:
    totals = _added_up(groups, lambda key: (key[0], ""))
    return {figure: totals.get((figure, ""), NOTHING) for figure in FIGURES}


def _unit_lines(shown: InUnits, by_unit: Mapping[tuple[str, str], Sum]) -> list[dict[str, Any]]:
    """One line per unit of the campaign, zeros included, and per other unit that something is shown in."""
    lines = []
    for line in shown.lines({place for place, _ in by_unit}):
        figures = {key: sum_as_json(by_unit.get((line.id, key), NOTHING)) for key in FIGURES}
        lines.append(
            {
                "unit": line.unit,
                "name": line.name,
                "valid_from": line.valid_from,
                "valid_to": line.valid_to,
                "unshared": line.unshared,
                "rows": dict(line.rows),
                "progress": _progress(line.target_vnd, figures["received"]["amount_vnd"]),
                "figures": figures,
            }
        )
    return lines


def _source_lines(by_source: Mapping[tuple[str, str], Sum], names: Mapping[str, str]) -> list[dict[str, Any]]:
    order = {key: number for number, key in enumerate(FIGURES)}
    found = sorted(by_source.items(), key=lambda item: (order.get(item[0][0], len(order)), item[0][1]))
    return [
        {"figure": figure, "source": source, "name": names.get(source, source), **sum_as_json(one)}
        for (figure, source), one in found
    ]


def _activities(snapshot: Snapshot, scope: Scope, shown: InUnits) -> list[dict[str, Any]]:
    """The campaign's activities with all their guests until now: an activity's guests are counted whole, whichever
    day they registered on."""
    match = {"campaign": scope.campaign["campaign"], "kind": "activity"}
    rows = sorted(
        (row for row in snapshot.rows(match, sort=[("on", 1), ("_id", 1)]) if shown.holds(row["unit"], row["on"])),
        key=lambda row: row["on"] == NO_DAY,  # those whose day is announced later come last
    )
    statuses = ["confirmed", "offered", "waiting", "cancelled"]
    guests = snapshot.sums(
        # Months alone: the days' cells hold every guest a second time.
        {
            "campaign": scope.campaign["campaign"],
            "figure": {"$in": [f"registrations_{status}" for status in statuses]},
            "grain": "month",
            "source": {"$in": [row["state"]["activity"] for row in rows]},
        },
        by=("source", "figure"),
    )
    return [
        {
            **{key: row["state"][key] for key in ("activity", "name", "kind", "unit", "place", "places")},
            "starts_on": row["state"]["starts_on"],
            "ends_on": row["state"]["ends_on"],
            **{
                status: guests.get((row["state"]["activity"], f"registrations_{status}"), NOTHING).count
                for status in statuses
            },
        }
        for row in rows
    ]


def _supervision(by_source: Mapping[tuple[str, str], Sum], total: Mapping[str, Any]) -> dict[str, Any]:
    raised, still_open = total["findings_raised"]["count"], total["findings_open"]["count"]
    about = {source: one.count for (key, source), one in by_source.items() if key == "findings_open_by_subject"}
    return {
        "raised": raised,
        "open": still_open,
        "closed": raised - still_open,
        "held": total["held"],
        "open_beside": {
            key: sum(about.get(subject, 0) for subject in figure.beside)
            for key, figure in FIGURES.items() if figure.beside
        },
    }


def _pledges(total: Mapping[str, Any]) -> dict[str, Any]:
    pledged, owed = total["pledged"]["amount_vnd"], total["pledge_outstanding"]["amount_vnd"]
    lapsed = total["pledge_lapsed"]["amount_vnd"]
    return {
        "pledged_vnd": pledged,
        "fulfilled_vnd": total["pledge_fulfilled"]["amount_vnd"],
        "outstanding_vnd": owed,
        "lapsed_vnd": lapsed,
        # What has lapsed stays promised: a lapse can't make the rate look better.
        "collection_percent": percent(pledged - owed - lapsed, pledged),
    }


def _progress(target_vnd: int, received_vnd: int) -> dict[str, Any]:
    return {
        "target_vnd": target_vnd,
        "received_vnd": received_vnd,
        "percent": percent(received_vnd, target_vnd),
    }


def percent(part: int, whole: int) -> float | None:
    """One decimal, rounded half up in whole numbers; None when there is nothing to compare with."""
    if whole <= 0:
        return None
    return (part * 2000 + whole) // (2 * whole) / 10


def sum_as_json(figure_sum: Sum) -> dict[str, int]:
    """A sum as JSON values."""
    return {"count": figure_sum.count, "amount_vnd": figure_sum.amount_vnd}
