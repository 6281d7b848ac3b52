"""Houses of the Fund: plan, survey, acceptance, hand-over, photos."""

from __future__ import annotations

import base64

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from contracts.commands.donations import houses as asked
from contracts.events.donations.houses import HouseRow
from contracts.fields import LocalDay, choice_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import ask
from gateway.api.lists import add_list
from gateway.api.resources import Resource

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


resource = Resource("donations", blp, "house", House)
resource.add_making("house.save", "register_house", asked.RegisterHouse, "Lập hồ sơ một nhà xây mới hoặc sửa chữa.")
resource.add_reading("house.read", "Xem hồ sơ một nhà.")
resource.add_step("house.step", "survey", "survey_house", asked.SurveyHouse, "Ghi khảo sát.")
resource.add_step("house.step", "acceptance", "accept_house", asked.AcceptHouse, "Ghi nghiệm thu, đạt hoặc chưa đạt.")
resource.add_step("house.step", "hand-over", "hand_over_house", asked.HandOverHouse, "Ghi bàn giao.")
resource.add_step("house.step", "photos", "add_house_photo", asked.AddHousePhoto, "Gửi ảnh của một bước.")
resource.add_step("house.save", "payments", "link_house_payment", asked.LinkHousePayment, "Ghi khoản chi cho nhà.")
resource.add_step("house.save", "cancellation", "cancel_house", asked.CancelHouse, "Hủy một nhà chưa bàn giao.")


@blp.route("/<id>/photos/<sha256>")
class OnePhoto(MethodView):
    """Looking at a photo."""

    @for_those_who_may("house.read")
    @blp.response(200, content_type="image/jpeg")
    def get(self, id: str, sha256: str) -> Response:
        """Xem một ảnh của nhà."""
        require("house.read", resource.find(id)["unit"])
        found = ask("donations", "get_house_photo", {"house_id": id, "sha256": sha256})
        return Response(base64.b64decode(found["content_base64"]), content_type=found["content_type"])


add_list(
    blp, "house", HouseRow, "nhà Đại đoàn kết",
    filters={"kind": choice_field(asked.HOUSE_KINDS), "status": choice_field(asked.HOUSE_STATUSES)},
)
