"""Sums by figure, unit and source, and what late facts change in them.  Whole numbers only, so all of it is exact.

Source: reporting.md, "Signed means frozen": late facts enter the next report as labelled adjustments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Cube = dict[tuple[str, str, str], list[int]]
"""Count and amount by figure, unit and source."""


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


def together(cubes: Iterable[Cube]) -> Cube:
    """All added up."""
    total: Cube = {}
    for cube in cubes:
        total = plus(total, cube)
    return total


@dataclass(frozen=True)
class Change:
    """What became of an earlier period since it was reported.

    as_reported: what its version says; carried: what reports in between have carried of it already."""

    as_reported: Cube
    carried: Cube
    as_known_now: Cube

    @property
    def adjustment(self) -> Cube:
        """What the next report has to carry, so that all that was reported adds up to what is known now."""
        return minus(self.as_known_now, plus(self.as_reported, self.carried))
