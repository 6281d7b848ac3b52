"""What follows from the tree of units alone: who lies in whom, and in which order they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contracts.refusals import Refusal

DEEPEST = 8
"""Levels above a unit at the most: a guard against a ring of parents."""


class UnknownParent(Refusal):
    """A unit names a parent that is neither known nor in the same list, or that lies below it."""


class UnknownLevel(Refusal):
    """A unit is neither country, province, district nor commune."""


@dataclass(frozen=True)
class Unit:
    """An administrative unit. `level`: country, province, district or commune; days are local
    (`YYYY-MM-DD`).
    """

    code: str
    name: str
    level: str
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successors: tuple[str, ...] = ()
    order: int = 0


class UnitTree:
    """All units as they were read at one moment."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_code = {unit.code: unit for unit in units}
        self._children: dict[str | None, list[Unit]] = {}
        for unit in sorted(self._by_code.values(), key=lambda unit: (unit.order, unit.code)):
            self._children.setdefault(unit.parent, []).append(unit)

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
        """The unit and every unit below it, in reading order."""
        found = [code]
        for child in self.children(code):
            found.extend(self.descendants(child.code))
        return found

    def contains(self, ancestor: str, unit: str) -> bool:
        """Whether `unit` is `ancestor` or lies anywhere below it."""
        return ancestor in self.ancestors(unit)


def check_parents(new: Sequence[Unit], known: UnitTree) -> None:
    """Every parent is known or in the same list, and no unit lies below itself. Raises `UnknownParent`."""
    together = {unit.code: unit for unit in [*known, *new]}
    # A ring, or a missing parent, can only come by way of a new unit.
    for place, unit in enumerate(new):
        seen: list[str] = []
        above: Unit | None = unit
        while above is not None:
            if above.code in seen or len(seen) > DEEPEST:
                raise UnknownParent(
                    f"Đơn vị {unit.code} nằm dưới chính nó.",
                    field=f"units.{place}.parent",
                    remedy="Kiểm tra lại mã đơn vị cấp trên.",
                )
            seen.append(above.code)
            if above.parent is not None and above.parent not in together:
                raise UnknownParent(
                    f"Không có đơn vị cấp trên {above.parent} của {above.name}.",
                    field=f"units.{place}.parent",
                    remedy="Nạp đơn vị cấp trên trước, hoặc trong cùng một danh sách.",
                )
            above = together[above.parent] if above.parent else None
