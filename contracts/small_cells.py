"""Which counts of a published table are withheld, so that nobody is found out by a small number.

A count below :data:`SMALLEST_SHOWN` is withheld.  One withheld count alone could be reckoned from the total, so more
are withheld with it: see :func:`publish` for parts of one total, :func:`withheld_cells` for a table of two ways.
"""

from __future__ import annotations

from collections import defaultdict, deque
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


Cell = tuple[int, int]
Line = tuple[str, int]


def withheld_cells(table: Sequence[Sequence[int]]) -> set[Cell] | None:
    """Of a table whose row and column totals are known: the cells to withhold, as (row, column).

    So many that none of them follows from the others and the totals; each could be at least one more or one less
    with all totals as they are (Gusfield 1988: a withheld cell is exact when no cycle of withheld cells leads through
    it).  None: no number of them would do, and no cell can be shown."""
    size = range(len(table)), range(len(table[0]) if table else 0)
    shown = {(row, column) for row in size[0] for column in size[1] if table[row][column] >= SMALLEST_SHOWN}
    ways = _Ways(table)
    waiting = deque((row, column) for row in size[0] for column in size[1] if (row, column) not in shown)
    for cell in waiting:
        ways.withhold(cell)
    # What is not exact now is not exact with more cells withheld either, so each needs to be looked at once.
    while waiting:
        if ways.can_differ(waiting[0]):
            waiting.popleft()
            continue
        if not shown:
            return None
        row, column = waiting[0]
        beside = [one for one in shown if one[0] == row or one[1] == column]
        more = min(beside or shown, key=lambda one: (table[one[0]][one[1]], one))
        shown.remove(more)
        ways.withhold(more)
        waiting.append(more)
    return ways.cells


class _Ways:
    """The withheld cells as ways between the lines of the table: from a row to a column by one more of the cell between
    them, from a column to a row by one less of it (so there must be one)."""

    def __init__(self, table: Sequence[Sequence[int]]) -> None:
        self.cells: set[Cell] = set()
        self._table = table
        self._onward: defaultdict[Line, list[tuple[Line, Cell]]] = defaultdict(list)

    def withhold(self, cell: Cell) -> None:
        row, column = ("row", cell[0]), ("column", cell[1])
        self.cells.add(cell)
        self._onward[row].append((column, cell))
        if self._table[cell[0]][cell[1]] > 0:
            self._onward[column].append((row, cell))

    def can_differ(self, cell: Cell) -> bool:
        """Whether another table with the same totals and shown cells has another count in this cell: one more here is
        one less further along the row, one more down that column, and so on until back in this cell's column; or the
        other way round."""
        row, column = ("row", cell[0]), ("column", cell[1])
        return self._leads_back(cell, column, row) or (
            self._table[cell[0]][cell[1]] > 0 and self._leads_back(cell, row, column)
        )

    def _leads_back(self, cell: Cell, start: Line, goal: Line) -> bool:
        """A way from a line to another that does not lead through the cell itself."""
        seen, waiting = {start}, deque([start])
        while waiting:
            for onward, over in self._onward[waiting.popleft()]:
                if over == cell or onward in seen:
                    continue
                if onward == goal:
                    return True
                seen.add(onward)
                waiting.append(onward)
        return False
