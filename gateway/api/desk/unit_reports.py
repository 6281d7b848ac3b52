"""Reports of units and of the whole: written, handed in, given back, accepted, put together, signed, corrected."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema

from contracts.page_marks import page_mark, place_of
from contracts.shapes import Nothing
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer
from gateway.api.desk.doing import SEEN, Page, Reason, Work, do, page_of, seen_version, within_areas
from gateway.api.desk.schemas import (
    ConsolidateReports,
    ReportDraft,
    ReportFigures,
    ReportHistory,
    ReportsPage,
    SignReport,
    UnitReport,
    WhichReports,
    WriteReport,
)
from gateway.database import database
from gateway.desk import composing, live, reports, rounds, snapshots
from gateway.desk.collections import REPORTS
from gateway.desk.store import history_of

blp = Blueprint(
    "unit_reports", __name__, url_prefix="/api/v1/unit-reports", description="Báo cáo của đơn vị và báo cáo tổng hợp"
)


@blp.route("", methods=["GET"])
@for_those_who_may("submission.read")
@blp.arguments(WhichReports, location="query", unknown=RAISE)
@blp.response(200, ReportsPage)
def list_reports(asked: dict[str, Any]) -> Response:
    """Danh sách báo cáo của các đơn vị, từng trang."""
    given = {name: asked[name] for name in ("campaign", "round_id", "unit", "status") if asked[name] is not None}
    match = {"$and": [given, within_areas("submission.read")]}
    return answer(page_of(REPORTS, match, asked, reports.shown))


@blp.route("/<id>", methods=["GET"])
@for_those_who_may("submission.read")
@blp.response(200, UnitReport)
def get_report(id: str) -> Response:
    """Xem một báo cáo."""
    return answer(reports.shown(may_see(id)))


@blp.route("/<id>/figures", methods=["GET"])
@for_those_who_may("submission.read")
@blp.response(200, ReportFigures)
def figures(id: str) -> Response:
    """Số liệu của báo cáo: đang lập thì lấy ngay bây giờ, đã gửi thì lấy từ bản chụp."""
    return answer(figures_of(may_see(id)))


def figures_of(report: dict[str, Any]) -> dict[str, Any]:
    """The figures of a report: live, or those of its snapshot (none while that is being made)."""
    if report["snapshot_id"] is None or report["status"] == "returned":
        return {"live": True, "snapshot": None, "content": live.figures_now(database(), reports.about(report))}
    snapshot = snapshots.find(database(), report["snapshot_id"])
    ready = snapshot["status"] == "ready"
    return {
        "live": False, "snapshot": snapshots.shown(snapshot),
        "content": snapshots.content_of(snapshot) if ready else None,
    }


@blp.route("/<id>/draft", methods=["GET"])
@for_those_who_may("submission.read")
@blp.response(200, ReportDraft)
def draft(id: str) -> Response:
    """Toàn văn báo cáo như sẽ được chốt, để xem trước."""
    return answer({"content": draft_of(id)})


def draft_of(id: str) -> dict[str, Any]:
    """The content as it would be frozen now, for who may see it."""
    report = may_see(id)
    round_ = rounds.find(database(), report["round_id"])
    content = composing.compose(database(), round_, report, composing.DRAFT)
    if content["snapshot"] is None:
        content["snapshot"] = live.figures_now(database(), reports.about(report))
    return content


@blp.route("/<id>/history", methods=["GET"])
@for_those_who_may("submission.read")
@blp.arguments(Page, location="query", unknown=RAISE)
@blp.response(200, ReportHistory)
def history(asked: dict[str, Any], id: str) -> Response:
    """Ai đã làm gì với báo cáo, từ đầu, từng trang."""
    may_see(id)
    beyond = place_of(asked["after"], int)[0] if asked["after"] is not None else 0
    found = history_of(database(), REPORTS, id, beyond, asked["limit"] + 1)
    page = found[: asked["limit"]]
    return answer({"rows": page, "next": page_mark(page[-1]["version"]) if len(found) > len(page) else None})


def _add_step(action: str, path: str, of_round: bool, schema: type[Schema], work: Work, title: str) -> None:
    """Add ``POST /<id>/<path>``; ``action`` is required for the report's unit, or for the one that opened the round."""

    @blp.route(f"/<id>/{path}", methods=["POST"], endpoint=work.__name__)
    @for_those_who_may(action)
    @blp.arguments(schema)
    @blp.response(200, UnitReport)
    @blp.doc(parameters=[KEY_PARAMETER, SEEN], summary=title)
    def step(command: dict[str, Any], id: str) -> Response:
        report = reports.find(database(), id)
        require(action, rounds.find(database(), report["round_id"])["unit"] if of_round else report["unit"])
        return answer(do(work, command, report_id=id, expected=seen_version()))


_add_step("submission.write", "text", False, WriteReport, reports.write_report,
          "Viết lời văn, nhập chỉ tiêu, nêu gương điển hình.")
_add_step("submission.write", "submission", False, Nothing, reports.submit_report,
          "Gửi báo cáo lên cấp trên; số liệu được chụp lại.")
_add_step("round.open", "return", True, Reason, reports.return_report, "Trả lại báo cáo, nêu lý do.")
_add_step("round.open", "acceptance", True, Nothing, reports.accept_report, "Nhận báo cáo; nội dung được chốt.")
_add_step("round.open", "consolidation", True, ConsolidateReports, reports.consolidate_report,
          "Tổng hợp báo cáo của các đơn vị.")
_add_step("version.sign", "signature", True, SignReport, reports.sign_report,
          "Ký báo cáo tổng hợp; bản ký không sửa được.")
_add_step("round.open", "correction", True, Reason, reports.correct_report,
          "Mở đính chính báo cáo đã ký; bản mới sẽ nêu bản cũ.")


def may_see(id: str) -> dict[str, Any]:
    """The report, for who may see it."""
    report = reports.find(database(), id)
    require("submission.read", report["unit"])
    return report
