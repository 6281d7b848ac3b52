"""Visits: supervision and inspection on the spot, from the decision about the team to the end."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.monitoring import visits as asked
from contracts.commands.monitoring.findings import FindingSubject, RaiseFinding
from contracts.events.monitoring.visits import VisitRow
from contracts.fields import choice_field
from contracts.refusals import Refusal
from gateway import units
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.lists import add_list
from gateway.api.monitoring.finding_subjects import check_subject
from gateway.api.resource_schemas import Finding
from gateway.api.resources import Resource
from gateway.api.taking_part import check_takes_part

blp = Blueprint(
    "supervision_visits", __name__, url_prefix="/api/v1/supervision-visits", description="Cuộc giám sát, kiểm tra"
)


class UnitNotBelow(Refusal):
    """The visited unit lies outside the unit that visits."""


class Visit(VisitRow):
    """A visit with its team and what it reported."""

    reason = fields.String(required=True)
    team = fields.List(fields.Nested(asked.TeamMember), required=True)
    opened_by = fields.String(required=True)
    document_number = fields.String(required=True)
    summary = fields.String(required=True)
    conclusion = fields.String(required=True)
    change_reason = fields.String(required=True)


@blp.route("")
class Visits(MethodView):
    """Planning visits."""

    @for_those_who_may("visit.save")
    @blp.arguments(asked.OpenVisit)
    @blp.response(201, Visit)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Lập cuộc giám sát, kiểm tra theo kế hoạch hoặc đột xuất có lý do; cấp trên kiểm tra Quỹ cấp dưới."""
        require("visit.save", command["by_unit"])
        check_takes_part(command["campaign"], command["unit"])
        if not units.contains(command["by_unit"], command["unit"]):
            raise UnitNotBelow(
                f"{units.name_of(command['unit'])} không thuộc địa bàn của {units.name_of(command['by_unit'])}.",
                field="unit", remedy="Chọn đơn vị cấp dưới hoặc chính đơn vị giám sát.",
            )
        return answer(ask("monitoring", "open_visit", request.get_json(), key=idempotency_key()), 201)


resource = Resource("monitoring", blp, "visit", Visit, done_by="by_unit")
resource.add_reading("visit.read", "Xem hồ sơ một cuộc.")
resource.add_step("visit.save", "postponement", "postpone_visit", asked.PostponeVisit, "Đổi ngày cuộc chưa bắt đầu.")
resource.add_step("visit.save", "decision", "send_decision", asked.SendDecision, "Ghi ngày gửi quyết định lập đoàn.")
resource.add_step("visit.save", "start", "start_visit", asked.StartVisit, "Ghi ngày đoàn bắt đầu.")
resource.add_step("visit.save", "report", "report_visit", asked.ReportVisit, "Ghi báo cáo của đoàn.")
resource.add_step("visit.save", "closing", "close_visit", asked.CloseVisit, "Kết thúc khi mọi phát hiện đã kết thúc.")
resource.add_step("visit.save", "cancellation", "cancel_visit", asked.CancelVisit, "Hủy cuộc, nêu lý do.")

class FindingInVisit(RaiseFinding):
    """A finding made inside a visit; without ``about`` it is about the campaign in the visited unit."""

    class Meta(RaiseFinding.Meta):
        exclude = ("campaign", "unit", "visit_id")

    about = fields.Nested(FindingSubject)


@blp.route("/<id>/findings", methods=["POST"])
@for_those_who_may("finding.raise")
@blp.arguments(FindingInVisit)
@blp.response(201, Finding)
@blp.doc(parameters=[KEY_PARAMETER])
def raise_in_visit(_command: dict[str, Any], id: str) -> Response:
    """Lập phát hiện ngay trong cuộc, gắn với câu hỏi của phiếu."""
    return answer(raise_finding_in(resource.find(id), request.get_json(), idempotency_key()), 201)


def raise_finding_in(visit: dict[str, Any], told: dict[str, Any], key: str) -> dict[str, Any]:
    """File a finding of a visit; the finding.  Raises a Refusal."""
    require("finding.raise", visit["unit"])
    place = {"campaign": visit["campaign"], "unit": visit["unit"], "visit_id": visit["visit_id"]}
    payload = {"about": {"kind": "campaign", "id": visit["campaign"]}, **told, **place}
    check_subject(payload)
    return ask("monitoring", "raise_finding", payload, key=key)


add_list(
    blp, "visit", VisitRow, "cuộc giám sát, kiểm tra", action="visit.read",
    filters={"kind": choice_field(asked.VISIT_KINDS), "status": choice_field(asked.VISIT_STATUSES)},
)
