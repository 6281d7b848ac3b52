"""Support paid out of the Fund: proposed, verified, approved by two people, paid."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.donations.support import PAYMENT_STATUSES, SUPPORT_KINDS, ConfirmSupport, ProposeSupport
from contracts.events.donations.support import PaymentRow
from contracts.fields import LocalDay, Text, choice_field, code_field
from contracts.refusals import Refusal
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key, read
from gateway.api.bulk import add_bulk
from gateway.api.lists import add_list
from gateway.api.resource_schemas import Payment
from gateway.api.within import units_shown

blp = Blueprint("payments", __name__, url_prefix="/api/v1/payments", description="Chi hỗ trợ từ Quỹ")


class PaidOn(Strict):
    """The day on which the money was handed over (today, when left out)."""

    paid_on = LocalDay(load_default=None, allow_none=True)


class WithdrawReason(Strict):
    """Why the proposal is withdrawn."""

    reason = Text(required=True, longest=1000)


@blp.route("")
class Payments(MethodView):
    """Proposing support."""

    @for_those_who_may("support.propose")
    @blp.arguments(ProposeSupport)
    @blp.response(201, Payment)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Đề nghị hỗ trợ một hộ."""
        require("support.propose", command["unit"])
        return answer(ask("donations", "propose_support", request.get_json(), key=idempotency_key()), 201)


STEPS_WAITED_FOR = {
    "verify": "support.verify", "approve": "support.approve", "pay": "support.pay", "confirm": "support.confirm",
}
"""Per step that a payment may wait for: who takes it."""


class WaitingForStep(Schema):
    """The oldest payments that wait for a step of whoever asks; ``amount_vnd`` of those listed, ``count`` of all, but
    never past 1,000."""

    payments = fields.List(fields.Nested(Payment), required=True)
    count = fields.Integer(required=True)
    amount_vnd = fields.Integer(required=True)


class WaitingPayments(Schema):
    """What waits for whoever asks, per step."""

    verify = fields.Nested(WaitingForStep, required=True)
    approve = fields.Nested(WaitingForStep, required=True)
    pay = fields.Nested(WaitingForStep, required=True)
    confirm = fields.Nested(WaitingForStep, required=True)


class OfCampaign(Strict):
    """Of which campaign."""

    campaign = code_field(required=True)


@blp.route("/waiting", methods=["GET"])
@for_those_who_may("rows.read")
@blp.arguments(OfCampaign, location="query", unknown=RAISE)
@blp.response(200, WaitingPayments)
def waiting(asked: dict[str, Any]) -> Response:
    """Các khoản chi đang chờ chính người hỏi: thẩm tra, duyệt, chi, ghi lời người nhận."""
    return answer(waiting_for(asked["campaign"]))


def waiting_for(campaign: str, payment_ids: list[str] | None = None) -> dict[str, Any]:
    """What waits for whoever asks, of these payments or of all."""
    asking = principal()
    where = {
        step: units_shown(action, None) if asking.may_somewhere(action) else []
        for step, action in STEPS_WAITED_FOR.items()
    }
    return ask("donations", "list_waiting_payments", {"campaign": campaign, "payment_ids": payment_ids, **where})


@blp.route("/<payment_id>")
class OnePayment(MethodView):
    """Reading a payment."""

    @for_those_who_may("rows.read")
    @blp.response(200, PaymentRow)
    def get(self, payment_id: str) -> Response:
        """Xem một khoản chi hỗ trợ."""
        found = read("payment", payment_id, lambda: _ask_for(payment_id))
        require("rows.read", found["unit"])
        return answer({name: found[name] for name in PaymentRow().fields})


def _step(payment_id: str, action: str, method: str, more: dict[str, Any] | None = None) -> Response:
    # Whether the step is allowed depends on the payment's unit, which never changes.
    require(action, _ask_for(payment_id)["unit"])
    payload = {"payment_id": payment_id, **(more or {})}
    return answer(ask("donations", method, payload, key=idempotency_key()))


def _ask_for(payment_id: str) -> dict[str, Any]:
    return ask("donations", "get_payment", {"id": payment_id})


@blp.route("/<payment_id>/verification", methods=["POST"])
@for_those_who_may("support.verify")
@blp.response(200, Payment)
@blp.doc(parameters=[KEY_PARAMETER])
def verify(payment_id: str) -> Response:
    """Thẩm tra tại xã."""
    return _step(payment_id, "support.verify", "verify_support")


@blp.route("/<payment_id>/approvals", methods=["POST"])
@for_those_who_may("support.approve")
@blp.response(200, Payment)
@blp.doc(parameters=[KEY_PARAMETER])
def approve(payment_id: str) -> Response:
    """Duyệt; cần hai người khác nhau, không phải người đề nghị."""
    return _step(payment_id, "support.approve", "approve_support")


@blp.route("/<payment_id>/payout", methods=["POST"])
@for_those_who_may("support.pay")
@blp.arguments(PaidOn)
@blp.response(200, Payment)
@blp.doc(parameters=[KEY_PARAMETER])
def pay(_paid: dict[str, Any], payment_id: str) -> Response:
    """Chi tiền."""
    return _step(payment_id, "support.pay", "pay_support", request.get_json(silent=True))


@blp.route("/<payment_id>/confirmation", methods=["POST"])
@for_those_who_may("support.confirm")
@blp.arguments(ConfirmSupport(exclude=["payment_id"]))
@blp.response(200, Payment)
@blp.doc(parameters=[KEY_PARAMETER])
def confirm(_command: dict[str, Any], payment_id: str) -> Response:
    """Ghi xác nhận của người nhận: đã nhận hay chưa nhận được."""
    return _step(payment_id, "support.confirm", "confirm_support", request.get_json())


class ManyPayments(Strict):
    """Payments that one step is taken for."""

    payment_ids = fields.List(
        fields.String(validate=validate.Length(1, 40)), required=True, validate=validate.Length(1, 200)
    )


class StepOfMany(Schema):
    """What became of one of them: its status now, or why the step was refused."""

    payment_id = fields.String(required=True)
    status = fields.String(required=True, allow_none=True)
    code = fields.String(required=True, allow_none=True)
    message = fields.String(required=True)


class StepsOfMany(Schema):
    """What became of each payment, in the order they were named."""

    payments = fields.List(fields.Nested(StepOfMany), required=True)


def steps_of_many(payment_ids: list[str], action: str, method: str, key: str) -> list[dict[str, Any]]:
    """One step for many: each is decided on its own, under a key of its own.  What became of each."""
    told = []
    for payment_id in dict.fromkeys(payment_ids):
        try:
            require(action, _ask_for(payment_id)["unit"])
            done = ask("donations", method, {"payment_id": payment_id}, key=f"{key[:60]}-{payment_id}")
            told.append({"payment_id": payment_id, "status": done["status"], "code": None, "message": ""})
        except Refusal as refusal:
            told.append(
                {"payment_id": payment_id, "status": None, "code": refusal.code, "message": refusal.message}
            )
    return told


def _each(payment_ids: list[str], action: str, method: str) -> Response:
    return answer({"payments": steps_of_many(payment_ids, action, method, idempotency_key())})


@blp.route("/verifications", methods=["POST"])
@for_those_who_may("support.verify")
@blp.arguments(ManyPayments)
@blp.response(200, StepsOfMany)
@blp.doc(parameters=[KEY_PARAMETER])
def verify_many(many: dict[str, Any]) -> Response:
    """Thẩm tra nhiều khoản một lần; khoản nào bị từ chối thì báo riêng khoản ấy."""
    return _each(many["payment_ids"], "support.verify", "verify_support")


@blp.route("/approvals", methods=["POST"])
@for_those_who_may("support.approve")
@blp.arguments(ManyPayments)
@blp.response(200, StepsOfMany)
@blp.doc(parameters=[KEY_PARAMETER])
def approve_many(many: dict[str, Any]) -> Response:
    """Duyệt nhiều khoản một lần; khoản nào bị từ chối thì báo riêng khoản ấy."""
    return _each(many["payment_ids"], "support.approve", "approve_support")


@blp.route("/<payment_id>/withdrawal", methods=["POST"])
@for_those_who_may("support.withdraw")
@blp.arguments(WithdrawReason)
@blp.response(200, Payment)
@blp.doc(parameters=[KEY_PARAMETER])
def withdraw(command: dict[str, Any], payment_id: str) -> Response:
    """Rút một đề nghị chưa chi; chỉ người đề nghị hoặc người duyệt."""
    payment = _ask_for(payment_id)
    require("support.withdraw", payment["unit"])
    if payment["proposed_by"] != principal().id:
        require("support.approve", payment["unit"])
    payload = {"payment_id": payment_id, "reason": command["reason"]}
    return answer(ask("donations", "withdraw_support", payload, key=idempotency_key()))


add_list(
    blp, "payment", PaymentRow, "khoản chi hỗ trợ",
    filters={"kind": choice_field(SUPPORT_KINDS), "status": choice_field(PAYMENT_STATUSES)},
)

add_bulk(
    blp, "support.propose", ProposeSupport, "propose_support",
    "Đề nghị hỗ trợ nhiều hộ từ tệp CSV hoặc XLSX (học bổng, quà Tết …); dry_run thì chỉ thử, không ghi.",
    {
        "unit": "Mã đơn vị", "kind": "Loại hỗ trợ", "household_code": "Mã hộ", "amount_vnd": "Số tiền",
        "proposed_on": "Ngày đề nghị", "reason": "Lý do",
    },
    once_each=("household_code", "kind"),
)
