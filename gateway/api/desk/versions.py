"""Frozen versions of reports: what was signed or accepted, as reported and as known now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.shapes import Nothing
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer
from gateway.api.desk.doing import Page, page_of, within_areas
from gateway.api.desk.version_schemas import VersionsPage, WhichVersions, WholeReportVersion
from gateway.api.downloads import Table, add_table
from gateway.api.report_schemas import AsOf, SumOf
from gateway.database import database
from gateway.desk import adjusting, checking, differing, versions
from gateway.desk.collections import VERSIONS
from gateway.desk.kept_rows import KeptRows
from gateway.reports.reading import at_one_moment

blp = Blueprint(
    "report_versions", __name__, url_prefix="/api/v1/report-versions", description="Bản báo cáo đã ký, đã được nhận"
)


class DifferenceLine(Schema):
    figure = fields.String(required=True)
    name = fields.String(required=True)
    measure = fields.String(required=True)
    as_reported = fields.Nested(SumOf, required=True)
    as_known_now = fields.Nested(SumOf, required=True)
    difference = fields.Nested(SumOf, required=True)


class ReportDifference(Schema):
    """A version against what is known now; figures that are the same are left out."""

    version_id = fields.String(required=True)
    as_of = fields.Nested(AsOf, required=True)
    lines = fields.List(fields.Nested(DifferenceLine), required=True)


class ChangedRow(Schema):
    """A row responsible: ``added`` since, ``changed``, or ``withdrawn`` (it counts no more, or not here)."""

    key = fields.String(required=True)
    change = fields.String(required=True, validate=validate.OneOf(["added", "changed", "withdrawn"]))
    unit = fields.String(required=True)
    on = fields.String(required=True)
    version_then = fields.Integer(required=True, allow_none=True)
    version_now = fields.Integer(required=True, allow_none=True)
    event_id_then = fields.String(required=True, allow_none=True)
    event_id_now = fields.String(required=True, allow_none=True)
    changes = fields.List(fields.Dict(), required=True)


class ChangedRows(Schema):
    """A page; ``next`` is null on the last.  A page may be empty and not the last: so much was looked through."""

    rows = fields.List(fields.Nested(ChangedRow), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichChanges(Page):
    figure = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 100))


class CheckedVersion(Schema):
    """Whether what is kept still is what was frozen."""

    version_id = fields.String(required=True)
    intact = fields.Boolean(required=True)
    rows = fields.Integer(required=True)
    problem = fields.String(required=True)


@blp.route("", methods=["GET"])
@for_those_who_may("submission.read")
@blp.arguments(WhichVersions, location="query", unknown=RAISE)
@blp.response(200, VersionsPage)
def list_versions(asked: dict[str, Any]) -> Response:
    """Danh sách bản báo cáo đã chốt, từng trang."""
    given = {name: asked[name] for name in ("campaign", "report_id", "unit", "kind") if asked[name] is not None}
    if asked["period_kind"]:
        given["period.kind"] = asked["period_kind"]
    match = {"$and": [given, within_areas("submission.read")]}
    return answer(page_of(VERSIONS, match, asked, versions.shown, leave_out="content"))


@blp.route("/<id>", methods=["GET"])
@for_those_who_may("submission.read")
@blp.response(200, WholeReportVersion)
def get_version(id: str) -> Response:
    """Toàn văn một bản đã chốt."""
    version = may_see(id)
    return answer({**versions.shown(version), "content": versions.content_of(version)})


@blp.route("/<id>/difference", methods=["GET"])
@for_those_who_may("submission.read")
@blp.response(200, ReportDifference)
def difference(id: str) -> Response:
    """Số liệu như đã báo cáo so với như biết đến nay."""
    version = may_see(id)
    lines, as_of = at_one_moment(lambda snapshot: (adjusting.difference(snapshot, version), snapshot.as_of))
    return answer({"version_id": id, "as_of": as_of, "lines": lines})


@blp.route("/<id>/difference/rows", methods=["GET"])
@for_those_who_may("rows.read")
@blp.arguments(WhichChanges, location="query", unknown=RAISE)
@blp.response(200, ChangedRows)
def difference_rows(asked: dict[str, Any], id: str) -> Response:
    """Các dòng làm nên sự khác nhau: mới thêm, đã đổi, không còn tính."""
    version = may_see(id)
    require("rows.read", version["unit"])
    return answer(differing.page(database(), version, asked["figure"], asked["after"], asked["limit"]))


@blp.route("/<id>/check", methods=["GET"])
@for_those_who_may("submission.read")
@blp.response(200, CheckedVersion)
def check(id: str) -> Response:
    """Kiểm tra lại: nội dung và các dòng còn đúng như lúc chốt."""
    may_see(id)
    return answer(checking.check_version(database(), id))


def version_rows(_asked: dict[str, Any], id: str) -> Table:
    """The rows behind a version, as they stood."""
    version = may_see(id)
    require("rows.read", version["unit"])

    def lines() -> Iterator[dict[str, Any]]:
        for row in KeptRows(database(), version["snapshot_id"]):
            for figure, source, count, amount_vnd in row.adds:
                yield {
                    "key": row.key, "version": row.version, "event_id": row.event_id, "unit": row.unit, "on": row.on,
                    "figure": figure, "source": source, "count": count, "amount_vnd": amount_vnd,
                }

    columns = ["key", "version", "event_id", "unit", "on", "figure", "source", "count", "amount_vnd"]
    return Table("rows", "Dòng sau số liệu", columns, lines())


add_table(blp, "/<id>/rows", "rows.read", Nothing, "các dòng sau số liệu của một bản đã chốt", version_rows)


def may_see(id: str) -> dict[str, Any]:
    """The version, for who may see it."""
    version = versions.find(database(), id)
    require("submission.read", version["unit"])
    return version
