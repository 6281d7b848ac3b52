"""Recommendations of supervision, and what becomes of them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from contracts.commands.monitoring import recommendations as asked
from contracts.events.monitoring.recommendations import RecommendationRow
from contracts.fields import LocalDay, choice_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.taking_part import check_takes_part

blp = Blueprint(
    "recommendations", __name__, url_prefix="/api/v1/recommendations", description="Kiến nghị sau giám sát"
)


class RecordedFact(Schema):
    """One dated fact, who recorded it and when."""

    on = LocalDay(required=True)
    text = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.String(required=True)


class Check(RecordedFact):
    """One look at a remedy."""

    passed = fields.Boolean(required=True)


class Recommendation(RecommendationRow):
    """A recommendation with the texts of both sides."""

    text = fields.String(required=True)
    document_number = fields.String(required=True)
    made_by = fields.String(required=True)
    reply = fields.Nested(RecordedFact, required=True, allow_none=True)
    remedy = fields.Nested(RecordedFact, required=True, allow_none=True)
    verification = fields.Nested(RecordedFact, required=True, allow_none=True)
    checks = fields.List(fields.Nested(Check), required=True)
    withdrawn_reason = fields.String(required=True, allow_none=True)


@blp.route("")
class Recommendations(MethodView):
    """Making recommendations."""

    @for_those_who_may("finding.raise")
    @blp.arguments(asked.MakeRecommendation)
    @blp.response(201, Recommendation)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Ghi một kiến nghị của phát hiện, gửi một đơn vị; mỗi phát hiện có thể có nhiều kiến nghị."""
        finding = ask("monitoring", "get_finding", {"id": command["finding_id"]})
        require("finding.raise", finding["unit"])
        check_takes_part(finding["campaign"], command["unit"])
        return answer(ask("monitoring", "make_recommendation", request.get_json(), key=idempotency_key()), 201)


resource = Resource("monitoring", blp, "recommendation", Recommendation)
resource.add_reading("finding.read", "Xem một kiến nghị với lời của hai bên.")
resource.add_step(
    "finding.answer", "reply", "reply_to_recommendation", asked.ReplyToRecommendation, "Ghi văn bản trả lời."
)
resource.add_step(
    "finding.answer", "remedy", "remedy_recommendation", asked.RemedyRecommendation,
    "Ghi việc khắc phục; báo xong chưa kết thúc kiến nghị.",
)
resource.add_step(
    "finding.close", "verification", "verify_recommendation", asked.VerifyRecommendation,
    "Kiểm tra lại: đã khắc phục, hoặc chưa và phải làm lại.",
)
resource.add_step(
    "finding.raise", "withdrawal", "withdraw_recommendation", asked.WithdrawRecommendation, "Rút kiến nghị ghi nhầm."
)

add_list(
    blp, "recommendation", RecommendationRow, "kiến nghị", action="finding.read",
    filters={
        "status": choice_field(asked.RECOMMENDATION_STATUSES),
        "finding_id": fields.String(validate=validate.Length(1, 40)),
        "visit_id": fields.String(validate=validate.Length(1, 40)),
    },
)
