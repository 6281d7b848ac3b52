"""The provincial report as JSON and XLSX, a campaign's progress, and the way down to rows and events."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE

from gateway.access import allow_table
from gateway.access.current import for_those_who_may, require, require_somewhere
from gateway.api.asking import answer
from gateway.api.conditional import may_be_kept
from gateway.api.downloads import Table, add_table
from gateway.api.report_schemas import (
    CampaignProgress,
    EventEnvelope,
    ProvincialReport,
    Question,
    RowsPage,
    RowsQuestion,
)
from gateway.reports import progress, provincial, rows, xlsx
from gateway.reports.scope import lead_unit_of

blp = Blueprint("reports", __name__, url_prefix="/api/v1", description="Báo cáo, đường xuống từng dòng và từng sự kiện")


@blp.route("/reports/provincial")
@for_those_who_may("report.read")
@blp.arguments(Question, location="query", unknown=RAISE)
@blp.response(200, ProvincialReport)
def provincial_report(question: dict[str, Any]) -> Response:
    """Báo cáo tổng hợp của tỉnh, theo đơn vị và theo kỳ."""
    require("report.read")
    may_be_kept()
    return answer(provincial.provincial_report(**question))


@blp.route("/reports/provincial.xlsx")
@for_those_who_may("report.read")
@blp.arguments(Question, location="query", unknown=RAISE)
@blp.response(200, content_type=xlsx.CONTENT_TYPE)
def provincial_workbook(question: dict[str, Any]) -> Response:
    """Cũng báo cáo ấy, tải về dạng XLSX."""
    require("report.read")
    report = provincial.provincial_report(**question)
    return Response(
        xlsx.workbook(report),
        content_type=xlsx.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{xlsx.file_name(report)}"'},
    )


@blp.route("/reports/rows")
@for_those_who_may("rows.read")
@blp.arguments(RowsQuestion, location="query", unknown=RAISE)
@blp.response(200, RowsPage)
def rows_behind(question: dict[str, Any]) -> Response:
    """Các dòng làm nên một số liệu; tổng các dòng bằng đúng số liệu."""
    asking = require("rows.read", question["unit"] or lead_unit_of(question["campaign"]))
    may_be_kept()
    return answer(rows.rows_behind(**question, areas=allow_table.areas(asking, "rows.read")))


class FigureQuery(RowsQuestion):
    """Which figure to open, all of it."""

    class Meta:
        unknown = RAISE
        exclude = ("after", "limit")


def _table_behind(asked: dict[str, Any]) -> Table:
    asking = require("rows.read", asked["unit"] or lead_unit_of(asked["campaign"]))
    question = rows.Behind(**asked, areas=allow_table.areas(asking, "rows.read"))
    rows.check(question)
    found = (row for part, _ in rows.batches(question) for row in part)
    return Table(f"{question.figure}", question.figure, rows.COLUMNS, found)


add_table(
    blp, "/reports/rows/export", "rows.read", FigureQuery, "mọi dòng làm nên một số liệu", _table_behind
)


@blp.route("/events/<event_id>")
@blp.response(200, EventEnvelope)
def event(event_id: str) -> Response:
    """Sự kiện gốc, đúng như đã truyền đi."""
    require_somewhere("events.read")
    envelope = rows.event(event_id)
    for unit in rows.units_of(envelope):
        require("events.read", unit)
    return answer(envelope)


@blp.route("/campaigns/<code>/progress")
@blp.response(200, CampaignProgress)
def campaign_progress(code: str) -> Response:
    """Tiến độ của đợt vận động so với chỉ tiêu: tổng, theo đơn vị, theo kênh, theo ngày."""
    require("report.read")
    may_be_kept()
    return answer(progress.campaign_progress(code))
