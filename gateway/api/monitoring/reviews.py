"""Reviews of draft documents (phản biện xã hội)."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from contracts.commands.monitoring import reviews as asked
from contracts.events.monitoring.reviews import ReviewRow
from contracts.fields import LocalDay, choice_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.lists import add_list
from gateway.api.resources import Resource

blp = Blueprint("reviews", __name__, url_prefix="/api/v1/reviews", description="Phản biện xã hội")


class ReviewOpinion(Schema):
    by = fields.String(required=True)
    part = fields.String(required=True)
    text = fields.String(required=True)
    given_on = LocalDay(required=True)
    recorded_by = fields.String(required=True)


class AnsweredPoint(Schema):
    """outcome None: not answered yet; answered_in: the number of the letter that answered it."""

    code = fields.String(required=True)
    part = fields.String(required=True)
    text = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    answered_on = LocalDay(required=True, allow_none=True)
    answered_in = fields.String(required=True, allow_none=True)


class Review(ReviewRow):
    """A review with its opinions, and the points of its conclusion."""

    place = fields.String(required=True)
    document_number = fields.String(required=True)
    made_by = fields.String(required=True)
    withdrawn_reason = fields.String(required=True, allow_none=True)
    opinion_list = fields.List(fields.Nested(ReviewOpinion), required=True)
    point_list = fields.List(fields.Nested(AnsweredPoint), required=True)


resource = Resource("monitoring", blp, "review", Review)
resource.add_making(
    "review.save", "make_review", asked.MakeReview,
    "Nhận một dự thảo để phản biện, theo đề nghị của cơ quan soạn thảo hoặc theo kế hoạch.",
)
resource.add_reading("review.read", "Xem một cuộc phản biện với ý kiến và từng điểm kết luận.")
for _path, _method, _schema, _title in (
    ("form", "arrange_review", asked.ArrangeReview, "Chọn hình thức và ngày: hội nghị, văn bản hay đối thoại."),
    ("opinions", "add_review_opinion", asked.AddReviewOpinion, "Ghi một ý kiến phản biện."),
    ("conclusion", "conclude_review", asked.ConcludeReview, "Ghi kết luận đã gửi, gồm từng điểm kiến nghị."),
    ("withdrawal", "withdraw_review", asked.WithdrawReview, "Rút cuộc phản biện chưa gửi kết luận."),
):
    resource.add_step("review.save", _path, _method, _schema, _title)


@blp.route("/<id>/answers", methods=["POST"])
@for_those_who_may("review.answer")
@blp.arguments(asked.AnswerReview(exclude=["review_id"]))
@blp.response(200, Review)
@blp.doc(parameters=[KEY_PARAMETER])
def answer_review(_command: dict[str, Any], id: str) -> Response:
    """Ghi trả lời của cơ quan soạn thảo: từng điểm tiếp thu, tiếp thu một phần hay không, và vì sao."""
    require("review.answer", resource.find(id)["body_unit"])
    payload = {**request.get_json(), "review_id": id}
    return answer(ask("monitoring", "answer_review", payload, key=idempotency_key()))


add_list(
    blp, "review", ReviewRow, "cuộc phản biện xã hội", action="review.read",
    filters={
        "status": choice_field(asked.REVIEW_STATUSES), "document_kind": choice_field(asked.DOCUMENT_KINDS),
        "form": choice_field(asked.REVIEW_FORMS), "plan_id": fields.String(),
    },
)
