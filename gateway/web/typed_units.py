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
        known = units.all_units().of(wanted, on)
        missing = gettext("Không có đơn vị mã %(code)s.", code=wanted[:5])
        return (wanted, []) if known else ("", [Problem(field, missing)])
    standing = [unit for unit in units.tree_on(on) if unit.stands_on(on)]
    found = [unit for unit in standing if fold(unit.name) == wanted] or [
        unit for unit in standing if wanted in fold(unit.name)
    ]
    if len(found) == 1:
        return found[0].code, []
    if not found:
        return "", [Problem(field, gettext("Không có đơn vị nào tên “%(name)s”.", name=text[:60]))]
    could_be = ", ".join(_told(unit) for unit in sorted(found, key=lambda unit: unit.code)[:MOST_NAMED])
    more = " …" if len(found) > MOST_NAMED else ""
    return "", [Problem(field, gettext("Có nhiều đơn vị tên như vậy, hãy gõ mã: %(units)s", units=could_be + more))]


def _told(unit: Unit) -> str:
    above = f", {units.name_of(unit.parent, None)}" if unit.parent else ""
    return f"{unit.code} ({unit.name}{above})"
