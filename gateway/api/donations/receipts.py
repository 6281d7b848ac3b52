"""Receipts: issued, printed, voided, replaced; checked by anybody who holds one."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.donations import receipts as asked
from contracts.events.donations.receipts import ReceiptRow
from contracts.fields import LocalDay, choice_field
from gateway import units
from gateway.access import looks
from gateway.access.current import for_those_who_may, require
from gateway.access.slowing import slowed
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key, read
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.within import units_shown
from gateway.printing import CONTENT_TYPE as PDF_TYPE
from gateway.printing.receipts import receipts_pdf

blp = Blueprint("receipts", __name__, url_prefix="/api/v1/receipts", description="Biên nhận")
public = Blueprint(
    "public_receipts", __name__, url_prefix="/api/v1/public/receipts",
    description="Kiểm tra biên nhận bằng mã in trên đó, ai cũng xem được",
)

CHECK_PAGE = "/kiem-tra-bien-nhan"


class ReceiptTold(Schema):
    """A receipt in short."""

    receipt_id = fields.String(required=True)
    number_text = fields.String(required=True)
    status = fields.String(required=True)
    donation_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)


class IssuedReceipts(Schema):
    """Receipts in the order of the gifts; ``new``: how many of them were numbered just now."""

    receipts = fields.List(fields.Nested(ReceiptTold), required=True)
    new = fields.Integer(required=True)


class Receipt(ReceiptRow):
    """A receipt with its donor, for those who may see the name."""

    name_display = fields.String(required=True)
    public_name = fields.String(required=True)
    address = fields.String(required=True)
    note = fields.String(required=True)
    amount_in_words = fields.String(required=True)
    check_code = fields.String(required=True)
    issued_by = fields.String(required=True)
    issued_at = fields.String(required=True)
    void_reason = fields.String(required=True, allow_none=True)
    voided_by = fields.String(required=True, allow_none=True)


class FoundReceipts(Schema):
    """The newest of the receipts found, 50 at the most."""

    receipts = fields.List(fields.Nested(Receipt), required=True)


class WhichReceipts(asked.FindReceipts):
    """As the service is asked, of the units that the account may see."""

    class Meta(asked.FindReceipts.Meta):
        exclude = ("units",)


class CheckedReceipt(Schema):
    """What a receipt says of itself: genuine (``issued``) or ``void``; the donor's name as far as the donor consents.
    ``taken_back``: nothing of the gift is left; ``refunded_vnd``: so much of it went back to the donor."""

    number_text = fields.String(required=True)
    status = fields.String(required=True)
    campaign = fields.String(required=True)
    campaign_name = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    level = fields.String(required=True)
    amount_vnd = fields.Integer(required=True)
    amount_in_words = fields.String(required=True)
    channel = fields.String(required=True)
    received_on = LocalDay(required=True)
    issued_on = LocalDay(required=True)
    donor_name = fields.String(required=True)
    taken_back = fields.Boolean(required=True)
    refunded_vnd = fields.Integer(required=True)
    replaced = fields.Boolean(required=True)
    voided_on = LocalDay(required=True, allow_none=True)
    journal_entry_id = fields.String(required=True)
    proof = fields.String(required=True, metadata={"description": "Nơi lấy bằng chứng bút toán nằm trong sổ cái"})


@blp.route("")
class Receipts(MethodView):
    """Issuing receipts."""

    @for_those_who_may("receipt.issue")
    @blp.arguments(asked.IssueReceipts)
    @blp.response(201, IssuedReceipts)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Cấp số biên nhận cho các khoản ủng hộ của một đơn vị; khoản đã có biên nhận thì giữ số cũ."""
        require("receipt.issue", command["unit"])
        return answer(ask("donations", "issue_receipts", request.get_json(), key=idempotency_key()), 201)


@blp.route("/<id>")
class OneReceipt(MethodView):
    """Reading a receipt."""

    @for_those_who_may("receipt.read")
    @blp.response(200, Receipt)
    def get(self, id: str) -> Response:
        """Xem một biên nhận có tên người tặng; mỗi lần xem đều được ghi lại."""
        (found,) = seen_by_those_who_may([id])
        return answer(found)


@blp.route("/search", methods=["GET"])
@for_those_who_may("receipt.read")
@blp.arguments(WhichReceipts, location="query", unknown=RAISE)
@blp.response(200, FoundReceipts)
def search(which: dict[str, Any]) -> Response:
    """Tìm biên nhận theo số hoặc tên người tặng, không cần dấu; mỗi lần xem đều được ghi lại."""
    return answer(ask("donations", "find_receipts", {**which, "units": units_shown("receipt.read", None)}))


@blp.route("/printouts", methods=["POST"])
@for_those_who_may("receipt.read")
@blp.arguments(asked.ReadReceipts)
@blp.response(200, content_type=PDF_TYPE)
def print_receipts(command: dict[str, Any]) -> Response:
    """In biên nhận, mỗi biên nhận một tờ A4 hai liên; mỗi lần in đều được ghi lại."""
    return printed(command["receipt_ids"])


def printed(receipt_ids: list[str]) -> Response:
    """These receipts on paper, a leaf each; whose they are is noted."""
    receipts = seen_by_those_who_may(receipt_ids)
    looks.saw(one["receipt_id"] for one in receipts)
    # What is printed again later still names the unit that issued it.
    receipts = [{**one, "unit_name": units.name_of(one["unit"], one["issued_on"])} for one in receipts]
    funds = {code: campaign_name(code) for code in {one["campaign"] for one in receipts}}
    made = receipts_pdf(receipts, funds, f"{public_address()}{CHECK_PAGE}")
    return Response(
        made, content_type=PDF_TYPE, headers={"Content-Disposition": 'attachment; filename="bien-nhan.pdf"'}
    )


@public.route("/<code>")
@for_those_who_may("receipt.check")
@public.response(200, CheckedReceipt)
def check(code: str) -> Response:
    """Kiểm tra một biên nhận: còn hiệu lực hay đã hủy, số, ngày, số tiền; tên theo ý người tặng."""
    return answer(checked(code))


def checked(code: str) -> dict[str, Any]:
    """What anybody may know who holds the receipt with this code.

    Raises ReceiptNotFound, and TooManyAttempts for an address that has tried many codes in vain."""
    with slowed("receipt-check", "receipt_not_found"):
        found = ask("donations", "check_receipt", {"id": code[:60]})
    return {
        **found, "campaign_name": campaign_name(found["campaign"]),
        "unit_name": units.name_of(found["unit"], found["issued_on"]),
        "proof": f"/api/v1/public/ledger/proofs/{found['journal_entry_id']}",
    }


def campaign_name(code: str) -> str:
    """The name of a campaign."""
    return str(read("campaign", code, lambda: ask("donations", "get_campaign", {"id": code}))["name"])


def public_address() -> str:
    """Where everybody finds this gateway: what is printed must still be right in a year."""
    told: str = current_app.config["CHUNGTAY"].public_url
    return told or request.host_url.rstrip("/")


def seen_by_those_who_may(ids: list[str]) -> list[dict[str, Any]]:
    """Receipts of units for which the account may see names.  Whose they are is looked up first, so that what is
    refused is not seen."""
    for unit in ask("donations", "units_of_receipts", {"receipt_ids": ids})["units"]:
        require("receipt.read", unit)
    found: list[dict[str, Any]] = ask("donations", "read_receipts", {"receipt_ids": ids})["receipts"]
    return found


def _told(receipt_id: str) -> dict[str, Any]:
    return ask("donations", "get_receipt", {"id": receipt_id})


resource = Resource("donations", blp, "receipt", ReceiptTold, _told)
resource.add_step("receipt.void", "void", "void_receipt", asked.VoidReceipt, "Hủy một biên nhận; số vẫn giữ nguyên.")
resource.add_step(
    "receipt.void", "replacement", "replace_receipt", asked.ReplaceReceipt,
    "Hủy một biên nhận và lập biên nhận thay thế với số kế tiếp.",
)

add_list(
    blp, "receipt", ReceiptRow, "biên nhận",
    filters={
        "status": choice_field(["issued", "void"]), "level": choice_field(["province", "district", "commune"]),
        "donation_id": fields.String(),
    },
)
