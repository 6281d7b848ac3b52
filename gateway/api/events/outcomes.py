"""What came of activities and delegations."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.events import outcomes as asked
from contracts.commands.events.activities import ACTIVITY_KINDS
from contracts.events.events.outcomes import OutcomeRow
from contracts.fields import choice_field, code_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.bulk import add_bulk
from gateway.api.donations.references import check_in_books
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.taking_part import check_takes_part

blp = Blueprint("outcomes", __name__, url_prefix="/api/v1/outcomes", description="Kết quả hoạt động")

REFERENCES = {
    "donation_ids": "donation", "payment_ids": "payment", "house_ids": "house", "hand_out_ids": "hand_out",
}


class Outcome(OutcomeRow):
    """An outcome, with who wrote it down and why it was taken back."""

    recorded_by = fields.String(required=True)
    withdrawn_cause = fields.String(required=True, allow_none=True)


@blp.route("", methods=["POST"])
@for_those_who_may("outcome.record")
@blp.arguments(asked.RecordOutcome)
@blp.response(201, Outcome)
@blp.doc(parameters=[KEY_PARAMETER])
def record_outcome(command: dict[str, Any]) -> Response:
    """Ghi kết quả hoạt động hoặc chuyến đi: bao nhiêu người, hộ, quà; tiền, hàng, nhà thì nêu mã trong sổ."""
    require("outcome.record", command["unit"])
    check_outcome(command)
    return answer(ask("events", "record_outcome", request.get_json(), key=idempotency_key()), 201)


def check_outcome(command: dict[str, Any]) -> None:
    """What the service does not know: the unit takes part, and what the ids lead to is in the books."""
    check_takes_part(command["campaign"], command["unit"])
    for field, kind in REFERENCES.items():
        for place, id in enumerate(command[field]):
            check_in_books(kind, id, command["campaign"], f"{field}.{place}")


resource = Resource("events", blp, "outcome", Outcome)
resource.add_reading("outcome.read", "Xem kết quả của một hoạt động hoặc chuyến đi.")
resource.add_step(
    "outcome.record", "withdrawal", "withdraw_outcome", asked.WithdrawOutcome, "Rút một kết quả ghi nhầm."
)

add_bulk(
    blp, "outcome.record", asked.RecordOutcome, "record_outcome",
    "Ghi kết quả của nhiều hoạt động từ tệp CSV hoặc XLSX; dry_run thì chỉ thử, không ghi.",
    {
        "unit": "Mã đơn vị", "activity": "Mã hoạt động", "delegation_id": "Mã đoàn", "held_on": "Ngày",
        "summary": "Kết quả", "people": "Số người", "households": "Số hộ", "gifts": "Số suất quà",
        "donation_ids": "Mã khoản ủng hộ", "payment_ids": "Mã khoản hỗ trợ", "house_ids": "Mã nhà",
        "hand_out_ids": "Mã lần cấp phát",
    },
    service="events", once_each=("unit", "activity", "delegation_id", "held_on", "summary"), check=check_outcome,
)

add_list(
    blp, "outcome", OutcomeRow, "kết quả hoạt động", action="outcome.read",
    filters={
        "activity": code_field(), "activity_kind": choice_field(ACTIVITY_KINDS),
        "status": choice_field(asked.OUTCOME_STATUSES),
    },
)
