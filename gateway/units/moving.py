"""Showing the figures of one day's units in the units of another day: merges add, splits go by stated shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gateway.units.rules import Unit
from gateway.units.unit_tree import UnitTree


@dataclass(frozen=True)
class Place:
    """Where a figure is shown: in a unit; or, with `unshared`, in a line of its own within that unit (None: at the
    top), because nobody has stated how `unshared` is divided."""

    unit: Unit | None
    unshared: Unit | None = None

    @property
    def id(self) -> str:
        """A text that no other place has."""
        inside = self.unit.id if self.unit else ""
        return f"{inside}~{self.unshared.id}" if self.unshared else inside

    @property
    def code(self) -> str:
        """Code of the unit that holds it, empty at the top."""
        return self.unit.code if self.unit else ""


Part = tuple[Place, Fraction]


def moved(unit: Unit, tree: UnitTree) -> list[Part]:
    """Where the figures of `unit` belong in the units of another day (`tree`), each place once with its part; the
    parts make one.

    Forward through successors: one of them takes all; several take their stated shares, and without these the whole
    stands unshared. Back through predecessors: a unit made of one goes back to it; what was merged can't be taken
    apart again and stands unshared.
    """
    parts: dict[Place, Fraction] = {}
    for place, part in _steps(unit, tree):
        parts[place] = parts.get(place, Fraction(0)) + part
    return sorted(parts.items(), key=lambda item: item[0].id)


def shared_out(amount: int, parts: Sequence[Fraction]) -> list[int]:
    """`amount` divided into whole numbers that add up to it exactly: the largest remainders are rounded up, the
    earlier of equal ones first. Negative amounts are divided like positive ones."""
    if len(parts) == 1:
        return [amount]
    sign, whole = (-1, -amount) if amount < 0 else (1, amount)
    exact = [part * whole for part in parts]
    found = [share.numerator // share.denominator for share in exact]
    order = sorted(range(len(parts)), key=lambda place: (found[place] - exact[place], place))
    for place in order[: whole - sum(found)]:
        found[place] += 1
    return [sign * share for share in found]


def _steps(unit: Unit, tree: UnitTree) -> list[Part]:
    units, one = tree.units, Fraction(1)
    if unit.valid_from is not None and unit.valid_from > tree.on:
        before = units.origins(unit)
        return _steps(before[0], tree) if len(before) == 1 else [(_unshared(unit, before, tree), one)]
    if unit.valid_to is None or unit.valid_to >= tree.on:
        return [(Place(unit), one)]
    following = units.successors(unit)
    if not following:
        return [(Place(None, unit), one)]
    if len(following) == 1:
        return _steps(following[0], tree)
    shares = units.shares(unit)
    if shares is None:
        return [(_unshared(unit, following, tree), one)]
    return [
        (place, shares[taker.code] * part)
        for taker in following if shares.get(taker.code)
        for place, part in _steps(taker, tree)
    ]


def _unshared(unit: Unit, neighbours: Sequence[Unit], tree: UnitTree) -> Place:
    """A line of its own, in the smallest unit that holds all that it can belong to."""
    holders = [place.code for one in neighbours for place, _ in _steps(one, tree)]
    common = tree.common(holders) if holders and all(holders) else None
    return Place(tree.get(common) if common else None, unit)
