"""Activities of a campaign and the guests registered for them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE

from contracts.commands.events.allotments import AllotPlaces
from contracts.commands.events.registration import CancelRegistration, RegisterGroup, RegisterGuest
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, context, idempotency_key
from gateway.api.events.allotments import Allotment
from gateway.api.events.groups import Group, GroupPage, WhichGroups
from gateway.api.resource_schemas import Activity, Registration
from gateway.api.taking_part import check_takes_part
from gateway.service_client import services

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
        require("guest.register", _unit_of(activity))
        payload = {**request.get_json(), "activity": activity}
        registration = services().register_guest(payload, context(idempotency_key()))
        _remember_unit(registration)
        return answer(registration, 201)


@blp.route("/activities/<activity>/groups", methods=["GET"])
@for_those_who_may("guest.list")
@blp.arguments(WhichGroups, location="query", unknown=RAISE)
@blp.response(200, GroupPage)
def list_groups(which: dict[str, Any], activity: str) -> Response:
    """Danh sách đoàn khách của một hoạt động, mới nhất trước, từng trang."""
    require("guest.list", _ask_for(activity)["unit"])
    return answer(ask("events", "list_groups", {**which, "activity": activity}))


@blp.route("/activities/<activity>/groups", methods=["POST"])
@for_those_who_may("guest.register")
@blp.arguments(RegisterGroup(exclude=["activity"]))
@blp.response(201, Group)
@blp.doc(parameters=[KEY_PARAMETER])
def register_group(_command: dict[str, Any], activity: str) -> Response:
    """Đăng ký cả đoàn: đủ chỗ thì nhận cả đoàn, không đủ thì cả đoàn chờ."""
    require("guest.register", _ask_for(activity)["unit"])
    payload = {**request.get_json(), "activity": activity}
    return answer(ask("events", "register_group", payload, key=idempotency_key()), 201)


@blp.route("/activities/<activity>/allotments", methods=["POST"])
@for_those_who_may("place.allot")
@blp.arguments(AllotPlaces(exclude=["activity"]))
@blp.response(201, Allotment)
@blp.doc(parameters=[KEY_PARAMETER])
def allot_places(command: dict[str, Any], activity: str) -> Response:
    """Phân chỗ cho một đơn vị, cơ quan ghi tên khách sau; tới ngày thu lại, chỗ chưa ghi tên tự trở về."""
    found = _ask_for(activity)
    require("place.allot", found["unit"])
    check_takes_part(found["campaign"], command["unit"])
    payload = {**request.get_json(), "activity": activity}
    return answer(ask("events", "allot_places", payload, key=idempotency_key()), 201)


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


def _unit_of(activity: str) -> str:
    """Whose activity it is: from the service, or from an earlier registration."""
    return _fixed_units.get(activity) or str(_ask_for(activity)["unit"])


_fixed_units: dict[str, str] = {}
"""Units of activities for which somebody has registered: from then on the unit can't change (``activity_unit_fixed``),
and a thousand who race need not ask for it one by one."""

MOST_FIXED_UNITS = 1_000


def _remember_unit(registration: dict[str, Any]) -> None:
    if len(_fixed_units) >= MOST_FIXED_UNITS:
        _fixed_units.clear()
    _fixed_units[registration["activity"]] = registration["unit"]


def _ask_for(activity: str) -> dict[str, Any]:
    return ask("events", "get_activity", {"id": activity})
