"""The units of this gateway: saved once by the campaign file, read by every request."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import ReplaceOne

from contracts.commands.campaign_files import UNIT_LEVELS
from gateway.units.documents import UnitDocument
from gateway.units.rules import Unit, UnitTree, UnknownLevel, check_parents

KEPT_SECONDS = 30.0
"""A tree is read again after this long, or at once when somebody asks for a unit that it doesn't have."""

RELOAD_AT_MOST_EVERY_SECONDS = 1.0
"""Asking for unknown units again and again must not read the whole tree each time."""

_lock = threading.Lock()
_kept: tuple[float, UnitTree] | None = None


def prepare() -> None:
    """Make the collection and its index. Call at boot."""
    UnitDocument.ensure_indexes()


def save_units(units: Iterable[Mapping[str, Any]]) -> int:
    """Bring the units to the given state, by code; saving the same list twice changes nothing.

    Each has code, name, level, and may have parent, valid_from, valid_to (local days), successors.
    Answers how many were given. Raises `UnknownParent` or `UnknownLevel`; then nothing is written.
    """
    new = [_unit(given, place) for place, given in enumerate(units)]
    check_parents(new, read_tree())
    if new:
        UnitDocument._get_collection().bulk_write([ReplaceOne({"_id": u.code}, _stored(u), upsert=True) for u in new])
    forget_tree()
    return len(new)


def current_tree() -> UnitTree:
    """All units, at most `KEPT_SECONDS` old."""
    return _read_at_and_tree()[1]


def forget_tree() -> None:
    """Read the units anew at the next question."""
    global _kept
    with _lock:
        _kept = None


def contains(ancestor: str, unit: str) -> bool:
    """Whether `unit` is `ancestor` or lies anywhere below it in the tree as it now stands."""
    return ancestor == unit or _tree_with(unit).contains(ancestor, unit)


def name_of(code: str) -> str:
    """The unit's name, or its code when it is unknown."""
    return _tree_with(code).name_of(code)


def read_tree() -> UnitTree:
    """All units straight from the database."""
    return UnitTree(_from_stored(stored) for stored in UnitDocument._get_collection().find())


def _tree_with(code: str) -> UnitTree:
    """The kept tree, read anew when it lacks `code`: another process may just have saved it."""
    read_at, tree = _read_at_and_tree()
    if code not in tree and time.monotonic() - read_at > RELOAD_AT_MOST_EVERY_SECONDS:
        forget_tree()
        tree = current_tree()
    return tree


def _read_at_and_tree() -> tuple[float, UnitTree]:
    global _kept
    with _lock:
        if _kept is None or time.monotonic() - _kept[0] > KEPT_SECONDS:
            _kept = (time.monotonic(), read_tree())
        return _kept


def _unit(given: Mapping[str, Any], place: int) -> Unit:
    level = str(given.get("level", ""))
    if level not in UNIT_LEVELS:
        raise UnknownLevel(
            f"Cấp của đơn vị {given.get('code')} không hợp lệ.",
            field=f"units.{place}.level",
            remedy=f"Chọn một trong: {', '.join(UNIT_LEVELS)}.",
        )
    return Unit(
        code=str(given["code"]),
        name=str(given["name"]),
        level=level,
        parent=_text_or_none(given.get("parent")),
        valid_from=_text_or_none(given.get("valid_from")),
        valid_to=_text_or_none(given.get("valid_to")),
        successors=tuple(str(code) for code in given.get("successors") or ()),
        order=int(given.get("order", place)),
    )


def _text_or_none(value: object) -> str | None:
    return str(value) if value not in (None, "") else None


def _stored(unit: Unit) -> dict[str, Any]:
    return {
        "_id": unit.code,
        "name": unit.name,
        "level": unit.level,
        "parent": unit.parent,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "successors": list(unit.successors),
        "order": unit.order,
    }


def _from_stored(stored: Mapping[str, Any]) -> Unit:
    return Unit(
        code=stored["_id"],
        name=stored["name"],
        level=stored["level"],
        parent=stored.get("parent"),
        valid_from=stored.get("valid_from"),
        valid_to=stored.get("valid_to"),
        successors=tuple(stored.get("successors") or ()),
        order=stored.get("order", 0),
    )
