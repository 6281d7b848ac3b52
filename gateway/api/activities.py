"""Activities of a campaign and the guests registered for them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from contracts.commands.events.registration import CancelRegistration, RegisterGuest
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.resource_schemas import Activity, Registration

blp = Blueprint("activities", __name__, url_prefix="/api/v1", description="Hoạt động và đăng ký khách")


@blp.route("/activities/<activity>")
class OneActivity(MethodView):
    """Reading an activity."""

    @for_those_who_may("activity.read")
    @blp.response(200, Activity)
    def get(self, activity: str) -> Response:
        """Xem một hoạt động, các khối khách và số chỗ còn lại."""
        require("activity.read")
        return answer(_ask_for(activity))


@blp.route("/activities/<activity>/registrations")
class Registrations(MethodView):
    """Registering guests."""

    @for_those_who_may("guest.register")
    @blp.arguments(RegisterGuest(exclude=["activity"]))
    @blp.response(201, Registration)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, _command: dict[str, Any], activity: str) -> Response:
        """Đăng ký một khách; hết chỗ thì vào danh sách chờ hoặc bị từ chối, không bao giờ quá số chỗ."""
        require("guest.register", _ask_for(activity)["unit"])
        payload = {**request.get_json(), "activity": activity}
        return answer(ask("events", "register_guest", payload, key=idempotency_key()), 201)


@blp.route("/registrations/<registration_id>/cancellation", methods=["POST"])
@for_those_who_may("registration.cancel")
@blp.arguments(CancelRegistration(exclude=["registration_id"]))
@blp.response(200, Registration)
@blp.doc(parameters=[KEY_PARAMETER])
def cancel(_command: dict[str, Any], registration_id: str) -> Response:
    """Hủy đăng ký; chỗ trống chuyển ngay cho người đầu danh sách chờ."""
    found = ask("events", "get_registration", {"id": registration_id})
    require("registration.cancel", found["unit"])
    payload = {**(request.get_json(silent=True) or {}), "registration_id": registration_id}
    return answer(ask("events", "cancel_registration", payload, key=idempotency_key()))


def _ask_for(activity: str) -> dict[str, Any]:
    return ask("events", "get_activity", {"id": activity})
