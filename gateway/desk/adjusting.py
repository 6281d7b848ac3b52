"""Late facts: what is known now of periods that were reported, against what was reported of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.desk import versions
from gateway.desk.collections import Db
from gateway.desk.content import cells_of, cube_of_cells, cube_of_groups
from gateway.desk.cube_rules import Change, Cube, by_figure, together
from gateway.desk.period_rules import CHOSEN
from gateway.desk.scoping import About
from gateway.facts import FIGURES
from gateway.reports.provincial import groups_of
from gateway.reports.reading import Snapshot

Json = dict[str, Any]

NOTHING = [0, 0]


def adjustments(db: Db, snapshot: Snapshot, about: Mapping[str, Any]) -> tuple[list[Json], list[str]]:
    """What the report has to carry of earlier periods of its kind, and the versions that it was reckoned against.

    Chosen days may overlap and have no next report: they carry nothing."""
    if about["period"]["kind"] in CHOSEN:
        return [], []
    others = versions.of_the_kind(db, about)
    contents = {one["_id"]: versions.content_of(one) for one in others}
    found = []
    for earlier in others:
        if earlier["period"]["to_on"] >= about["period"]["from_on"]:
            continue
        reported = cube_of_cells(contents[earlier["_id"]]["snapshot"]["cells"])
        carried = together(_carried(content, earlier["report_id"]) for content in contents.values())
        change = Change(reported, carried, known_now(snapshot, {**about, "period": earlier["period"]}))
        if change.adjustment:
            found.append(_told(earlier, change))
    return found, sorted(contents)


def known_now(snapshot: Snapshot, about: Mapping[str, Any]) -> Cube:
    """What is known of a period at this moment."""
    return cube_of_groups(groups_of(snapshot, About.of(about).scope(snapshot)))


def lines_of(change: Change) -> list[Json]:
    """Per figure that has changed, in the report's order: as reported, carried since, as known now, and what is left
    to carry."""
    sums = {
        "as_reported": by_figure(change.as_reported), "carried_before": by_figure(change.carried),
        "as_known_now": by_figure(change.as_known_now), "adjustment": by_figure(change.adjustment),
    }
    lines = []
    for key, figure in FIGURES.items():
        told = {name: _sum(of.get(key, NOTHING)) for name, of in sums.items()}
        if any(sums["adjustment"].get(key, NOTHING)):
            lines.append({"figure": key, "name": figure.name, "measure": figure.measure, **told})
    return lines


def _carried(content: Json, report_id: str) -> Cube:
    return together(
        cube_of_cells(one["cells"]) for one in content["snapshot"]["adjustments"] if one["report_id"] == report_id
    )


def _told(earlier: Mapping[str, Any], change: Change) -> Json:
    return {
        "period": earlier["period"], "report_id": earlier["report_id"], "version_id": earlier["_id"],
        "number": earlier["number"], "sha256": earlier["sha256"], "lines": lines_of(change),
        "cells": cells_of(change.adjustment),
    }


def _sum(total: list[int]) -> Json:
    return {"count": total[0], "amount_vnd": total[1]}


def difference(snapshot: Snapshot, version: Mapping[str, Any]) -> list[Json]:
    """A version against what is known now, per figure that differs."""
    reported = cube_of_cells(versions.content_of(version)["snapshot"]["cells"])
    return [
        {name: line[name] for name in ("figure", "name", "measure", "as_reported", "as_known_now")}
        | {"difference": line["adjustment"]}
        for line in lines_of(Change(reported, {}, known_now(snapshot, version)))
    ]
