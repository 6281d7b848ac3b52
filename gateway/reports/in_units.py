"""A report's figures in the units of each fact's day, or all in the units of one day.

Every sum is moved whole or divided without loss, so the total is the same in any units.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from contracts.refusals import Refusal
from gateway import units
from gateway.projections.cells import Sum
from gateway.reports.reading import Snapshot, period_match
from gateway.reports.scope import Scope
from gateway.units import Unit, UnitTree
from gateway.units.moving import Part, Place, moved, shared_out
from gateway.units.rows_of_units import OF_THE_DAY, unit_of
from runtime.clock import local_day, utc_now

TODAY = "today"


class UnknownUnitsDay(Refusal):
    """Neither the units of each day, nor of today, nor of a day that the calendar has."""


def units_day(asked: str) -> str:
    """`day`, or the local day whose units are meant. Raises `UnknownUnitsDay`."""
    if asked == OF_THE_DAY:
        return asked
    if asked == TODAY:
        return local_day(utc_now()).isoformat()
    try:
        return dt.date.fromisoformat(asked).isoformat()
    except ValueError:
        raise UnknownUnitsDay(
            f"“{asked}” không phải là một cách chọn đơn vị.", field="units",
            remedy="Ghi day (đơn vị của ngày phát sinh), today (đơn vị hôm nay), hoặc một ngày như 2025-07-01.",
        ) from None


@dataclass(frozen=True)
class Line:
    """One line of the report: a unit; or, with `unshared` (a code), what nobody has shared out of one, and the days are
    those of that one. `id` tells apart what bears the same code; `rows`: which rows it adds up, for `/reports/rows`."""

    id: str
    unit: str
    name: str
    target_vnd: int
    valid_from: str | None = None
    valid_to: str | None = None
    unshared: str | None = None
    rows: Mapping[str, str] = field(default_factory=dict)


class InUnits:
    """Where each figure of one report is shown. `day`: `units_day`'s answer."""

    def __init__(self, scope: Scope, day: str) -> None:
        self.day = day
        self._scope = scope
        self._units = units.all_units()
        self._places: dict[str, Place] = {}
        self._holds_all = True
        self._targets = self._moved_targets()

    def groups(self, snapshot: Snapshot) -> dict[tuple[str, ...], Sum]:
        """The sums by figure, place and source, of which the places' ids are understood by `lines`."""
        found: dict[tuple[str, ...], Sum] = {}
        for figure, source, _, place, _, one in self._shown(snapshot, {}):
            self._places[place.id] = place
            found[figure, place.id, source] = _plus(found.get((figure, place.id, source)), one)
        return {key: one for key, one in found.items() if one.count or one.amount_vnd}

    def shares(self, snapshot: Snapshot, adds: Mapping[str, str], below: bool) -> list[dict[str, Any]]:
        """What split units add by their shares to a figure (`adds`: its key, and maybe the source) of the unit asked
        for (`below`: and all in it): no rows of their own stand for these parts."""
        parts: dict[tuple[Unit, Fraction], Sum] = {}
        for _, _, unit, place, part, one in self._shown(snapshot, adds):
            if part < 1 and (below or (place.code == self._scope.unit and place.unshared is None)):
                parts[unit, part] = _plus(parts.get((unit, part)), one)
        return [
            {"unit": unit.code, "name": unit.name, "valid_to": unit.valid_to, "part": part.numerator,
             "whole": part.denominator, "count": one.count, "amount_vnd": one.amount_vnd}
            for (unit, part), one in sorted(parts.items(), key=lambda item: (item[0][0].code, item[0][1]))
        ]

    def _shown(
        self, snapshot: Snapshot, adds: Mapping[str, str]
    ) -> Iterator[tuple[str, str, Unit, Place, Fraction, Sum]]:
        """Figure, source, unit of the day, where it is shown, its part of it and what that is, for every sum."""
        period, near = self._scope.period, self._near()
        for first, last in self._units.stretches(period.from_on.isoformat(), period.to_on.isoformat()):
            match: dict[str, Any] = {
                "campaign": self._scope.campaign["campaign"], **adds,
                **period_match(dt.date.fromisoformat(first), dt.date.fromisoformat(last)),
            }
            if near is not None:
                match["unit"] = {"$in": sorted(near)}
            there: dict[str, list[Part]] = {}
            for (figure, code, source), one in snapshot.sums(match, by=("figure", "unit", "source")).items():
                if code not in there:
                    there[code] = self._parts(code, first)
                for (place, part), share in zip(there[code], _divided(there[code], one), strict=True):
                    if self._holds(place, first):
                        yield figure, source, unit_of(self._units, code, first), place, part, share

    def lines(self, used: Iterable[str]) -> list[Line]:
        """The units of the campaign, zeros included, then every other place that a sum was shown in."""
        others = sorted(set(used) - set(self._targets), key=lambda id: (self._places[id].unshared is not None, id))
        return [self._line(id) for id in [*self._targets, *others]]

    @property
    def target_vnd(self) -> int:
        """The campaign's target; for a part of its units the sum of theirs."""
        if self._scope.unit is None or self._holds_all:
            return int(self._scope.campaign["target_vnd"])
        return sum(self._targets.values())

    @property
    def unit_name(self) -> str:
        """The name of the unit that the report is about, on the day whose units are shown (of each day's: the last)."""
        on = self._scope.period.to_on.isoformat() if self.day == OF_THE_DAY else self.day
        return units.name_of(self._scope.unit or self._scope.campaign["lead_unit"], on)

    def told(self) -> dict[str, Any]:
        """Which units the report shows, as JSON values."""
        if self.day == OF_THE_DAY:
            return {"day": None, "name": "Theo đơn vị hành chính của ngày phát sinh"}
        return {"day": self.day, "name": f"Theo đơn vị hành chính ngày {dt.date.fromisoformat(self.day):%d/%m/%Y}"}

    def holds(self, code: str, on: str) -> bool:
        """Whether what happened in the unit on a day is shown whole."""
        day = on or self._scope.period.to_on.isoformat()
        return all(self._holds(place, day) for place, _ in self._parts(code, day))

    def _parts(self, code: str, day: str) -> list[Part]:
        unit = unit_of(self._units, code, day)
        return moved(unit, self._tree(day)) if self.day != OF_THE_DAY else [(Place(unit), Fraction(1))]

    def _holds(self, place: Place, day: str) -> bool:
        wanted = self._scope.unit
        return wanted is None or place.code == wanted or bool(
            place.code and self._tree(day).contains(wanted, place.code)
        )

    def _tree(self, day: str) -> UnitTree:
        return units.tree_on(day if self.day == OF_THE_DAY else self.day)

    def _near(self) -> set[str] | None:
        """Codes that may be shown in the unit asked for; None for all."""
        wanted, period = self._scope.unit, self._scope.period
        if wanted is None:
            return None
        if self.day == OF_THE_DAY:
            stretches = self._units.stretches(period.from_on.isoformat(), period.to_on.isoformat())
            return {wanted, *(code for first, _ in stretches for code in units.tree_on(first).descendants(wanted))}
        tree = units.tree_on(self.day)
        inside = [unit for code in tree.descendants(wanted) if (unit := tree.get(code))]
        return {wanted, *(unit.code for unit in self._units.related(inside))}

    def _moved_targets(self) -> dict[str, int]:
        """The campaign's targets by place, in its own order: they were set for the units of its first day."""
        campaign = self._scope.campaign
        day = campaign["starts_on"]
        stated = {entry["unit"]: entry["target_vnd"] for entry in campaign["units"]}
        found: dict[str, int] = {}
        for code in dict.fromkeys([*stated, campaign["lead_unit"]]):
            target = Sum(0, stated.get(code, 0))
            parts = self._parts(code, day)
            for (place, _), share in zip(parts, _divided(parts, target), strict=True):
                if self._holds(place, day):
                    self._places[place.id] = place
                    found[place.id] = found.get(place.id, 0) + share.amount_vnd
                elif code in stated:
                    self._holds_all = False
        if not found and self._scope.unit:
            on = self._scope.period.to_on.isoformat() if self.day == OF_THE_DAY else self.day
            place = Place(unit_of(self._units, self._scope.unit, on))
            self._places[place.id], found[place.id] = place, 0
        return found

    def _line(self, id: str) -> Line:
        place, target = self._places[id], self._targets.get(id, 0)
        unit, unshared = place.unit, place.unshared
        if unshared is None:
            assert unit is not None
            rows = self._rows(unit) if self.day == OF_THE_DAY else self._rows(unit, self.day)
            return Line(id, unit.code, unit.name, target, unit.valid_from, unit.valid_to, None, rows)
        where = f" trong {unit.name}" if unit else ""
        return Line(
            id, place.code, f"Chưa phân bổ{where}: {unshared.name}", target, unshared.valid_from, unshared.valid_to,
            unshared.code, self._rows(unshared),
        )

    def _rows(self, unit: Unit, day: str = OF_THE_DAY) -> dict[str, str]:
        first, last = self._scope.period.from_on.isoformat(), self._scope.period.to_on.isoformat()
        if day == OF_THE_DAY and unit.code in self._units:
            # The code alone may mean another unit in a part of the period.
            begin, end = self._units.days_of(unit)
            first, last = max(first, begin or first), min(last, end or last)
        return {"unit": unit.code, "units": day, "from_on": first, "to_on": last}


def _divided(parts: list[Part], one: Sum) -> list[Sum]:
    counts = shared_out(one.count, [part for _, part in parts])
    amounts = shared_out(one.amount_vnd, [part for _, part in parts])
    return [Sum(*both) for both in zip(counts, amounts, strict=True)]


def _plus(held: Sum | None, more: Sum) -> Sum:
    return Sum(held.count + more.count, held.amount_vnd + more.amount_vnd) if held else more


class ByCode(InUnits):
    """Sums by code alone, as a snapshot keeps them: units as on the period's last day, none moved."""

    def __init__(self, scope: Scope) -> None:
        self._first, self._last = scope.period.from_on.isoformat(), scope.period.to_on.isoformat()
        super().__init__(scope, OF_THE_DAY)

    def lines(self, used: Iterable[str]) -> list[Line]:
        """The campaign's units, then the others that something was booked on."""
        targets = {entry["unit"]: entry["target_vnd"] for entry in self._scope.campaign["units"]}
        codes = dict.fromkeys([*self._scope.unit_codes, *sorted(used)])
        return [
            Line(
                code, code, units.name_of(code, self._last), targets.get(code, 0),
                rows={"unit": code, "units": OF_THE_DAY, "from_on": self._first, "to_on": self._last},
            )
            for code in codes
        ]
