"""The register of poor households.  Lists show initials; a whole one is shown to who says why, and that is kept."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.donations import beneficiaries as asked
from contracts.fields import LocalDay, unit_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.bulk import add_bulk
from gateway.api.within import units_shown

blp = Blueprint("households", __name__, url_prefix="/api/v1/households", description="Sổ hộ nghèo")


class Household(Schema):
    """A household without what names it."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    household_class = fields.String(required=True)
    class_from_on = LocalDay(required=True)
    head_initials = fields.String(required=True)
    house_state = fields.String(required=True)
    needs = fields.List(fields.String(), required=True)
    status = fields.String(required=True)
    homonyms = fields.List(fields.String())


class WholeHousehold(Household):
    """All of a household."""

    head_name = fields.String(required=True)
    address = fields.String(required=True)
    phone = fields.String(required=True)
    members = fields.List(fields.Nested(asked.HouseholdMember), required=True)
    note = fields.String(required=True)
    bank = fields.String(required=True, allow_none=True)
    bank_account = fields.String(required=True)
    class_number = fields.String(required=True)
    closed_reason = fields.String(required=True, allow_none=True)


class PageOfHouseholds(Schema):
    """A page; ``next`` is null on the last."""

    households = fields.List(fields.Nested(Household), required=True)
    next = fields.String(required=True, allow_none=True)


class Look(Schema):
    """That somebody saw a household."""

    look_id = fields.String(required=True)
    code = fields.String(required=True)
    unit = fields.String(required=True)
    looked_by = fields.String(required=True)
    looked_at = fields.String(required=True)
    purpose = fields.String(required=True)


class PageOfLooks(Schema):
    """A page, newest first; ``next`` is null on the last."""

    looks = fields.List(fields.Nested(Look), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichHouseholds(asked.ListHouseholds):
    """Which households to list; ``unit`` with all below."""

    class Meta:
        exclude = ("units",)
        unknown = RAISE

    unit = unit_field(load_default=None, allow_none=True)


@blp.route("")
class Households(MethodView):
    """The register."""

    @for_those_who_may("household.save")
    @blp.arguments(asked.SaveHousehold)
    @blp.response(200, Household)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Ghi hộ vào sổ, hoặc sửa hộ đã có."""
        require("household.save", command["unit"])
        return answer(ask("donations", "save_household", request.get_json(), key=idempotency_key()))

    @for_those_who_may("household.list")
    @blp.arguments(WhichHouseholds, location="query", unknown=RAISE)
    @blp.response(200, PageOfHouseholds)
    def get(self, which: dict[str, Any]) -> Response:
        """Danh sách hộ, chỉ hiện chữ cái đầu của tên; tìm không cần dấu."""
        told = {name: value for name, value in which.items() if name != "unit"}
        within = units_shown("household.list", which["unit"])
        return answer(ask("donations", "list_households", {**told, "units": within}))


@blp.route("/<code>")
class OneHousehold(MethodView):
    """One household."""

    @for_those_who_may("household.read")
    @blp.arguments(asked.LookAtHousehold(only=["purpose"]), location="query", unknown=RAISE)
    @blp.response(200, WholeHousehold)
    def get(self, told: dict[str, Any], code: str) -> Response:
        """Xem toàn bộ hồ sơ một hộ; phải ghi mục đích (purpose), lần xem được lưu lại."""
        require("household.read", _unit_of(code))
        return answer(ask("donations", "look_at_household", {"code": code, **told}))


@blp.route("/<code>/closing", methods=["POST"])
@for_those_who_may("household.save")
@blp.arguments(asked.CloseHousehold(exclude=["code"]))
@blp.response(200, Household)
@blp.doc(parameters=[KEY_PARAMETER])
def close(command: dict[str, Any], code: str) -> Response:
    """Đưa hộ ra khỏi sổ."""
    require("household.save", _unit_of(code))
    return answer(ask("donations", "close_household", {"code": code, **command}, key=idempotency_key()))


@blp.route("/looks", methods=["GET"])
@for_those_who_may("looks.read")
@blp.arguments(asked.ListLooks, location="query", unknown=RAISE)
@blp.response(200, PageOfLooks)
def looks(which: dict[str, Any]) -> Response:
    """Ai đã xem hồ sơ hộ nào, lúc nào, để làm gì."""
    require("looks.read")
    return answer(ask("donations", "list_looks", which))


def _unit_of(code: str) -> str:
    return str(ask("donations", "get_household", {"id": code})["unit"])


add_bulk(
    blp, "household.save", asked.SaveHousehold, "save_household",
    "Ghi nhiều hộ từ tệp CSV hoặc XLSX; dry_run thì chỉ thử, không ghi.",
    {
        "code": "Mã hộ", "unit": "Mã đơn vị", "household_class": "Diện hộ", "class_number": "Số quyết định",
        "class_from_on": "Từ ngày", "head_name": "Chủ hộ", "address": "Địa chỉ", "phone": "Điện thoại",
        "needs": "Nhu cầu", "house_state": "Tình trạng nhà", "note": "Ghi chú", "bank": "Ngân hàng",
        "bank_account": "Số tài khoản",
    },
    once_each=("code",),
)
