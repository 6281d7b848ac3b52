"""Lists of guests that were sent in whole: what became of one, and taking it back."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.events.guest_lists import UndoGuestList
from contracts.fields import Instant
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key

blp = Blueprint("guest_lists", __name__, url_prefix="/api/v1/activities", description="Các lần nhập danh sách khách")


class ToldList(Strict):
    """A list: how many guests it registered, and how many of them still are."""

    list_id = fields.String(required=True)
    registered_at = Instant(required=True)
    registered_by = fields.String(required=True)
    registered = fields.Integer(required=True)
    living = fields.Integer(required=True)


class GuestLists(Strict):
    """The newest lists, a hundred at the most: more are hardly ever sent in for one activity."""

    activity = fields.String(required=True)
    lists = fields.List(fields.Nested(ToldList), required=True)


class StayingGuest(Strict):
    """Who stays, and why: ``came``, or ``answered`` an offer."""

    registration_id = fields.String(required=True)
    number = fields.Integer(required=True)
    why = fields.String(required=True)


class GuestList(Strict):
    """What became of a list's guests.  ``free``: can still be taken back; ``ended``: are cancelled."""

    activity = fields.String(required=True)
    list_id = fields.String(required=True)
    registered_at = Instant(required=True)
    registered_by = fields.String(required=True)
    registered = fields.Integer(required=True)
    free = fields.Integer(required=True)
    ended = fields.Integer(required=True)
    came = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    staying = fields.List(fields.Nested(StayingGuest), required=True)


@blp.route("/<activity>/guest-lists")
@for_those_who_may("guest.list")
@blp.response(200, GuestLists)
def guest_lists(activity: str) -> Response:
    """Các lần nhập danh sách khách của một hoạt động, mới nhất trước."""
    require("guest.list", _unit_of(activity))
    return answer(ask("events", "list_guest_lists", {"activity": activity}))


@blp.route("/<activity>/guest-lists/<list_id>")
@for_those_who_may("guest.list")
@blp.response(200, GuestList)
def one_guest_list(activity: str, list_id: str) -> Response:
    """Một lần nhập: bao nhiêu khách đã đăng ký, bao nhiêu rút lại được, ai ở lại và vì sao."""
    require("guest.list", _unit_of(activity))
    return answer(ask("events", "get_guest_list", {"activity": activity, "list_id": list_id}))


@blp.route("/<activity>/guest-lists/<list_id>/undo", methods=["POST"])
@for_those_who_may("registration.cancel")
@blp.arguments(UndoGuestList(only=["reason"]))
@blp.response(200, GuestList)
@blp.doc(parameters=[KEY_PARAMETER])
def undo_guest_list(_command: dict[str, Any], activity: str, list_id: str) -> Response:
    """Hoàn tác một lần nhập: rút khách chưa làm gì từ khi nhập, mỗi lần tối đa 200; free còn lại thì gọi tiếp."""
    require("registration.cancel", _unit_of(activity))
    payload = {**request.get_json(), "activity": activity, "list_id": list_id}
    return answer(ask("events", "undo_guest_list", payload, key=idempotency_key()))


def _unit_of(activity: str) -> str:
    return str(ask("events", "get_activity", {"id": activity})["unit"])
