"""Gifts received in hand, and what becomes of them: corrections, refunds, the donor's consent."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from contracts.commands.donations import intake as asked
from contracts.commands.donations.intake import GIFT_CHANNELS, RecordDonation
from contracts.events.donations.intake import ContributorRow, DonationRow, RefundRow
from contracts.fields import choice_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, context, idempotency_key, read
from gateway.api.bulk import add_bulk
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.service_client import services

blp = Blueprint("donations", __name__, url_prefix="/api/v1/donations", description="Khoản ủng hộ")


_gift = RecordDonation()
"""Made once: this is the API's most used door."""


class RecordedDonation(DonationRow):
    """A donation, with what only those who recorded it may see."""

    name_display = fields.String(required=True)
    note = fields.String(required=True)


@blp.route("")
class Donations(MethodView):
    """Booking gifts."""

    @blp.arguments(_gift)
    @blp.response(201, RecordedDonation)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Ghi nhận một khoản ủng hộ tiền mặt, thẻ hoặc ví."""
        require("donation.record", command["unit"])
        donation = services().record_donation(request.get_json(), context(idempotency_key()))
        created = answer(donation, 201)
        created.headers["Location"] = f"/api/v1/donations/{donation['donation_id']}"
        return created


@blp.route("/<donation_id>")
class OneDonation(MethodView):
    """Reading a gift."""

    @for_those_who_may("rows.read")
    @blp.response(200, DonationRow)
    def get(self, donation_id: str) -> Response:
        """Xem một khoản ủng hộ."""
        found = read("donation", donation_id, lambda: ask("donations", "get_donation", {"id": donation_id}))
        require("rows.read", found["unit"])
        return answer({name: found[name] for name in DonationRow().fields if name in found})


def _ask_for(donation_id: str) -> dict[str, Any]:
    return ask("donations", "get_donation", {"id": donation_id})


@blp.route("/<id>/correction", methods=["POST"])
@for_those_who_may("donation.correct")
@blp.arguments(asked.CorrectDonation(exclude=["donation_id"]))
@blp.response(200, RecordedDonation)
@blp.doc(parameters=[KEY_PARAMETER])
def correct(command: dict[str, Any], id: str) -> Response:
    """Đính chính một khoản ghi sai: đảo bút toán cũ, ghi lại khoản đúng và trả về khoản mới."""
    require("donation.correct", _ask_for(id)["unit"])
    if "unit" in command:
        require("donation.correct", command["unit"])
    payload = {**request.get_json(), "donation_id": id}
    return answer(ask("donations", "correct_donation", payload, key=idempotency_key()))


class RefundedDonation(RefundRow):
    """A refund, with why and by whom."""

    cause = fields.String(required=True)
    refunded_by = fields.String(required=True)
    refunded_at = fields.String(required=True)


resource = Resource("donations", blp, "donation", RecordedDonation, _ask_for)
resource.add_step(
    "donation.record", "consent", "change_donor_consent", asked.ChangeDonorConsent,
    "Ghi ý người tặng về việc hiện, che hay ẩn tên; có hiệu lực ngay.",
)
Resource("donations", blp, "donation", RefundedDonation, _ask_for).add_step(
    "donation.refund", "refunds", "refund_donation", asked.RefundDonation,
    "Hoàn trả người tặng một phần hoặc toàn bộ khoản ủng hộ.",
)

class OneContributor(Schema):
    """One of the people behind a gift, by the whole name."""

    name = fields.String(required=True)
    amount_vnd = fields.Integer(required=True)
    name_display = fields.String(required=True)


class Contributors(Schema):
    """The people behind a gift; ``credited_vnd`` is what they gave of ``given_vnd``."""

    donation_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    given_vnd = fields.Integer(required=True)
    credited_vnd = fields.Integer(required=True)
    people = fields.List(fields.Nested(OneContributor), required=True)


Resource("donations", blp, "donation", Contributors, _ask_for).add_step(
    "donation.record", "contributors", "list_contributors", asked.ListContributors,
    "Ghi danh sách người góp của một khoản quyên góp tập thể; tiền không tính hai lần.",
)


@blp.route("/<id>/contributors", methods=["GET"])
@for_those_who_may("donation.record")
@blp.response(200, Contributors)
def contributors(id: str) -> Response:
    """Xem danh sách người góp của một khoản ủng hộ."""
    found = ask("donations", "get_contributors", {"id": id})
    require("donation.record", found["unit"])
    return answer(found)


add_list(blp, "donation", DonationRow, "khoản ủng hộ", filters={"channel": choice_field(GIFT_CHANNELS)})
add_list(
    blp, "refund", RefundRow, "khoản hoàn trả", filters={"way": choice_field(asked.REFUND_WAYS)}, path="/refunds"
)

add_list(
    blp, "contributor", ContributorRow, "người góp qua tập thể",
    filters={"donation_id": fields.String(validate=validate.Length(max=120))}, path="/contributors",
)


def _ask_for_refund(refund_id: str) -> dict[str, Any]:
    return ask("donations", "get_refund", {"id": refund_id})


@blp.route("/refunds/<refund_id>/bank-debit", methods=["POST"])
@for_those_who_may("donation.refund")
@blp.arguments(asked.SettleRefund(exclude=["refund_id"]))
@blp.response(200, RefundedDonation)
@blp.doc(parameters=[KEY_PARAMETER])
def settle(_command: dict[str, Any], refund_id: str) -> Response:
    """Ghi dòng ngân hàng ghi nợ ứng với một lần hoàn trả bằng chuyển khoản."""
    require("donation.refund", _ask_for_refund(refund_id)["unit"])
    payload = {**request.get_json(), "refund_id": refund_id}
    return answer(ask("donations", "settle_refund", payload, key=idempotency_key()))


add_bulk(
    blp, "donation.record", RecordDonation, "record_donation",
    "Ghi nhiều khoản ủng hộ từ tệp CSV hoặc XLSX; dry_run thì chỉ thử, không ghi.",
    {
        "unit": "Mã đơn vị", "amount_vnd": "Số tiền", "channel": "Hình thức", "received_on": "Ngày nhận",
        "donor_name": "Người ủng hộ", "name_display": "Hiện tên", "note": "Ghi chú", "pledge_id": "Mã phiếu đăng ký",
    },
)
