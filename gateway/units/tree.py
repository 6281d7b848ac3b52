"""The units of this gateway: saved by campaign files and by `chungtay units load`, read by every request."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pymongo import InsertOne, ReplaceOne

from contracts.commands.campaign_files import UNIT_LEVELS
from gateway.database import database
from gateway.units.documents import UnitDocument, UnitSharesDocument
from gateway.units.history import Units
from gateway.units.rules import Unit, UnknownLevel, check_days, check_parents
from gateway.units.shares import read_shares
from gateway.units.unit_tree import UnitTree
from runtime.clock import local_day, utc_now

KEPT_SECONDS = 30.0
"""After this long it is asked whether the units have changed, or at once when somebody asks for a unit that is not
there."""

RELOAD_AT_MOST_EVERY_SECONDS = 1.0
"""Asking for unknown units again and again must not ask the database each time."""

MOST_DAYS_KEPT = 16
"""Trees of single days that are held ready; reports ask for the same few again and again."""

WRITTEN_AT_ONCE = 1_000


@dataclass
class _Kept:
    """The units as read, with the trees that were asked for since. `mark`: what changes whenever they do."""

    looked_at: float
    mark: tuple[Any, ...]
    units: Units
    trees: dict[str, UnitTree] = field(default_factory=dict)


_lock = threading.Lock()
_kept: _Kept | None = None


def prepare() -> None:
    """Make the collections and their indexes. Call at boot."""
    UnitDocument.ensure_indexes()
    UnitSharesDocument.ensure_indexes()


def save_units(units: Iterable[Mapping[str, Any]]) -> int:
    """Bring the units to the given state; saving the same list twice changes nothing.

    Each has code, name, level, and may have parent, valid_from, valid_to (local days), successors; days and successors
    that are not given stay as they are known. One code borne by several units means the one that is in force on the
    given days, or today. Answers how many were given. Raises `UnknownParent`, `UnknownLevel` or `UnitsOverlap`; then
    nothing is written.
    """
    new = [_unit(given, place) for place, given in enumerate(units)]
    merge(new, reorder=False)
    return len(new)


def merge(new: Sequence[Unit], *, reorder: bool, dry_run: bool = False) -> tuple[int, int]:
    """Save `new` beside or over what is known, as `save_units` does; `reorder`: take over their places in reading order
    too. Answers how many are (or would be) added and changed."""
    stored = {document["_id"]: _from_stored(document) for document in UnitDocument._get_collection().find()}
    check_parents(new, stored.values())
    by_code: dict[str, dict[str, Unit]] = {}
    for id, unit in stored.items():
        by_code.setdefault(unit.code, {})[id] = unit
    today = local_day(utc_now()).isoformat()
    writes: dict[str, Unit] = {}
    for unit in new:
        versions = by_code.setdefault(unit.code, {})
        id = _same(unit, versions, today)
        told = unit if id is None else _completed(unit, versions[id], reorder)
        if id is None:
            id = unit.code if unit.code not in versions else unit.id
        if versions.get(id) != told:
            versions[id] = writes[id] = told
    check_days({code: list(by_code[code].values()) for code in {unit.code for unit in new}})
    if writes and not dry_run:
        _write(writes, stored)
    added = sum(id not in stored for id in writes)
    return added, len(writes) - added


def all_units() -> Units:
    """All units with their days, at most `KEPT_SECONDS` old."""
    return _read().units


def current_tree() -> UnitTree:
    """The units as they stand today, at most `KEPT_SECONDS` old."""
    return tree_on(local_day(utc_now()).isoformat())


def tree_on(day: str) -> UnitTree:
    """The units as they stood, or will stand, on a local day."""
    kept = _read()
    day = kept.units.as_on(day)
    tree = kept.trees.get(day)
    if tree is None:
        tree = UnitTree(kept.units, day)
        with _lock:
            while len(kept.trees) >= MOST_DAYS_KEPT:
                kept.trees.pop(next(iter(kept.trees)))
            kept.trees[day] = tree
    return tree


def units_mark() -> str:
    """A text that changes whenever the units or their shares do, for ETags."""
    return "-".join(str(part) for part in _read().mark)


def forget_tree() -> None:
    """Read the units anew at the next question."""
    global _kept
    with _lock:
        _kept = None


def contains(ancestor: str, unit: str) -> bool:
    """Whether `unit` is `ancestor` or lies anywhere below it in the tree as it stands today."""
    return ancestor == unit or _tree_with(unit).contains(ancestor, unit)


def name_of(code: str, on: str | None = None) -> str:
    """The name of the unit that the code means on a day, today's without one; the code when it is unknown."""
    today = _tree_with(code)
    return today.name_of(code) if on is None else tree_on(on).name_of(code)


def read_units() -> Units:
    """All units straight from the database."""
    return Units((_from_stored(stored) for stored in UnitDocument._get_collection().find()), read_shares())


def changed() -> None:
    """The units or their shares have just been written: every process is to read them anew."""
    database()["units_mark"].replace_one({"_id": "units"}, {"mark": uuid.uuid4().hex}, upsert=True)
    forget_tree()


def _tree_with(code: str) -> UnitTree:
    """Today's tree, read anew when it lacks `code`: another process may just have saved it."""
    tree = current_tree()
    if code not in tree and time.monotonic() - _read().looked_at > RELOAD_AT_MOST_EVERY_SECONDS:
        _read(at_most_seconds=0.0)
        tree = current_tree()
    return tree


def _read(at_most_seconds: float = KEPT_SECONDS) -> _Kept:
    global _kept
    with _lock:
        if _kept is None or time.monotonic() - _kept.looked_at > at_most_seconds:
            # The mark is read first: what is written meanwhile is noticed the next time.
            mark = _mark()
            if _kept is None or _kept.mark != mark:
                _kept = _Kept(time.monotonic(), mark, read_units())
            _kept.looked_at = time.monotonic()
        return _kept


def _mark() -> tuple[Any, ...]:
    held = database()["units_mark"].find_one({"_id": "units"}) or {}
    return held.get("mark", ""), UnitDocument._get_collection().estimated_document_count()


def _write(units: Mapping[str, Unit], stored: Mapping[str, Unit]) -> None:
    writes = [
        ReplaceOne({"_id": id}, _stored(id, unit)) if id in stored else InsertOne(_stored(id, unit))
        for id, unit in units.items()
    ]
    for start in range(0, len(writes), WRITTEN_AT_ONCE):
        UnitDocument._get_collection().bulk_write(writes[start : start + WRITTEN_AT_ONCE], ordered=False)
    changed()


def _same(new: Unit, versions: Mapping[str, Unit], today: str) -> str | None:
    """The id of the unit that is known already and meant by `new`."""
    known = {unit: id for id, unit in versions.items()}
    if new.valid_from is None and new.valid_to is None:
        meant = Units(known).of(new.code, today)
        return known[meant] if meant else None
    days = [day for day in (new.valid_from, new.valid_to) if day]
    return next((id for day in days for unit, id in known.items() if unit.stands_on(day)), None)


def _completed(new: Unit, known: Unit, reorder: bool) -> Unit:
    return replace(
        new, parent=new.parent or known.parent, valid_from=new.valid_from or known.valid_from,
        valid_to=new.valid_to or known.valid_to, successors=new.successors or known.successors,
        order=new.order if reorder else known.order,
    )


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


def _stored(id: str, unit: Unit) -> dict[str, Any]:
    return {
        "_id": id,
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
        code=stored["_id"].partition("@")[0],
        name=stored["name"],
        level=stored["level"],
        parent=stored.get("parent"),
        valid_from=stored.get("valid_from"),
        valid_to=stored.get("valid_to"),
        successors=tuple(stored.get("successors") or ()),
        order=stored.get("order", 0),
    )
