"""What a snapshot says: one value of JSON, from which screen, XLSX, DOCX, PDF, CSV and JSON are all made.

``docs/snapshots.md`` describes it for who prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway import units
from gateway.desk.kept_rows import Cube
from gateway.facts import FIGURES
from gateway.projections.cells import Sum

FORMAT = 1

Json = dict[str, Any]


def figures_content(
    about: Mapping[str, Any], position: Mapping[str, Any], report: Json, cube: Cube, rows: Json,
    adjustments: list[Json],
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
    }


def cells_of(cube: Cube) -> list[list[Any]]:
    """``[figure, unit, source, count, amount_vnd]``, in order."""
    return [[*key, *total] for key, total in sorted(cube.items())]


def cube_of_cells(cells: list[list[Any]]) -> Cube:
    """Back from it."""
    return {(figure, unit, source): [count, amount] for figure, unit, source, count, amount in cells}


def cube_of_groups(groups: Mapping[tuple[str, ...], Sum]) -> Cube:
    """What the cells of the read models add up to."""
    return {
        (figure, unit, source): [one.count, one.amount_vnd] for (figure, unit, source), one in groups.items()
    }


def minus(left: Cube, right: Cube) -> Cube:
    """The difference, without what is the same."""
    keys = left.keys() | right.keys()
    none = [0, 0]
    found = {
        key: [a - b for a, b in zip(left.get(key, none), right.get(key, none), strict=True)] for key in keys
    }
    return {key: total for key, total in found.items() if any(total)}


def plus(left: Cube, right: Cube) -> Cube:
    """Both together."""
    return minus(left, minus({}, right))


def by_figure(cube: Cube) -> dict[str, list[int]]:
    """Count and amount by figure."""
    totals: dict[str, list[int]] = {}
    for (figure, _unit, _source), (count, amount_vnd) in cube.items():
        total = totals.setdefault(figure, [0, 0])
        total[0] += count
        total[1] += amount_vnd
    return totals
