"""Administrative units: on any day, by name, with what became of them; and how a split one is divided."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.campaign_files import UNIT_LEVELS
from contracts.fields import Instant, LocalDay, Text, WholeNumber, choice_field, unit_field
from contracts.shapes import Strict
from gateway import units
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer
from gateway.units import Unit, UnitTree, shares
from gateway.units import tree as kept
from gateway.units.shares import MOST_WHOLE, NoSuchUnit
from runtime.clock import local_day, utc_now, wire_instant
from runtime.text import fold

blp = Blueprint("units", __name__, url_prefix="/api/v1/units", description="Đơn vị hành chính qua các thời kỳ")

MOST_LISTED = 500


class OnDay(Strict):
    """Of which day; today without one."""

    on = LocalDay(load_default=None, allow_none=True, metadata={"description": "Ngày nào; bỏ trống: hôm nay."})


class WhichUnits(OnDay):
    """Which of the units in force on the day. ``q``: a part of the name, with or without diacritics, or of the code."""

    q = Text(longest=100, load_default="", allow_none=True)
    level = choice_field(UNIT_LEVELS, load_default=None, allow_none=True)
    parent = unit_field(load_default=None, allow_none=True)
    after = fields.String(load_default="", validate=validate.Length(max=5))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, MOST_LISTED))


class UnitShown(Schema):
    """A unit with its days; a code may be given again when a unit ends."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.String(required=True)
    parent = fields.String(required=True, allow_none=True)
    valid_from = LocalDay(required=True, allow_none=True)
    valid_to = LocalDay(required=True, allow_none=True)


class UnitPage(Schema):
    """Units by code; ``next`` goes into ``after``."""

    units = fields.List(fields.Nested(UnitShown), required=True)
    next = fields.String(required=True, allow_none=True)


class SuccessorShown(UnitShown):
    """What a unit became, with its share; null as long as nobody has stated it."""

    part = fields.Integer(required=True, allow_none=True)
    whole = fields.Integer(required=True, allow_none=True)


class SharesStated(Schema):
    """Shares as they were stated; the last ones are in force."""

    version = fields.Integer(required=True)
    parts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    whole = fields.Integer(required=True)
    reason = fields.String(required=True)
    stated_by = fields.String(required=True)
    stated_at = Instant(required=True)


class UnitWhole(UnitShown):
    """A unit, where it lies, what it was made of and became; ``missing``: codes of successors that are not loaded."""

    in_force = fields.Boolean(required=True)
    above = fields.List(fields.Nested(UnitShown), required=True)
    predecessors = fields.List(fields.Nested(UnitShown), required=True)
    successors = fields.List(fields.Nested(SuccessorShown), required=True)
    missing = fields.List(fields.String(), required=True)
    shares = fields.List(fields.Nested(SharesStated), required=True)
    same_code = fields.List(fields.Nested(UnitShown), required=True)


class StateShares(Strict):
    """How a unit that was split is divided: parts of a whole, with their source. ``ended_on``: its last day, where its
    code was borne by several units that ended."""

    parts = fields.Dict(
        keys=unit_field(), values=WholeNumber(lowest=0, highest=MOST_WHOLE), required=True,
        validate=validate.Length(2, 100, error="Nêu từ 2 đến 100 đơn vị kế thừa."),
    )
    whole = WholeNumber(lowest=1, highest=MOST_WHOLE, required=True)
    reason = Text(longest=500, required=True)
    ended_on = LocalDay(load_default=None, allow_none=True)


@blp.route("")
@for_those_who_may("unit.read")
@blp.arguments(WhichUnits, location="query", unknown=RAISE)
@blp.response(200, UnitPage)
def list_units(asked: dict[str, Any]) -> Response:
    """Các đơn vị có hiệu lực trong một ngày; tìm theo tên không cần dấu."""
    require("unit.read")
    found = found_on(_day(asked), asked["q"] or "", asked["level"], asked["parent"], asked["after"])
    page = found[: asked["limit"]]
    return answer({
        "units": [_shown(unit) for unit in page], "next": page[-1].code if len(found) > len(page) else None,
    })


@blp.route("/<code>")
@for_those_who_may("unit.read")
@blp.arguments(OnDay, location="query", unknown=RAISE)
@blp.response(200, UnitWhole)
def one_unit(asked: dict[str, Any], code: str) -> Response:
    """Một đơn vị: thuộc đâu, hình thành từ đâu, đã thành những đơn vị nào và theo tỷ lệ nào."""
    require("unit.read")
    return answer(whole_of(code, _day(asked)))


@blp.route("/<code>/shares", methods=["PUT"])
@for_those_who_may("unit.save")
@blp.arguments(StateShares)
@blp.response(200, UnitWhole)
def state_shares(told: dict[str, Any], code: str) -> Response:
    """Nêu tỷ lệ phân bổ của một đơn vị đã tách; gửi lại y nguyên thì không đổi gì, khác đi thì thêm bản mới."""
    asking = require("unit.save")
    ended_on = told["ended_on"].isoformat() if told["ended_on"] else None
    unit = shares.split_unit(kept.read_units(), code, ended_on)
    if shares.write_shares(unit, told["parts"], told["whole"], told["reason"], asking.id):
        kept.changed()
    day = unit.valid_to or _day({})
    return answer(_whole(unit, units.tree_on(day), day))


def found_on(day: str, text: str, level: str | None, parent: str | None, after: str = "") -> list[Unit]:
    """Units in force on a day behind ``after``, by code: of a level, right below a unit, of that name or code."""
    wanted = fold(text)
    return sorted(
        (unit for unit in units.tree_on(day) if unit.code > after and unit.stands_on(day)
         and level in (None, unit.level) and parent in (None, unit.parent)
         and (wanted in _folded(unit.name) or (wanted.isdecimal() and unit.code.startswith(wanted)))),
        key=lambda unit: unit.code,
    )


def whole_of(code: str, day: str) -> dict[str, Any]:
    """The unit that a code means on a day, as it is answered.  Raises :class:`NoSuchUnit`."""
    unit = units.all_units().of(code, day)
    if unit is None:
        raise NoSuchUnit(f"Không có đơn vị {code}.", field="code", remedy="Kiểm tra lại mã đơn vị.")
    return _whole(unit, units.tree_on(day), day)


def _day(asked: dict[str, Any]) -> str:
    day: dt.date = asked.get("on") or local_day(utc_now())
    return day.isoformat()


@lru_cache(maxsize=20_000)
def _folded(name: str) -> str:
    return fold(name)


def _shown(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code, "name": unit.name, "level": unit.level, "parent": unit.parent,
        "valid_from": unit.valid_from, "valid_to": unit.valid_to,
    }


def _whole(unit: Unit, there: UnitTree, day: str) -> dict[str, Any]:
    known = units.all_units()
    above = [found for code in there.ancestors(unit.code)[1:] if (found := there.get(code))]
    following, stated = known.successors(unit), shares.stated(unit)
    in_force = stated[-1] if stated else None
    return {
        **_shown(unit),
        "in_force": unit.stands_on(day),
        "above": [_shown(one) for one in above],
        "predecessors": [_shown(one) for one in known.predecessors(unit)],
        "successors": [
            {**_shown(one), "part": in_force["parts"].get(one.code) if in_force else None,
             "whole": in_force["whole"] if in_force else None}
            for one in following or []
        ],
        "missing": list(unit.successors) if following is None else [],
        "shares": [{**one, "stated_at": wire_instant(one["stated_at"])} for one in stated],
        "same_code": [_shown(one) for one in known.versions(unit.code) if one != unit],
    }
