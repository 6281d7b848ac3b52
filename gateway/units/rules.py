"""An administrative unit, and what must be true of a list of them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.refusals import Refusal

DEEPEST = 8
"""Levels above a unit at the most: a guard against a ring of parents."""


class UnknownParent(Refusal):
    """A unit names a parent that is neither known nor in the same list, or that lies below it."""


class UnknownLevel(Refusal):
    """A unit is neither country, province, district nor commune."""


class UnitsOverlap(Refusal):
    """Two units would bear one code on the same day."""


@dataclass(frozen=True)
class Unit:
    """An administrative unit for as long as it has this code, this name and these borders.

    `level`: country, province, district or commune; days are local (`YYYY-MM-DD`), the last one included; None is
    open. `successors`: codes of the units that it became, as they stand on the day after `valid_to`. A code may be
    given again when a unit ends: units are told apart by code and days.
    """

    code: str
    name: str
    level: str
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successors: tuple[str, ...] = ()
    order: int = 0

    @property
    def id(self) -> str:
        """Its code, with its first day where that is known."""
        return f"{self.code}@{self.valid_from}" if self.valid_from else self.code

    def stands_on(self, day: str) -> bool:
        """Whether it is in force on this day."""
        return (self.valid_from or "") <= day and (self.valid_to is None or day <= self.valid_to)


def day_after(day: str) -> str:
    """The next local day."""
    return (dt.date.fromisoformat(day) + dt.timedelta(1)).isoformat()


def check_parents(new: Sequence[Unit], known: Iterable[Unit]) -> None:
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


def check_days(by_code: Mapping[str, Sequence[Unit]]) -> None:
    """No code is borne by two units on one day. Raises `UnitsOverlap`."""
    for code, versions in by_code.items():
        ordered = sorted(versions, key=lambda unit: unit.valid_from or "")
        for earlier, later in itertools.pairwise(ordered):
            if earlier.valid_to is None or earlier.valid_to >= (later.valid_from or ""):
                raise UnitsOverlap(
                    f"Mã {code} cùng lúc thuộc về hai đơn vị: {earlier.name} và {later.name}.", field="units",
                    remedy="Sửa valid_from, valid_to để hai đơn vị nối tiếp nhau.",
                )
