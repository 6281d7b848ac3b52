"""An administrative unit as somebody types it: its code, or its name with or without diacritics."""

from __future__ import annotations

from flask_babel import gettext

from gateway import units
from gateway.units import Unit
from gateway.web.forms import Problem
from runtime.clock import local_day, utc_now
from runtime.text import fold

MOST_NAMED = 6


def unit_typed(text: str, field: str) -> tuple[str, list[Problem]]:
    """The code of the unit that is meant, as of today; else what is wrong, with the codes of those that it could be."""
    on = local_day(utc_now()).isoformat()
    wanted = fold(text)
    if not wanted:
        return "", [Problem(field, gettext("Ghi mã hoặc tên đơn vị."))]
    if wanted.isdecimal():
        meant = units.all_units().of(wanted, on)
        missing = gettext("Không có đơn vị mã %(code)s.", code=wanted[:5])
        return (wanted, []) if meant else ("", [Problem(field, missing)])
    known = [(fold(unit.name), unit) for unit in units.tree_on(on)]
    # What stands today comes first; whoever works on an earlier year names units that have ended.
    standing = [(name, unit) for name, unit in known if unit.stands_on(on)]
    found = _named(wanted, standing) or _named(wanted, known)
    if len(found) == 1:
        return found[0].code, []
    if not found:
        return "", [Problem(field, gettext("Không có đơn vị nào tên “%(name)s”.", name=text[:60]))]
    could_be = ", ".join(_told(unit) for unit in sorted(found, key=lambda unit: unit.code)[:MOST_NAMED])
    more = " …" if len(found) > MOST_NAMED else ""
    return "", [Problem(field, gettext("Có nhiều đơn vị tên như vậy, hãy gõ mã: %(units)s", units=could_be + more))]


def _named(wanted: str, among: list[tuple[str, Unit]]) -> list[Unit]:
    return [unit for name, unit in among if name == wanted] or [unit for name, unit in among if wanted in name]


def _told(unit: Unit) -> str:
    above = f", {units.name_of(unit.parent, None)}" if unit.parent else ""
    return f"{unit.code} ({unit.name}{above})"
