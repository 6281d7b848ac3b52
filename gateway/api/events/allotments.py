"""Places given to a unit or office, which names its guests later."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.events import allotments as asked
from contracts.events.events.allotments import AllotmentRow
from contracts.fields import Instant, code_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.lists import add_list
from gateway.api.resource_schemas import Registration, Whole
from gateway.api.resources import Resource

blp = Blueprint("allotments", __name__, url_prefix="/api/v1/allotments", description="Chỗ phân cho đơn vị")


class Allotment(Whole, AllotmentRow):
    """An allotment, with who gave it."""

    allotted_by = fields.String(required=True)
    changed_at = Instant(required=True)


class NamedAllotment(Allotment):
    """An allotment with the guests who have just been named."""

    registrations = fields.List(fields.Nested(Registration), required=True)


resource = Resource("events", blp, "allotment", Allotment)
resource.add_reading("guest.list", "Xem một lần phân chỗ: còn bao nhiêu chỗ chưa ghi tên, bao giờ thu lại.")
resource.add_step("place.name", "return", "return_places", asked.ReturnPlaces, "Trả lại chỗ không dùng đến.")

add_list(blp, "allotment", AllotmentRow, "chỗ phân cho đơn vị", filters={"activity": code_field()})


@blp.route("/<id>/guests", methods=["POST"])
@for_those_who_may("place.name")
@blp.arguments(asked.NameGuests(exclude=["allotment_id"]))
@blp.response(200, NamedAllotment)
@blp.doc(parameters=[KEY_PARAMETER])
def name_guests(_command: dict[str, object], id: str) -> Response:
    """Ghi tên khách vào chỗ được phân; có chỗ ngay vì chỗ đã giữ sẵn."""
    require("place.name", resource.find(id)["unit"])
    payload = {**request.get_json(), "allotment_id": id}
    return answer(ask("events", "name_guests", payload, key=idempotency_key()))
