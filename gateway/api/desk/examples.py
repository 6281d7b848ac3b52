"""Models and good examples: found by units, spread by the province."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE

from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer
from gateway.api.desk.definition_schemas import ExamplesPage, RecordExample, ReportExample, SpreadExample, WhichExamples
from gateway.api.desk.doing import SEEN, Reason, do, page_of, seen_version
from gateway.api.taking_part import check_takes_part
from gateway.database import database
from gateway.desk import examples
from gateway.desk.collections import EXAMPLES

blp = Blueprint(
    "report_examples", __name__, url_prefix="/api/v1/report-examples", description="Mô hình, gương điển hình"
)


@blp.route("", methods=["POST"])
@for_those_who_may("example.record")
@blp.arguments(RecordExample)
@blp.response(201, ReportExample)
@blp.doc(parameters=[KEY_PARAMETER])
def record_example(command: dict[str, Any]) -> Response:
    """Ghi một mô hình, gương điển hình."""
    require("example.record", command["unit"])
    check_takes_part(command["campaign"], command["unit"])
    return answer(do(examples.record_example, command), 201)


@blp.route("", methods=["GET"])
@for_those_who_may("example.read")
@blp.arguments(WhichExamples, location="query", unknown=RAISE)
@blp.response(200, ExamplesPage)
def list_examples(asked: dict[str, Any]) -> Response:
    """Danh sách mô hình, gương điển hình, từng trang."""
    match = {name: asked[name] for name in ("campaign", "unit", "status", "kind") if asked[name] is not None}
    return answer(page_of(EXAMPLES, match, asked, examples.shown))


@blp.route("/<id>", methods=["GET"])
@for_those_who_may("example.read")
@blp.response(200, ReportExample)
def get_example(id: str) -> Response:
    """Xem một mô hình, gương điển hình."""
    found = examples.find(database(), id)
    require("example.read", found["unit"])
    return answer(examples.shown(found))


@blp.route("/<id>/spreading", methods=["POST"])
@for_those_who_may("example.spread")
@blp.arguments(SpreadExample)
@blp.response(200, ReportExample)
@blp.doc(parameters=[KEY_PARAMETER, SEEN])
def spread_example(command: dict[str, Any], id: str) -> Response:
    """Nhân rộng trong toàn tỉnh, nêu cách làm."""
    require("example.spread", examples.find(database(), id)["unit"])
    return answer(do(examples.spread_example, command, example_id=id, expected=seen_version()))


@blp.route("/<id>/withdrawal", methods=["POST"])
@for_those_who_may("example.record")
@blp.arguments(Reason)
@blp.response(200, ReportExample)
@blp.doc(parameters=[KEY_PARAMETER, SEEN])
def withdraw_example(command: dict[str, Any], id: str) -> Response:
    """Rút lại, nêu lý do."""
    require("example.record", examples.find(database(), id)["unit"])
    return answer(do(examples.withdraw_example, command, example_id=id, expected=seen_version()))
