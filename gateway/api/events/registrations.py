"""What becomes of a guest's place: offered, accepted, left to the next; and why somebody still waits."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.events import registration as asked
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer, ask
from gateway.api.resource_schemas import Registration
from gateway.api.resources import Resource

blp = Blueprint("registrations", __name__, url_prefix="/api/v1/registrations", description="Chỗ của khách")


class ShortQuota(Strict):
    """A quota in which a party lacks places, or whose last places are kept for those before it."""

    quota = fields.String(required=True)
    name = fields.String(required=True)
    places = fields.Integer(required=True)
    left = fields.Integer(required=True)
    wanted = fields.Integer(required=True)
    missing = fields.Integer(required=True)
    kept_for_those_before = fields.Boolean(required=True)


class WhyWaiting(Strict):
    """Why a guest, or their group, has no place yet.  Of others it holds numbers only."""

    registration_id = fields.String(required=True)
    group_id = fields.String(required=True, allow_none=True)
    activity = fields.String(required=True)
    unit = fields.String(required=True)
    status = fields.String(required=True)
    policy = fields.String(required=True)
    policy_in_words = fields.String(required=True)
    waiting_number = fields.Integer(required=True, allow_none=True)
    places_wanted = fields.Integer(required=True)
    parties_before = fields.Integer(required=True)
    guests_before = fields.Integer(required=True)
    short = fields.List(fields.Nested(ShortQuota), required=True)
    answer = fields.List(fields.String(), required=True)


resource = Resource("events", blp, "registration", Registration)
resource.add_step("guest.register", "acceptance", "accept_offer", asked.AcceptOffer, "Ghi khách nhận chỗ được giữ.")
resource.add_step(
    "registration.cancel", "refusal", "decline_offer", asked.DeclineOffer, "Ghi khách nhường chỗ cho người chờ kế tiếp."
)


@blp.route("/<id>/waiting")
@for_those_who_may("guest.list")
@blp.response(200, WhyWaiting)
def waiting(id: str) -> Response:
    """Vì sao khách này, đoàn này chưa có chỗ: trước có mấy người, khối nào hết, cần trống thêm bao nhiêu."""
    found = ask("events", "explain_waiting", {"id": id})
    require("guest.list", found["unit"])
    return answer(found)
