"""Units of random countries through their merges, splits and renames, for property tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from gateway.units import Unit, Units
from gateway.units.rules import day_after

FIRST_DAY, LAST_DAY = "2000-01-01", "2040-01-01"
CHANGES = ("2004-03-31", "2011-12-31", "2025-06-30")
"""The last days of the units that change."""

DAYS = ["2001-01-01", *(day for change in CHANGES for day in (change, day_after(change))), "2026-05-05"]


@st.composite
def histories(draw: st.DrawFn) -> Units:
    """Communes in two provinces that are merged (often into the code of one of them), split (with or without stated
    shares), renamed and moved on some days."""
    standing = [Unit(f"100{n}", f"Xã {n}", "commune", draw(st.sampled_from(["10", "20"]))) for n in range(5)]
    ended: list[Unit] = []
    shares: dict[tuple[str, str], dict[str, Fraction]] = {}
    for number, last in enumerate(CHANGES):
        standing, gone = _change(draw, standing, last, number, shares)
        ended += gone
    provinces = [Unit("10", "Tỉnh A", "province"), Unit("20", "Tỉnh B", "province")]
    if draw(st.booleans()):
        merged = CHANGES[-1]
        provinces = [
            Unit("10", "Tỉnh A", "province", valid_to=merged), Unit("20", "Tỉnh B", "province", valid_to=merged,
                                                                    successors=("10",)),
            Unit("10", "Tỉnh A mới", "province", valid_from=day_after(merged)),
        ]
    return Units([*provinces, *ended, *standing], shares)


def _change(
    draw: Any, standing: list[Unit], last: str, number: int, shares: dict[tuple[str, str], dict[str, Fraction]]
) -> tuple[list[Unit], list[Unit]]:
    first, after, gone = day_after(last), [], []
    left = list(standing)
    while left:
        one = left.pop(0)
        kind = draw(st.sampled_from(["stays", "renamed", "merged", "split", "lost"]))
        if kind == "stays" or (kind == "merged" and not left):
            after.append(one)
        elif kind == "renamed":
            gone.append(_ended(one, last))
            after.append(Unit(one.code, f"{one.name}, tên {number}", "commune", one.parent, first))
        elif kind == "merged":
            other = left.pop(0)
            gone += [_ended(one, last, one.code), _ended(other, last, one.code)]
            after.append(Unit(one.code, f"{one.name} và {other.name}", "commune", one.parent, first))
        elif kind == "split":
            new = f"2{number}{one.code[-3:]}"
            gone.append(_ended(one, last, one.code, new))
            part = draw(st.integers(0, 7))
            if draw(st.booleans()):
                shares[one.code, last] = {one.code: Fraction(part, 7), new: Fraction(7 - part, 7)}
            after += [Unit(code, f"{one.name}, phần {code}", "commune", one.parent, first) for code in (one.code, new)]
        else:
            gone.append(_ended(one, last, "99999"))
    return after, gone


def _ended(unit: Unit, last: str, *successors: str) -> Unit:
    return Unit(unit.code, unit.name, unit.level, unit.parent, unit.valid_from, last, successors)
