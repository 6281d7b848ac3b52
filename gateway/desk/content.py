"""What a snapshot says: one value of JSON, from which screen, XLSX, DOCX, PDF, CSV and JSON are all made.

``docs/snapshots.md`` describes it for who prints it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway import units
from gateway.desk.cube_rules import Cube
from gateway.facts import FIGURES, SOURCE_NAMES
from gateway.projections.cells import Sum

FORMAT = 1

Json = dict[str, Any]


def figures_content(
    about: Mapping[str, Any], position: Mapping[str, Any], report: Json, cube: Cube, rows: Json,
    adjustments: list[Json], adjusted_against: list[str],
) -> Json:
    """The figures of a unit and period at one position of the log."""
    return {
        "format": FORMAT,
        "unit": about["unit"],
        "unit_name": units.name_of(about["unit"]),
        "campaign": about["campaign"],
        "period": dict(about["period"]),
        "position": dict(position),
        "formulas": {
            key: {"name": figure.name, "measure": figure.measure, "formula": figure.formula, "version": figure.version}
            for key, figure in FIGURES.items()
        },
        "report": report,
        "cells": cells_of(cube),
        "rows": rows,
        "adjustments": adjustments,
        "adjusted_against": adjusted_against,
    }


def cells_of(cube: Cube) -> list[list[Any]]:
    """``[figure, unit, source, count, amount_vnd]``, in order."""
    return [[*key, *total] for key, total in sorted(cube.items())]


FIGURE_COLUMNS = ("figure", "name", "measure", "unit", "unit_name", "source", "source_name", "count", "amount_vnd")


def figure_rows(content: Mapping[str, Any]) -> Iterator[Json]:
    """The sums of a snapshot as a table: a line per figure, unit and source, under :data:`FIGURE_COLUMNS`."""
    activities = {one["activity"]: one["name"] for one in content["report"]["activities"]}
    for figure, unit, source, count, amount_vnd in content["cells"]:
        formula = content["formulas"].get(figure, {"name": figure, "measure": ""})
        yield {
            "figure": figure, "name": formula["name"], "measure": formula["measure"], "unit": unit,
            "unit_name": units.name_of(unit, content["period"]["to_on"]), "source": source,
            "source_name": SOURCE_NAMES.get(source, activities.get(source, source)), "count": count,
            "amount_vnd": amount_vnd,
        }


def cube_of_cells(cells: list[list[Any]]) -> Cube:
    """Back from it."""
    return {(figure, unit, source): [count, amount] for figure, unit, source, count, amount in cells}


def cube_of_groups(groups: Mapping[tuple[str, ...], Sum]) -> Cube:
    """What the cells of the read models add up to."""
    return {
        (figure, unit, source): [one.count, one.amount_vnd] for (figure, unit, source), one in groups.items()
    }
