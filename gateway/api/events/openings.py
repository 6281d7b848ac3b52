"""An activity opened to the public by its organiser, and closed again."""

from __future__ import annotations

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from contracts.commands.events import open_registration as asked
from contracts.fields import Instant, LocalDay
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.events.guests import activity_of

blp = Blueprint("openings", __name__, url_prefix="/api/v1/activities", description="Mở đăng ký công khai")

Json = dict[str, object]


class OpeningStep(Schema):
    """Who opened or closed it, when and why."""

    at = Instant(required=True)
    by = fields.String(required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)


class Opening(Schema):
    """How an activity stands open to the public.  state: never_opened, open, over (the last day has passed), closed,
    called_off or past.  own_quota: the block made for the public; repeats: applications with the telephone number or
    e-mail address of somebody who is a guest already, which hold no place."""

    activity = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    state = fields.String(required=True)
    quota = fields.String(required=True, allow_none=True)
    own_quota = fields.String(required=True, allow_none=True)
    places = fields.Integer(required=True, allow_none=True)
    closes_on = LocalDay(required=True, allow_none=True)
    reason = fields.String(required=True)
    steps = fields.List(fields.Nested(OpeningStep), required=True)
    registered = fields.Integer(required=True)
    repeats = fields.Integer(required=True)


@blp.route("/<activity>/public-registration")
class PublicRegistration(MethodView):
    """Registering by the public."""

    @for_those_who_may("activity.read")
    @blp.response(200, Opening)
    def get(self, activity: str) -> Response:
        """Xem hoạt động đang mở đăng ký công khai thế nào, bao nhiêu người đã đăng ký."""
        require("activity.read")
        return answer(ask("events", "get_opening", {"id": activity}))

    @for_those_who_may("registration.open")
    @blp.arguments(asked.OpenToPublic(exclude=["activity"]))
    @blp.response(200, Opening)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, _command: Json, activity: str) -> Response:
        """Mở đăng ký công khai, hoặc đổi khối khách, số chỗ dành cho công chúng, ngày cuối nhận đăng ký."""
        return _say(activity, "open_to_public")


@blp.route("/<activity>/public-registration/closing", methods=["POST"])
@for_those_who_may("registration.open")
@blp.arguments(asked.CloseToPublic(exclude=["activity"]))
@blp.response(200, Opening)
@blp.doc(parameters=[KEY_PARAMETER])
def close_to_public(_command: Json, activity: str) -> Response:
    """Đóng đăng ký công khai, hoặc báo không tổ chức nữa; ai đã đăng ký vẫn giữ chỗ."""
    return _say(activity, "close_to_public")


def _say(activity: str, method: str) -> Response:
    require("registration.open", activity_of(activity)["unit"])
    payload = {**request.get_json(), "activity": activity}
    return answer(ask("events", method, payload, key=idempotency_key()))
