"""Which counts of a published table are withheld, so that nobody is found out by a small number.

A count below :data:`SMALLEST_SHOWN` is withheld.  One withheld count alone could be reckoned from the total, so more
are withheld with it: see :func:`publish` for parts of one total, :func:`withheld_cells` for a table of two ways.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class Published:
    """What may be shown; None: withheld.  ``parts``: per breakdown its parts."""

    total: int | None
    parts: dict[str, dict[str, int | None]]


def publish(total: int, breakdowns: Mapping[str, Mapping[str, int]]) -> Published:
    """Several breakdowns of one total, each of parts that add up to it.

    Of a breakdown that has a small part, all parts up to some size are withheld, so many that together they are not
    small and that not all of them are equal.  Which these are depends on their sizes alone, so two unequal ones among
    them might as well be swapped: whoever knows total, rule and all other parts still can't tell which is which.
    Where that can't be had, the total and every part are withheld."""
    shown: dict[str, dict[str, int | None]] = {}
    for name, parts in breakdowns.items():
        size = _largest_withheld(list(parts.values()))
        if total < SMALLEST_SHOWN or size is None:
            return Published(None, {every: dict.fromkeys(parts) for every, parts in breakdowns.items()})
        shown[name] = {part: count if count > size else None for part, count in parts.items()}
    return Published(total, shown)


def _largest_withheld(counts: Sequence[int]) -> int | None:
    """Counts up to this one are withheld; -1: none need be; None: no number of them would do."""
    if all(count >= SMALLEST_SHOWN for count in counts):
        return -1
    for size in sorted({max(count, SMALLEST_SHOWN - 1) for count in counts}):
        withheld = [count for count in counts if count <= size]
        if len(set(withheld)) > 1 and sum(withheld) >= SMALLEST_SHOWN:
            return size
    return None


def withheld_cells(table: Sequence[Sequence[int]]) -> set[tuple[int, int]] | None:
    """Of a table whose row and column totals are known: the cells to withhold, as (row, column).

    So many that none of them follows from the others and the totals; each could be at least one more or one less
    with all totals as they are (Gusfield 1988: a withheld cell is exact when no cycle of withheld cells leads through
    it).  None: no number of them would do, and no cell can be shown."""
    withheld = {
        (row, column) for row, counts in enumerate(table) for column, count in enumerate(counts)
        if count < SMALLEST_SHOWN
    }
    while exposed := next((cell for cell in sorted(withheld) if not _can_differ(table, withheld, cell)), None):
        shown = [
            (count, row, column) for row, counts in enumerate(table) for column, count in enumerate(counts)
            if (row, column) not in withheld
        ]
        if not shown:
            return None
        beside = [one for one in shown if one[1] == exposed[0] or one[2] == exposed[1]]
        _, row, column = min(beside or shown)
        withheld.add((row, column))
    return withheld


def _can_differ(table: Sequence[Sequence[int]], withheld: set[tuple[int, int]], cell: tuple[int, int]) -> bool:
    """Whether another table with the same totals and shown cells has another count in this cell: one more here is one
    less further along the row, one more down that column, and so on until back in this cell's column; or the other way
    round."""
    row, column = cell
    return _leads_back(table, withheld, cell, ("column", column), ("row", row)) or (
        table[row][column] > 0 and _leads_back(table, withheld, cell, ("row", row), ("column", column))
    )


def _leads_back(
    table: Sequence[Sequence[int]], withheld: set[tuple[int, int]], cell: tuple[int, int], start: tuple[str, int],
    goal: tuple[str, int],
) -> bool:
    """A way from a line to another over withheld cells, taken from a column to a row by one less of the cell between
    them (so there must be one), and from a row to a column by one more."""
    seen, waiting = {start}, deque([start])
    while waiting:
        way, line = waiting.popleft()
        for row, column in withheld - {cell}:
            if way == "column" and column == line and table[row][column] > 0:
                onward = ("row", row)
            elif way == "row" and row == line:
                onward = ("column", column)
            else:
                continue
            if onward == goal:
                return True
            if onward not in seen:
                seen.add(onward)
                waiting.append(onward)
    return False
