"""Findings of supervision, and what becomes of them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from contracts.commands.monitoring.findings import CloseFinding, RaiseFinding, RecordRemedy, RecordReply
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key, read
from gateway.api.finding_subjects import check_subject
from gateway.api.resource_schemas import Finding, PublicFinding

blp = Blueprint("findings", __name__, url_prefix="/api/v1/findings", description="Phát hiện giám sát")


@blp.route("")
class Findings(MethodView):
    """Filing findings."""

    @for_those_who_may("finding.raise")
    @blp.arguments(RaiseFinding)
    @blp.response(201, Finding)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Lập một phát hiện giám sát; phát hiện về khoản hỗ trợ sẽ tạm dừng khoản đó nếu chưa chi."""
        require("finding.raise", command["unit"])
        check_subject(command)
        return answer(ask("monitoring", "raise_finding", request.get_json(), key=idempotency_key()), 201)


@blp.route("/<finding_id>")
class OneFinding(MethodView):
    """Reading a finding."""

    @for_those_who_may("finding.read")
    @blp.response(200, PublicFinding)
    def get(self, finding_id: str) -> Response:
        """Xem một phát hiện."""
        found = read("finding", finding_id, lambda: _ask_for(finding_id))
        require("finding.read", found["unit"])
        return answer({name: found[name] for name in PublicFinding().fields})


def _step(finding_id: str, action: str, method: str) -> Response:
    require(action, _ask_for(finding_id)["unit"])
    payload = {**request.get_json(), "finding_id": finding_id}
    return answer(ask("monitoring", method, payload, key=idempotency_key()))


def _ask_for(finding_id: str) -> dict[str, Any]:
    return ask("monitoring", "get_finding", {"id": finding_id})


@blp.route("/<finding_id>/reply", methods=["POST"])
@for_those_who_may("finding.answer")
@blp.arguments(RecordReply(exclude=["finding_id"]))
@blp.response(200, Finding)
@blp.doc(parameters=[KEY_PARAMETER])
def reply(_command: dict[str, Any], finding_id: str) -> Response:
    """Ghi văn bản trả lời của đơn vị được giám sát."""
    return _step(finding_id, "finding.answer", "record_reply")


@blp.route("/<finding_id>/remedy", methods=["POST"])
@for_those_who_may("finding.answer")
@blp.arguments(RecordRemedy(exclude=["finding_id"]))
@blp.response(200, Finding)
@blp.doc(parameters=[KEY_PARAMETER])
def remedy(_command: dict[str, Any], finding_id: str) -> Response:
    """Ghi việc khắc phục."""
    return _step(finding_id, "finding.answer", "record_remedy")


@blp.route("/<finding_id>/closing", methods=["POST"])
@for_those_who_may("finding.close")
@blp.arguments(CloseFinding(exclude=["finding_id"]))
@blp.response(200, Finding)
@blp.doc(parameters=[KEY_PARAMETER])
def close(_command: dict[str, Any], finding_id: str) -> Response:
    """Kiểm tra lại và kết thúc phát hiện; người kiểm tra không phải đơn vị đã khắc phục."""
    return _step(finding_id, "finding.close", "close_finding")
