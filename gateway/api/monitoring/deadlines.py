"""Deadlines of supervision: what is due, what is overdue today, by which clock; and the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.monitoring import clocks as asked
from contracts.events.monitoring.plans import DeadlineRow
from contracts.fields import LocalDay, choice_field, code_field, unit_field
from contracts.shapes import Strict
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, require, require_somewhere
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.downloads import Table, add_table
from gateway.api.lists import add_list
from gateway.reports import listing
from runtime.clock import local_day, utc_now

blp = Blueprint("deadlines", __name__, url_prefix="/api/v1/deadlines", description="Thời hạn giám sát")
clocks_blp = Blueprint("clocks", __name__, url_prefix="/api/v1/clocks", description="Thời hạn theo quy định")
trail_blp = Blueprint("trail", __name__, url_prefix="/api/v1/supervision-trail", description="Nhật ký thay đổi")

THINGS = [
    "finding", "recommendation", "plan", "visit", "checklist", "answer", "evidence", "escalation", "clock", "indicator",
    "damage", "complaint", "review", "survey",
]


class Clock(Schema):
    """One version of a clock; ``side``: whether it runs before or after its fact."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    days = fields.Integer(required=True)
    side = fields.String(required=True)
    from_fact = fields.String(required=True)
    citation = fields.String(required=True)
    from_on = LocalDay(required=True)
    to_on = LocalDay(required=True, allow_none=True)
    in_force = fields.Boolean(required=True)


class Clocks(Schema):
    """Every version of every clock."""

    clocks = fields.List(fields.Nested(Clock), required=True)


class WhichUnmet(Strict):
    """Of which campaign and unit; ``within_days``: also what falls due in so many days from today on."""

    campaign = code_field(required=True)
    unit = unit_field(load_default=None, allow_none=True)
    clock = choice_field(asked.DEADLINE_KINDS, load_default=None, allow_none=True)
    within_days = fields.Integer(load_default=0, validate=validate.Range(0, 366))


class PagedUnmet(WhichUnmet):
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, listing.MOST_PER_PAGE))


class UnmetRow(DeadlineRow):
    """A deadline that is open.  ``days_left``: negative when it is overdue."""

    overdue = fields.Boolean(required=True)
    days_left = fields.Integer(required=True)


class PageOfUnmet(Schema):
    """Reckoned on the day of asking, ``today``."""

    today = LocalDay(required=True)
    rows = fields.List(fields.Nested(UnmetRow), required=True)
    next = fields.String(required=True, allow_none=True)


class Change(Schema):
    """One change: field → [before, after]."""

    version = fields.Integer(required=True)
    action = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.String(required=True)
    correlation_id = fields.String(required=True)
    changed = fields.Dict(keys=fields.String(), required=True)


class Trail(Schema):
    """A page of changes, oldest first."""

    entries = fields.List(fields.Nested(Change), required=True)
    next_after = fields.Integer(required=True, allow_none=True)


class WhichTrail(Strict):
    """Of which thing; ``after``: the last version of the page before."""

    thing = choice_field(THINGS, required=True)
    id = fields.String(required=True, validate=validate.Length(1, 120))
    after = fields.Integer(load_default=0, validate=validate.Range(0, 10**9))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 200))


@blp.route("/overdue")
@for_those_who_may("plan.read")
@blp.arguments(PagedUnmet, location="query", unknown=RAISE)
@blp.response(200, PageOfUnmet)
def overdue(which: dict[str, Any]) -> Response:
    """Việc quá hạn tính đến hôm nay; within_days thêm việc sắp đến hạn."""
    today = local_day(utc_now())
    return answer({"today": today.isoformat(), **unmet(which, today, which["after"], which["limit"])})


def unmet(which: dict[str, Any], today: dt.date, after: str | None, limit: int) -> dict[str, Any]:
    """``{"rows": […], "next"}``: open deadlines that are overdue or fall due soon, the first one due first."""
    found = listing.page(_question(which, today), after, limit)
    return {"rows": [_with_days_left(row, today) for row in found["rows"]], "next": found["next"]}


def _overdue_table(which: dict[str, Any]) -> Table:
    return Table("qua-han", "Quá hạn", _COLUMNS, _every(which))


add_table(blp, "/overdue/export", "plan.read", WhichUnmet, "danh sách việc quá hạn", _overdue_table)

add_list(
    blp, "deadline", DeadlineRow, "thời hạn giám sát", action="plan.read",
    filters={
        "clock": choice_field(asked.DEADLINE_KINDS), "status": choice_field(asked.DEADLINE_STATUSES),
        "about_id": fields.String(validate=validate.Length(1, 60)),
    },
)


@clocks_blp.route("")
class AllClocks(MethodView):
    """Clocks as data."""

    @for_those_who_may("plan.read")
    @clocks_blp.response(200, Clocks)
    def get(self) -> Response:
        """Mọi thời hạn theo quy định, các lần sửa và căn cứ."""
        return answer(ask("monitoring", "list_clocks", {}))

    @for_those_who_may("clock.save")
    @clocks_blp.arguments(asked.SaveClock)
    @clocks_blp.response(201, Clock)
    @clocks_blp.doc(parameters=[KEY_PARAMETER])
    def post(self, _command: dict[str, Any]) -> Response:
        """Ghi bản mới của một thời hạn, có căn cứ và ngày hiệu lực; hạn đang chạy giữ bản cũ."""
        require("clock.save")
        return answer(ask("monitoring", "save_clock", request.get_json(), key=idempotency_key()), 201)


@trail_blp.route("")
@for_those_who_may("trail.read")
@trail_blp.arguments(WhichTrail, location="query", unknown=RAISE)
@trail_blp.response(200, Trail)
def trail(which: dict[str, Any]) -> Response:
    """Ai đã đổi gì, lúc nào; chỉ xem được, không ai sửa được."""
    require("trail.read")
    return answer(ask("monitoring", "read_trail", which))


_COLUMNS = [name for name in UnmetRow().fields if name not in ("version", "met_on", "status")]


def _question(which: dict[str, Any], today: dt.date) -> listing.Question:
    last = today + dt.timedelta(days=which["within_days"] - 1)
    state = {"status": "open"} | ({"clock": which["clock"]} if which["clock"] else {})
    areas = allow_table.areas(require_somewhere("plan.read"), "plan.read")
    return listing.Question("deadline", which["campaign"], areas, which["unit"], None, last, state)


def _every(which: dict[str, Any]) -> Iterator[dict[str, Any]]:
    today = local_day(utc_now())
    return (
        {name: row[name] for name in _COLUMNS}
        for row in (_with_days_left(one, today) for one in listing.every(_question(which, today)))
    )


def _with_days_left(row: dict[str, Any], today: dt.date) -> dict[str, Any]:
    left = (dt.date.fromisoformat(row["due_on"]) - today).days
    told = {name: row.get(name) for name in DeadlineRow().fields}
    return {**told, "overdue": left < 0, "days_left": left}
