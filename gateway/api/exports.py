"""Exports of long lists: asked for, watched in rows, fetched as a file for some days, given up.

A list of some thousand rows is quicker by its ``export.csv``, which is sent as it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, stream_with_context
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from contracts.fields import choice_field
from contracts.shapes import Nothing, Strict
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api import lists
from gateway.api.asking import KEY_PARAMETER, answer, idempotency_key
from gateway.api.downloads import named
from gateway.api.reports import FigureQuery
from gateway.database import database
from gateway.exports import jobs, sources
from gateway.reports import rows, tables, xlsx
from gateway.reports.scope import lead_unit_of
from messaging.answering import shape_refusal
from runtime.clock import utc_now

blp = Blueprint(
    "exports", __name__, url_prefix="/api/v1/exports", description="Xuất danh sách dài thành tệp, có tiến độ"
)

Json = dict[str, Any]

FIGURE_ROWS = "figure_rows"
"""In place of a list's name: the rows behind a figure."""

CONTENT_TYPES = {"csv": tables.CSV_TYPE, "xlsx": xlsx.CONTENT_TYPE}


class NewExport(Strict):
    """``list``: a list's name (as in its file's name), or ``figure_rows``; ``query``: what that list takes as its
    query, but for the page."""

    list = fields.String(required=True, validate=validate.Length(1, 60))
    format = choice_field(["csv", "xlsx"], load_default="csv")
    query = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), required=True)


class ExportJob(Schema):
    """status: waiting, running, done, failed (``reason``) or cancelled; ``rows_done`` of ``rows_total``; the file is
    there until ``forget_at``."""

    export_id = fields.String(required=True)
    list = fields.String(required=True)
    format = fields.String(required=True)
    campaign = fields.String(required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)
    percent = fields.Integer(required=True)
    rows_total = fields.Integer(required=True, allow_none=True)
    rows_done = fields.Integer(required=True)
    size_bytes = fields.Integer(required=True)
    made_at = fields.String(required=True)
    ended_at = fields.String(required=True, allow_none=True)
    forget_at = fields.String(required=True)


class Paged(Strict):
    """Which page."""

    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class ExportsPage(Schema):
    """A page of exports."""

    rows = fields.List(fields.Nested(ExportJob), required=True)
    next = fields.String(required=True, allow_none=True)


@blp.route("", methods=["POST"])
@for_those_who_may("export.read")
@blp.arguments(NewExport)
@blp.response(202, ExportJob)
@blp.doc(parameters=[KEY_PARAMETER])
def make(told: Json) -> Response:
    """Yêu cầu xuất toàn bộ một danh sách, hoặc mọi dòng sau một số liệu, thành tệp CSV hay XLSX."""
    key = idempotency_key()
    job = _of_figure(told) if told["list"] == FIGURE_ROWS else _of_list(told)
    return answer(jobs.make(database(), {**job, "list": told["list"], "format": told["format"]}, principal().id, key,
                            utc_now()), 202)


@blp.route("", methods=["GET"])
@for_those_who_may("export.read")
@blp.arguments(Paged, location="query", unknown=RAISE)
@blp.response(200, ExportsPage)
def pages(asked: Json) -> Response:
    """Các lần xuất của mình, từng trang."""
    return answer(jobs.page(database(), principal().id, asked["after"], asked["limit"]))


@blp.route("/<id>")
@for_those_who_may("export.read")
@blp.response(200, ExportJob)
def one(id: str) -> Response:
    """Xem tiến độ một lần xuất của mình."""
    return answer(jobs.told(jobs.find(database(), id, principal().id)))


@blp.route("/<id>/file")
@for_those_who_may("export.read")
@blp.response(200, content_type="application/octet-stream")
def fetch(id: str) -> Response:
    """Tải tệp đã xuất xong."""
    job = jobs.find(database(), id, principal().id)
    _still_may(job)
    pieces = jobs.file_pieces(database(), job)
    headers = {**named(f"{job['list']}.{job['format']}"), "Content-Length": str(job["size_bytes"])}
    return Response(stream_with_context(pieces), content_type=CONTENT_TYPES[job["format"]], headers=headers)


@blp.route("/<id>/cancellation", methods=["POST"])
@for_those_who_may("export.read")
@blp.arguments(Nothing)
@blp.response(200, ExportJob)
@blp.doc(parameters=[KEY_PARAMETER])
def cancel(_told: Json, id: str) -> Response:
    """Hủy một lần xuất của mình, và bỏ tệp của nó."""
    idempotency_key()
    return answer(jobs.cancel(database(), id, principal().id, utc_now()))


def _of_list(told: Json) -> Json:
    wanted = lists.list_named(told["list"])
    areas = allow_table.areas(require_somewhere(wanted.action), wanted.action)
    question = wanted.question(_loaded(wanted.query, told), areas)
    return {
        "campaign": question.campaign, "source": sources.of_list(question), "columns": wanted.columns,
        "title": wanted.title, "action": wanted.action, "areas": areas,
    }


def _of_figure(told: Json) -> Json:
    asked = _loaded(FigureQuery().load, told)
    where = asked["unit"] or lead_unit_of(asked["campaign"])
    question = rows.Behind(**asked, areas=allow_table.areas(require("rows.read", where), "rows.read"))
    rows.check(question)
    return {
        "campaign": asked["campaign"], "source": sources.of_figure(question), "columns": list(rows.COLUMNS),
        "title": asked["figure"], "action": "rows.read", "areas": [where],
    }


def _loaded(load: Callable[[Json], Any], told: Json) -> Json:
    try:
        return dict(load(told["query"]))
    except ValidationError as error:
        raise shape_refusal(error) from error


def _still_may(job: Json) -> None:
    """What was asked for under rights that are gone is not handed out any more."""
    if job["list"] == FIGURE_ROWS:
        require(job["action"], job["areas"][0])
        return
    areas = allow_table.areas(require_somewhere(job["action"]), job["action"])
    if areas != job["areas"]:
        raise jobs.ExportNotReady(
            "Quyền của tài khoản đã đổi từ khi yêu cầu xuất.", remedy="Yêu cầu xuất lại.", status="outdated"
        )
