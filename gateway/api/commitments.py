"""Signed commitments: sponsorship of households, twinning of places."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from contracts.commands.donations import commitments as asked
from contracts.events.donations.commitments import CommitmentRow
from contracts.fields import LocalDay, choice_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.lists import add_list
from gateway.api.steps import Steps

blp = Blueprint("commitments", __name__, url_prefix="/api/v1/commitments", description="Cam kết đỡ đầu, kết nghĩa")


class CommitmentReport(Schema):
    """What was done, as reported."""

    reported_on = LocalDay(required=True)
    what = fields.String(required=True)
    given_vnd = fields.Integer(required=True)
    household_class = fields.String(required=True, allow_none=True)
    reported_by = fields.String(required=True)
    reported_at = fields.String(required=True)


class Commitment(CommitmentRow):
    """A commitment with its household and reports, for those who may see them."""

    household_code = fields.String(required=True, allow_none=True)
    partner_full_name = fields.String(required=True)
    name_display = fields.String(required=True)
    document_number = fields.String(required=True)
    promise = fields.String(required=True)
    end_reason = fields.String(required=True, allow_none=True)
    report_list = fields.List(fields.Nested(CommitmentReport), required=True)


@blp.route("")
class Commitments(MethodView):
    """Signing commitments."""

    @for_those_who_may("commitment.save")
    @blp.arguments(asked.RegisterCommitment)
    @blp.response(201, Commitment)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Ghi một cam kết đỡ đầu hộ nghèo hoặc kết nghĩa đã ký."""
        require("commitment.save", command["unit"])
        return answer(ask("donations", "register_commitment", request.get_json(), key=idempotency_key()), 201)


@blp.route("/<commitment_id>")
class OneCommitment(MethodView):
    """Reading a commitment."""

    @for_those_who_may("commitment.read")
    @blp.response(200, Commitment)
    def get(self, commitment_id: str) -> Response:
        """Xem một cam kết và kết quả."""
        found = _ask_for(commitment_id)
        require("commitment.read", found["unit"])
        return answer(found)


def _ask_for(commitment_id: str) -> dict[str, Any]:
    return ask("donations", "get_commitment", {"id": commitment_id})


steps = Steps(blp, "commitment_id", _ask_for, Commitment)
steps.add_step(
    "commitment.save", "reports", "report_commitment", asked.ReportCommitment, "Báo cáo kết quả thực hiện cam kết."
)
steps.add_step(
    "commitment.save", "end", "end_commitment", asked.EndCommitment, "Kết thúc cam kết, đã hoàn thành hay chưa."
)

add_list(
    blp, "commitment", CommitmentRow, "cam kết đỡ đầu, kết nghĩa",
    filters={"kind": choice_field(asked.COMMITMENT_KINDS), "status": choice_field(asked.COMMITMENT_STATUSES)},
)
