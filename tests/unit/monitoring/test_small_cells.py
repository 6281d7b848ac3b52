"""Small counts: whoever knows the rule, the totals and all that is shown can't tell what is withheld."""

from __future__ import annotations

import itertools
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from contracts.small_cells import SMALLEST_SHOWN, publish, withheld_cells


def shown(counts: tuple[int, ...]) -> tuple[object, ...]:
    made = publish(sum(counts), {"by": {str(place): count for place, count in enumerate(counts)}})
    return (made.total, *made.parts["by"].values())


def test_no_withheld_count_can_be_told_from_the_total_the_rule_and_the_others() -> None:
    """Every list of three counts up to 8, gathered by what is published of it: each withheld place has two values."""
    for length in (2, 3):
        by_published = defaultdict(list)
        for counts in itertools.product(range(9), repeat=length):
            by_published[shown(counts)].append(counts)
        for published, possible in by_published.items():
            for place, count in enumerate(published[1:]):
                if count is None:
                    assert len({counts[place] for counts in possible}) > 1, (published, possible)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12))
def test_nothing_small_is_shown_and_what_is_withheld_together_is_not_small(counts: list[int]) -> None:
    total, *parts = shown(tuple(counts))
    assert all(part is None or part == count for part, count in zip(parts, counts, strict=True))
    assert all(count >= SMALLEST_SHOWN for part, count in zip(parts, counts, strict=True) if part is not None)
    if total is None:
        assert set(parts) == {None}
    elif None in parts:
        withheld = [count for part, count in zip(parts, counts, strict=True) if part is None]
        assert len(withheld) > 1 and sum(withheld) >= SMALLEST_SHOWN


def test_two_breakdowns_of_one_total_are_withheld_together() -> None:
    made = publish(6, {"category": {"a": 6}, "status": {"x": 3, "y": 3}})
    assert made.total is None and made.parts == {"category": {"a": None}, "status": {"x": None, "y": None}}
    assert publish(20, {"one": {"a": 20}, "two": {"x": 1, "y": 9, "z": 10}}).parts["two"] == {
        "x": None, "y": None, "z": 10,
    }


def others(table: list[list[int]], withheld: set[tuple[int, int]]) -> list[list[list[int]]]:
    """All tables with the same totals and the same shown cells, by trying."""
    height, width = len(table), len(table[0])
    rows = [sum(row) for row in table]
    columns = [sum(row[column] for row in table) for column in range(width)]
    choices = [
        [
            row for row in itertools.product(range(rows[at] + 1), repeat=width)
            if sum(row) == rows[at]
            and all(row[column] == table[at][column] for column in range(width) if (at, column) not in withheld)
        ]
        for at in range(height)
    ]
    return [
        [list(row) for row in tried] for tried in itertools.product(*choices)
        if [sum(column) for column in zip(*tried, strict=True)] == columns
    ]


@given(st.lists(st.lists(st.integers(0, 8), min_size=2, max_size=2), min_size=2, max_size=3))
def test_no_cell_of_a_table_of_two_ways_follows_from_its_totals(table: list[list[int]]) -> None:
    withheld = withheld_cells(table)
    if withheld is None:
        return
    assert all(
        count >= SMALLEST_SHOWN or (row, column) in withheld
        for row, counts in enumerate(table) for column, count in enumerate(counts)
    )
    possible = others(table, withheld) if withheld else []
    for row, column in withheld:
        assert len({one[row][column] for one in possible}) > 1
