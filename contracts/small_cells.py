"""Which counts of a published table are withheld, so that nobody is found out by a small number.

A count below :data:`SMALLEST_SHOWN` is withheld.  One withheld count alone could be reckoned from the total, so more
are withheld with it (:func:`publish`).
"""

from __future__ import annotations

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
