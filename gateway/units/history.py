"""All units that ever were: which one a code means on a day, and what became of it."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from gateway.units.rules import DEEPEST, Unit, day_after

LAST_DAY = "9999-12-31"

Shares = Mapping[str, Fraction]
"""What part of a unit went to which successor, by code; the parts make one."""


class Units:
    """Every unit with its days, as they were read at one moment.

    `shares`: of a unit that was split, by its code and last day, as somebody has stated them.
    """

    def __init__(self, units: Iterable[Unit], shares: Mapping[tuple[str, str], Shares] | None = None) -> None:
        self._versions: dict[str, list[Unit]] = {}
        for unit in sorted(units, key=lambda unit: unit.valid_from or ""):
            self._versions.setdefault(unit.code, []).append(unit)
        self._shares = dict(shares or {})
        self._before: dict[Unit, list[Unit]] | None = None
        self._changes: list[str] | None = None
        self._all_changes: list[str] | None = None

    def __contains__(self, code: object) -> bool:
        return code in self._versions

    def __iter__(self) -> Iterator[Unit]:
        for versions in self._versions.values():
            yield from versions

    def codes(self) -> Iterator[str]:
        """Every code that was ever given."""
        return iter(self._versions)

    def versions(self, code: str) -> list[Unit]:
        """The units that have borne this code, oldest first."""
        return list(self._versions.get(code, []))

    def of(self, code: str, day: str) -> Unit | None:
        """The unit that a code means on a day: the one in force, else the last one before, else the first one
        after, so that nothing that was booked is ever without its unit. None for an unknown code."""
        versions = self._versions.get(code)
        if not versions:
            return None
        begun = [unit for unit in versions if (unit.valid_from or "") <= day]
        return begun[-1] if begun else versions[0]

    def days_of(self, unit: Unit) -> tuple[str | None, str | None]:
        """The days on which `of` answers this unit, both included; None is open."""
        versions = self._versions[unit.code]
        place = versions.index(unit)
        first = None if place == 0 else unit.valid_from
        if place + 1 == len(versions):
            return first, None
        following = versions[place + 1].valid_from or ""
        last = unit.valid_to if unit.valid_to and day_after(unit.valid_to) == following else _day_before(following)
        return first, last

    def change_days(self) -> list[str]:
        """The days on which some unit has just ended, or a code begins to mean another unit, in order."""
        if self._changes is None:
            self._changes = sorted({
                *(day_after(unit.valid_to) for unit in self if unit.valid_to),
                *(unit.valid_from for versions in self._versions.values() for unit in versions[1:] if unit.valid_from),
            })
        return self._changes

    def stretches(self, first: str, last: str) -> list[tuple[str, str]]:
        """A period (local days, both included) in pieces within which no unit ends and no code changes its meaning."""
        begins = [first, *(day for day in self.change_days() if first < day <= last)]
        return [
            (begin, _day_before(following) if following else last)
            for begin, following in zip(begins, [*begins[1:], None], strict=True)
        ]

    def as_on(self, day: str) -> str:
        """The last day until `day` on which a unit began or had just ended: both see the same units. Empty before
        all of these."""
        if self._all_changes is None:
            self._all_changes = sorted({*self.change_days(), *(unit.valid_from for unit in self if unit.valid_from)})
        place = bisect.bisect_right(self._all_changes, day)
        return self._all_changes[place - 1] if place else ""

    def successors(self, unit: Unit) -> list[Unit] | None:
        """The units that it became: as stated, else the next one of the same code when that follows at once. Empty
        when none is stated; None when a stated one is not known (yet)."""
        if unit.valid_to is None:
            return []
        day = day_after(unit.valid_to)
        found = []
        for code in unit.successors or (unit.code,):
            standing = self.of(code, day)
            if standing is None or not standing.stands_on(day):
                return None if unit.successors else []
            found.append(standing)
        return found

    def predecessors(self, unit: Unit) -> list[Unit]:
        """The units that became it, or a part of it, in the order of their codes."""
        if self._before is None:
            before: dict[Unit, list[Unit]] = {}
            for earlier in self:
                for later in self.successors(earlier) or ():
                    before.setdefault(later, []).append(earlier)
            self._before = before
        return sorted(self._before.get(unit, []), key=lambda one: (one.code, one.valid_from or ""))

    def origins(self, unit: Unit) -> list[Unit]:
        """The smallest of its predecessors: a district of which it took communes is not counted beside these."""
        before = self.predecessors(unit)
        above = {code for one in before for code in self._above(one)}
        return [one for one in before if one.code not in above]

    def related(self, units: Iterable[Unit]) -> set[Unit]:
        """These, and all that became a part of them or that they became, however many steps ago."""
        found: set[Unit] = set()
        for step in (self.predecessors, lambda unit: self.successors(unit) or []):
            waiting, seen = list(units), set[Unit]()
            while waiting:
                unit = waiting.pop()
                if unit not in seen:
                    seen.add(unit)
                    waiting += step(unit)
            found |= seen
        return found

    def shares(self, unit: Unit) -> Shares | None:
        """How a unit that was split is divided among its successors; None as long as nobody has stated it."""
        return self._shares.get((unit.code, unit.valid_to or ""))

    def _above(self, unit: Unit) -> Iterator[str]:
        """Codes of the units above it on its last day."""
        above: Unit | None = unit
        for _ in range(DEEPEST):
            if above is None or above.parent is None:
                return
            yield above.parent
            above = self.of(above.parent, unit.valid_to or LAST_DAY)


def _day_before(day: str) -> str:
    return (dt.date.fromisoformat(day) - dt.timedelta(1)).isoformat()
