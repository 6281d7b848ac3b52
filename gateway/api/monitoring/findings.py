"""Findings of supervision, and what becomes of them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from contracts.commands.monitoring import findings as asked
from contracts.fields import choice_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key, read
from gateway.api.lists import add_list
from gateway.api.monitoring.finding_subjects import check_subject
from gateway.api.resource_schemas import Finding, PublicFinding
from gateway.api.resources import Resource

blp = Blueprint("findings", __name__, url_prefix="/api/v1/findings", description="Phát hiện giám sát")


@blp.route("")
class Findings(MethodView):
    """Filing findings."""

    @for_those_who_may("finding.raise")
    @blp.arguments(asked.RaiseFinding)
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
        found = read("finding", finding_id, lambda: resource.find(finding_id))
        require("finding.read", found["unit"])
        return answer({name: found[name] for name in PublicFinding().fields if name in found})


resource = Resource("monitoring", blp, "finding", Finding)
add_list(
    blp, "finding", PublicFinding, "phát hiện giám sát", action="finding.read",
    filters={"status": choice_field(asked.FINDING_STATUSES), "severity": choice_field(asked.SEVERITIES)},
)
resource.add_step(
    "finding.answer", "reply", "record_reply", asked.RecordReply, "Ghi văn bản trả lời của đơn vị được giám sát."
)
resource.add_step("finding.answer", "remedy", "record_remedy", asked.RecordRemedy, "Ghi việc khắc phục.")
resource.add_step(
    "finding.close", "closing", "close_finding", asked.CloseFinding,
    "Kiểm tra lại và kết thúc phát hiện; người kiểm tra không phải đơn vị đã khắc phục.",
)
