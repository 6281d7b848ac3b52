"""What activities are planned to cost, and did cost."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.events import costs as asked
from contracts.events.events.costs import CostRow
from contracts.fields import choice_field, code_field
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.donations.references import check_in_books
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.taking_part import check_takes_part

blp = Blueprint("costs", __name__, url_prefix="/api/v1/costs", description="Chi phí hoạt động")


class CostNotThePayment(Refusal):
    """The line says another amount than the payment that it names."""


class Cost(CostRow):
    """A line, with who wrote it down and why it was taken back."""

    recorded_by = fields.String(required=True)
    withdrawn_cause = fields.String(required=True, allow_none=True)


@blp.route("", methods=["POST"])
@for_those_who_may("cost.record")
@blp.arguments(asked.RecordCost)
@blp.response(201, Cost)
@blp.doc(parameters=[KEY_PARAMETER])
def record_cost(command: dict[str, Any]) -> Response:
    """Ghi một dòng dự toán hoặc chi; tiền của Quỹ chỉ ghi khi nêu mã khoản hỗ trợ."""
    require("cost.record", command["unit"])
    check_takes_part(command["campaign"], command["unit"])
    check_cost(command)
    return answer(ask("events", "record_cost", request.get_json(), key=idempotency_key()), 201)


def check_cost(command: dict[str, Any]) -> None:
    """What the service does not know: a payment that is named is in the books, and of this amount."""
    if command["payment_id"]:
        payment = check_in_books("payment", command["payment_id"], command["campaign"], "payment_id")
        if payment["amount_vnd"] != command["amount_vnd"]:
            raise CostNotThePayment(
                "Số tiền khác với khoản hỗ trợ này.", field="amount_vnd",
                remedy=f"Ghi đúng {payment['amount_vnd']} đồng.", amount_vnd=payment["amount_vnd"],
            )


resource = Resource("events", blp, "cost", Cost)
resource.add_reading("cost.read", "Xem một dòng dự toán, chi phí.")
resource.add_step("cost.record", "withdrawal", "withdraw_cost", asked.WithdrawCost, "Rút một dòng ghi nhầm.")

add_list(
    blp, "cost", CostRow, "dự toán và chi phí hoạt động", action="cost.read",
    filters={
        "activity": code_field(), "stage": choice_field(asked.COST_STAGES), "source": choice_field(asked.COST_SOURCES),
        "status": choice_field(asked.COST_STATUSES),
    },
)
