"""A campaign's progress against its target, day by day: what the dashboard draws and keeps fresh."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gateway import units
from gateway.facts import SOURCE_NAMES
from gateway.projections.cells import Sum
from gateway.reports.provincial import NOTHING, Groups, percent, sum_as_json
from gateway.reports.reading import Snapshot, at_one_moment
from gateway.reports.scope import campaign_state


def campaign_progress(campaign: str) -> dict[str, Any]:
    """Money received over the whole campaign: in total, by unit, by source and by day, against the target.

    Raises :class:`gateway.reports.scope.UnknownCampaign`.
    """

    def read(snapshot: Snapshot) -> dict[str, Any]:
        state = campaign_state(snapshot, campaign)
        received = {"campaign": campaign, "figure": "received"}
        # Days and months hold the same money: the series is read from days, the rest from the far fewer months.
        groups = snapshot.sums({**received, "grain": "month"}, by=("unit", "source"))
        by_day = snapshot.sums({**received, "grain": "day"}, by=("span",))
        return _progress(snapshot, state, groups, by_day)

    return at_one_moment(read)


def _progress(
    snapshot: Snapshot, state: dict[str, Any], groups: Groups, by_day: Groups
) -> dict[str, Any]:
    by_unit, by_source = (_by(groups, place) for place in range(2))
    received = _added(groups.values())
    targets = {entry["unit"]: entry["target_vnd"] for entry in state["units"]}
    listed = list(dict.fromkeys([*targets, state["lead_unit"], *sorted(by_unit)]))
    return {
        "campaign": state["campaign"],
        "name": state["name"],
        "starts_on": state["starts_on"],
        "ends_on": state["ends_on"],
        "target_vnd": state["target_vnd"],
        "received": sum_as_json(received),
        "percent": percent(received.amount_vnd, state["target_vnd"]),
        "units": [
            {
                "unit": unit,
                "name": units.name_of(unit, state["starts_on"]),
                "target_vnd": targets.get(unit, 0),
                "percent": percent(by_unit.get(unit, NOTHING).amount_vnd, targets.get(unit, 0)),
                **sum_as_json(by_unit.get(unit, NOTHING)),
            }
            for unit in listed
        ],
        "sources": [
            {"source": source, "name": SOURCE_NAMES.get(source, source), **sum_as_json(one)}
            for source, one in sorted(by_source.items())
        ],
        "days": [{"on": day, **sum_as_json(one)} for (day,), one in sorted(by_day.items())],
        "as_of": snapshot.as_of,
    }


def _by(groups: Groups, place: int) -> dict[str, Sum]:
    kept: dict[str, list[Sum]] = {}
    for key, one in groups.items():
        kept.setdefault(key[place], []).append(one)
    return {key: _added(ones) for key, ones in kept.items()}


def _added(ones: Iterable[Sum]) -> Sum:
    found = list(ones)
    return Sum(sum(one.count for one in found), sum(one.amount_vnd for one in found))
