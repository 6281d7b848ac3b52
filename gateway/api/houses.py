"""Houses of the Fund: plan, survey, acceptance, hand-over, photos."""

from __future__ import annotations

import base64
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from contracts.commands.donations import houses as asked
from contracts.events.donations.houses import HouseRow
from contracts.fields import LocalDay, choice_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.lists import add_list
from gateway.api.steps import Steps

blp = Blueprint("houses", __name__, url_prefix="/api/v1/houses", description="Nhà Đại đoàn kết")


class HouseVisit(Schema):
    """One step by a delegation."""

    step = fields.String(required=True)
    on = LocalDay(required=True)
    delegation = fields.List(fields.Nested(asked.Member), required=True)
    text = fields.String(required=True)
    passed = fields.Boolean(required=True)
    recorded_by = fields.String(required=True)
    recorded_at = fields.String(required=True)


class PhotoTold(Schema):
    """A photo without its picture."""

    sha256 = fields.String(required=True)
    step = fields.String(required=True)
    caption = fields.String(required=True)
    added_by = fields.String(required=True)


class House(HouseRow):
    """A house with its household, visits and photos, for those who may see them."""

    household_code = fields.String(required=True)
    needed_vnd = fields.Integer(required=True, allow_none=True)
    area_m2 = fields.Integer(required=True, allow_none=True)
    received_by = fields.String(required=True, allow_none=True)
    cancelled_reason = fields.String(required=True, allow_none=True)
    visits = fields.List(fields.Nested(HouseVisit), required=True)
    photo_list = fields.List(fields.Nested(PhotoTold), required=True)


@blp.route("")
class Houses(MethodView):
    """Planning houses."""

    @for_those_who_may("house.save")
    @blp.arguments(asked.RegisterHouse)
    @blp.response(201, House)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Lập hồ sơ một nhà xây mới hoặc sửa chữa."""
        require("house.save", command["unit"])
        return answer(ask("donations", "register_house", request.get_json(), key=idempotency_key()), 201)


@blp.route("/<id>")
class OneHouse(MethodView):
    """Reading a house."""

    @for_those_who_may("house.read")
    @blp.response(200, House)
    def get(self, id: str) -> Response:
        """Xem hồ sơ một nhà."""
        found = _ask_for(id)
        require("house.read", found["unit"])
        return answer(found)


@blp.route("/<id>/photos/<sha256>")
class OnePhoto(MethodView):
    """Looking at a photo."""

    @for_those_who_may("house.read")
    @blp.response(200, content_type="image/jpeg")
    def get(self, id: str, sha256: str) -> Response:
        """Xem một ảnh của nhà."""
        require("house.read", _ask_for(id)["unit"])
        found = ask("donations", "get_house_photo", {"house_id": id, "sha256": sha256})
        return Response(base64.b64decode(found["content_base64"]), content_type=found["content_type"])


def _ask_for(house_id: str) -> dict[str, Any]:
    return ask("donations", "get_house", {"id": house_id})


steps = Steps(blp, "house_id", _ask_for, House)
steps.add_step("house.step", "survey", "survey_house", asked.SurveyHouse, "Ghi khảo sát.")
steps.add_step("house.step", "acceptance", "accept_house", asked.AcceptHouse, "Ghi nghiệm thu, đạt hoặc chưa đạt.")
steps.add_step("house.step", "hand-over", "hand_over_house", asked.HandOverHouse, "Ghi bàn giao.")
steps.add_step("house.step", "photos", "add_house_photo", asked.AddHousePhoto, "Gửi ảnh của một bước (JPEG, PNG).")
steps.add_step("house.save", "payments", "link_house_payment", asked.LinkHousePayment, "Ghi khoản hỗ trợ chi cho nhà.")
steps.add_step("house.save", "cancellation", "cancel_house", asked.CancelHouse, "Hủy một nhà chưa bàn giao.")

add_list(
    blp, "house", HouseRow, "nhà Đại đoàn kết",
    filters={"kind": choice_field(asked.HOUSE_KINDS), "status": choice_field(asked.HOUSE_STATUSES)},
)
