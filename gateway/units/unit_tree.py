"""The units as they stand on one day: who lies in whom, and in which order they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.units.history import LAST_DAY, Units
from gateway.units.rules import DEEPEST, Unit


class UnitTree:
    """The units on one day, by code.

    A unit that has ended stays where it was, and lies in its successors too: in each unit that holds all of them. So
    the history of an ended area goes with whoever took all of it over, and with nobody who got only a part.
    """

    def __init__(self, units: Iterable[Unit] | Units, on: str = LAST_DAY) -> None:
        self.units = units if isinstance(units, Units) else Units(units)
        self.on = on
        found = ((code, self.units.of(code, on)) for code in self.units.codes())
        self._by_code = {code: unit for code, unit in found if unit is not None}
        self._children: dict[str | None, list[Unit]] = {}
        for unit in sorted(self._by_code.values(), key=lambda unit: (unit.order, unit.code)):
            self._children.setdefault(unit.parent, []).append(unit)
        self._ended_in: dict[str, dict[str, None]] | None = None

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._by_code.values())

    def get(self, code: str) -> Unit | None:
        """The unit, or None when it is unknown."""
        return self._by_code.get(code)

    def name_of(self, code: str) -> str:
        """The unit's name; its code when the unit is unknown."""
        unit = self._by_code.get(code)
        return unit.name if unit else code

    def children(self, code: str | None) -> list[Unit]:
        """The units right below (those at the top for None), in reading order."""
        return list(self._children.get(code, []))

    def ancestors(self, code: str) -> list[str]:
        """The unit and every unit above it, nearest first. An unknown unit has itself only."""
        found = [code]
        unit = self._by_code.get(code)
        while unit and unit.parent and unit.parent not in found and len(found) <= DEEPEST:
            found.append(unit.parent)
            unit = self._by_code.get(unit.parent)
        return found

    def descendants(self, code: str) -> list[str]:
        """The unit and every unit below it, in reading order; then those that have ended and lie in it by their
        successors."""
        below = self._below(code)
        return list(dict.fromkeys([*below, *self._ended().get(code, {})]))

    def contains(self, ancestor: str, unit: str) -> bool:
        """Whether `unit` is `ancestor` or lies anywhere below it, by itself or by all its successors."""
        return ancestor in self.ancestors(unit) or unit in self._ended().get(ancestor, {})

    def common(self, codes: Iterable[str]) -> str | None:
        """The smallest unit that holds them all; None when there is none."""
        chains = [self.ancestors(code) for code in codes]
        return next((code for code in chains[0] if all(code in chain for chain in chains)), None) if chains else None

    def heirs(self, unit: Unit) -> list[Unit]:
        """The units of this day that a unit from before became, however many steps that took; empty when one of them
        is not known."""
        heads: dict[Unit, None] = {}
        waiting = [unit]
        while waiting:
            one = waiting.pop()
            if one.valid_to is None or one.valid_to >= self.on:
                heads[one] = None
                continue
            following = self.units.successors(one)
            if not following:
                return []
            waiting += following
        return sorted(heads, key=lambda head: head.code)

    def _below(self, code: str) -> list[str]:
        found = [code]
        for child in self._children.get(code, []):
            found.extend(self._below(child.code))
        return found

    def _ended(self) -> dict[str, dict[str, None]]:
        """By unit, the ended ones that lie in it by their successors."""
        if self._ended_in is None:
            self._ended_in = {}
            for unit in self._by_code.values():
                if unit.valid_to is None or unit.valid_to >= self.on:
                    continue
                chains = [self.ancestors(heir.code) for heir in self.heirs(unit)]
                for holder in chains[0] if chains else []:
                    if all(holder in chain for chain in chains):
                        self._ended_in.setdefault(holder, {})[unit.code] = None
        return self._ended_in
