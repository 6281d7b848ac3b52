"""Which rows (each with its unit's code and its day) belong to a unit, as a question to MongoDB."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from gateway.units.history import LAST_DAY, Units
from gateway.units.moving import moved
from gateway.units.rules import Unit
from gateway.units.tree import all_units, current_tree, tree_on
from gateway.units.unit_tree import UnitTree

FIRST_DAY = ""
"""Before every day; facts without a day count as of then."""

OF_THE_DAY = "day"

Codes = frozenset[str]
Clauses = list[tuple[str, str, Codes]]
"""First and last day, and the codes whose rows of these days are meant."""


def rows_within(unit: str, in_units: str = OF_THE_DAY, below: bool = True) -> dict[str, Any]:
    """The rows of a unit (`below`: and of all in it), in the units of each row's day or of the given day.

    In the units of another day these are the rows that went there whole; what went there by a share is no row."""
    if in_units == OF_THE_DAY and not below:
        return {"unit": unit}
    if in_units == OF_THE_DAY:
        return _match(_by_stretch(lambda day: tree_on(day).descendants(unit)))
    return _match(_by_stretch(_went_to(unit, tree_on(in_units), below)))


def rows_of_areas(areas: Iterable[str]) -> dict[str, Any]:
    """The rows that whoever holds a role for these units may see: what lay in them on its day, and what they have
    taken over whole since."""
    areas = list(areas)
    today = current_tree()
    heirs = _went_to_any(areas, today)

    def codes(day: str) -> Iterable[str]:
        then = tree_on(day)
        for area in areas:
            yield from then.descendants(area)
        yield from heirs(day)

    return _match(_by_stretch(codes))


def _went_to(unit: str, tree: UnitTree, below: bool) -> Callable[[str], Iterable[str]]:
    """By day, the codes whose figures of that day went whole to `unit` in the units of `tree`."""
    near = _near([unit], tree)

    def codes(day: str) -> Iterable[str]:
        for code in near:
            then = tree.units.of(code, day)
            places = [place for place, _ in moved(then, tree)] if then else []
            if below and places and all(place.code and tree.contains(unit, place.code) for place in places):
                yield code
            if not below and [(place.code, place.unshared) for place in places] == [(unit, None)]:
                yield code
        if unit not in tree:
            yield unit

    return codes


def _went_to_any(areas: Sequence[str], today: UnitTree) -> Callable[[str], Iterable[str]]:
    """By day, the codes of units that went, through all their heirs, into one of the areas."""
    near = {area: _near([area], today) for area in areas}

    def codes(day: str) -> Iterable[str]:
        for area, some in near.items():
            for code in some:
                then = today.units.of(code, day)
                heirs = today.heirs(then) if then and (then.valid_from or "") <= today.on else []
                if heirs and all(today.contains(area, heir.code) for heir in heirs):
                    yield code

    return codes


def _near(roots: Sequence[str], tree: UnitTree) -> set[str]:
    """Codes of all units that may have to do with what lies in these."""
    inside = [unit for root in roots for code in tree.descendants(root) if (unit := tree.get(code))]
    return {unit.code for unit in tree.units.related(inside)}


def _by_stretch(codes: Callable[[str], Iterable[str]]) -> Clauses:
    """One clause per stretch of time; neighbours that mean the same codes are one."""
    clauses: Clauses = []
    for first, last in all_units().stretches(FIRST_DAY, LAST_DAY):
        meant = frozenset(codes(first))
        if clauses and clauses[-1][2] == meant:
            clauses[-1] = (clauses[-1][0], last, meant)
        else:
            clauses.append((first, last, meant))
    return clauses


def _match(clauses: Clauses) -> dict[str, Any]:
    """As MongoDB is asked: codes that are meant at any time first, the others by their days."""
    always = frozenset.intersection(*(codes for _, _, codes in clauses))
    found: list[dict[str, Any]] = [{"unit": {"$in": sorted(always)}}]
    for first, last, codes in clauses:
        if some := sorted(codes - always):
            days = {"$gte": first} if last == LAST_DAY else {"$gte": first, "$lte": last}
            found.append({"unit": {"$in": some}, "on": days})
    return found[0] if len(found) == 1 else {"$or": found}


def unit_of(units: Units, code: str, day: str) -> Unit:
    """The unit that a code means on a day; a nameless one for a code that nobody has told of."""
    return units.of(code, day) or Unit(code, code, "commune")
