"""Signed commitments: sponsorship of households, twinning of places."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from contracts.commands.donations import commitments as asked
from contracts.events.donations.commitments import CommitmentRow
from contracts.fields import LocalDay, choice_field
from gateway.api.lists import add_list
from gateway.api.resources import Resource

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


resource = Resource("donations", blp, "commitment", Commitment)
resource.add_making(
    "commitment.save", "register_commitment", asked.RegisterCommitment,
    "Ghi một cam kết đỡ đầu hộ nghèo hoặc kết nghĩa đã ký.",
)
resource.add_reading("commitment.read", "Xem một cam kết và kết quả.")
resource.add_step(
    "commitment.save", "reports", "report_commitment", asked.ReportCommitment, "Báo cáo kết quả thực hiện cam kết."
)
resource.add_step(
    "commitment.save", "end", "end_commitment", asked.EndCommitment, "Kết thúc cam kết, đã hoàn thành hay chưa."
)

add_list(
    blp, "commitment", CommitmentRow, "cam kết đỡ đầu, kết nghĩa",
    filters={"kind": choice_field(asked.COMMITMENT_KINDS), "status": choice_field(asked.COMMITMENT_STATUSES)},
)
