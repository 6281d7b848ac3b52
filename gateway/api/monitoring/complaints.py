"""Complaints of citizens, for the offices: forwarded, answered, written to, closed."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.monitoring import complaints as asked
from contracts.events.monitoring.complaints import ComplaintRow, ForwardingRow
from contracts.fields import choice_field, unit_field
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.taking_part import check_takes_part

blp = Blueprint("complaints", __name__, url_prefix="/api/v1/complaints", description="Phản ánh của người dân")
forwardings_blp = Blueprint(
    "complaint_forwardings", __name__, url_prefix="/api/v1/complaint-forwardings",
    description="Phản ánh đã chuyển cho các cơ quan",
)


class Complaint(ComplaintRow):
    """A complaint with the bodies that had it to answer, without what was written."""

    forwardings = fields.List(fields.Nested(ForwardingRow), required=True)


class WrittenMessage(Schema):
    """writer: person, office or body; by: the account that wrote it down."""

    writer = fields.String(required=True)
    text = fields.String(required=True)
    at = fields.String(required=True)
    by = fields.String(required=True, allow_none=True)


class ComplaintWithTexts(Complaint):
    """The same with the dialogue."""

    dialogue = fields.List(fields.Nested(WrittenMessage), required=True)


def of_office(action: str, complaint: dict[str, Any]) -> None:
    """Those of the unit that follows it, and of the unit whose body has it to answer.  Raises NotAllowed."""
    body_unit = complaint["body_unit"]
    if not (body_unit and principal().may(action, body_unit)):
        require(action, complaint["unit"])


resource = Resource("monitoring", blp, "complaint", Complaint)
resource.add_step(
    "complaint.follow", "messages", "write_to_complainant", asked.WriteToComplainant,
    "Nhắn cho người phản ánh; họ đọc bằng mã tra cứu.",
)
resource.add_step(
    "complaint.follow", "closing", "close_complaint", asked.CloseComplaint,
    "Kết thúc phản ánh; hai bên vẫn nhắn được, người dân báo chưa giải quyết thì mở lại.",
)


@blp.route("/<id>/forwardings", methods=["POST"])
@for_those_who_may("complaint.follow")
@blp.arguments(asked.ForwardComplaint(exclude=["complaint_id"]))
@blp.response(200, Complaint)
@blp.doc(parameters=[KEY_PARAMETER])
def forward(command: dict[str, Any], id: str) -> Response:
    """Chuyển cho cơ quan có trách nhiệm; hạn trả lời tính theo thời hạn đang áp dụng."""
    complaint = resource.find(id)
    require("complaint.follow", complaint["unit"])
    check_takes_part(complaint["campaign"], command["body_unit"])
    payload = {**request.get_json(), "complaint_id": id}
    return answer(ask("monitoring", "forward_complaint", payload, key=idempotency_key()))


@blp.route("/<id>/answer", methods=["POST"])
@for_those_who_may("complaint.answer")
@blp.arguments(asked.AnswerComplaint(exclude=["complaint_id"]))
@blp.response(200, Complaint)
@blp.doc(parameters=[KEY_PARAMETER])
def answer_of_body(_command: dict[str, Any], id: str) -> Response:
    """Ghi trả lời của cơ quan được chuyển."""
    complaint = resource.find(id)
    require("complaint.answer", complaint["body_unit"] or complaint["unit"])
    payload = {**request.get_json(), "complaint_id": id}
    return answer(ask("monitoring", "answer_complaint", payload, key=idempotency_key()))


@blp.route("/<id>")
@for_those_who_may("complaint.list")
@blp.response(200, Complaint)
def get_complaint(id: str) -> Response:
    """Xem một phản ánh và các lần chuyển, không có nội dung."""
    complaint = resource.find(id)
    of_office("complaint.list", complaint)
    return answer(complaint)


@blp.route("/<id>/dialogue")
@for_those_who_may("complaint.read")
@blp.arguments(asked.LookAtComplaint(exclude=["complaint_id"]), location="query", unknown=RAISE)
@blp.response(200, ComplaintWithTexts)
def look_at_dialogue(told: dict[str, Any], id: str) -> Response:
    """Đọc nội dung trao đổi; phải nói để làm gì, và mỗi lần xem đều được ghi lại."""
    of_office("complaint.read", resource.find(id))
    return answer(ask("monitoring", "look_at_complaint", {**told, "complaint_id": id}))


add_list(
    blp, "complaint", ComplaintRow, "phản ánh của người dân", action="complaint.list",
    filters={
        "category": choice_field(asked.COMPLAINT_CATEGORIES), "status": choice_field(asked.COMPLAINT_STATUSES),
        "place": unit_field(), "awaits_office": fields.Boolean(),
    },
)
add_list(
    forwardings_blp, "complaint_forwarding", ForwardingRow, "phản ánh đã chuyển cho các cơ quan",
    action="complaint.list",
    filters={
        "status": choice_field(asked.FORWARDING_STATUSES), "cause": choice_field(asked.FORWARDING_CAUSES),
        "complaint_id": fields.String(),
    },
)
