"""Callaway's chart for a par of 72 (L. F. Callaway, 1957), as data.

Its columns read −2, −1, 0, +1, +2 from left to right; the row of 73 has only the first three.
"""

from __future__ import annotations

from typing import NamedTuple


class ChartRow(NamedTuple):
    """Scores from ``lowest`` on, one per adjustment: ``half_holes`` of the worst are deducted, then the adjustment is
    added."""

    lowest: int
    half_holes: int
    adjustments: tuple[int, ...]


CHART: tuple[ChartRow, ...] = (
    ChartRow(70, 0, (0, 0, 0)),
    ChartRow(73, 1, (-2, -1, 0)),
    ChartRow(76, 2, (-2, -1, 0, 1, 2)),
    ChartRow(81, 3, (-2, -1, 0, 1, 2)),
    ChartRow(86, 4, (-2, -1, 0, 1, 2)),
    ChartRow(91, 5, (-2, -1, 0, 1, 2)),
    ChartRow(96, 6, (-2, -1, 0, 1, 2)),
    ChartRow(101, 7, (-2, -1, 0, 1, 2)),
    ChartRow(106, 8, (-2, -1, 0, 1, 2)),
    ChartRow(111, 9, (-2, -1, 0, 1, 2)),
    ChartRow(116, 10, (-2, -1, 0, 1, 2)),
    ChartRow(121, 11, (-2, -1, 0, 1, 2)),
    ChartRow(126, 12, (-2, -1, 0, 1, 2)),
)
