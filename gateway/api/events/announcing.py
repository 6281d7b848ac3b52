"""Days that a plan leaves open, and the notices that say them later."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from contracts.commands.events.announcing import AnnounceDays
from contracts.fields import LocalDay
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key

blp = Blueprint(
    "announcing", __name__, url_prefix="/api/v1/activities/<activity>/announcements", description="Ngày báo sau"
)


class Announcement(Schema):
    """A notice of the days of an activity."""

    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    announced_on = LocalDay(required=True)
    document = fields.String(required=True)
    recorded_by = fields.String(required=True)
    recorded_at = fields.String(required=True)


class Announcements(Schema):
    """The days of an activity as they now are, and its notices, the newest first."""

    activity = fields.String(required=True)
    unit = fields.String(required=True)
    starts_on = LocalDay(required=True, allow_none=True)
    ends_on = LocalDay(required=True, allow_none=True)
    announcements = fields.List(fields.Nested(Announcement), required=True)


@blp.route("")
class Announcing(MethodView):
    """Days announced later."""

    @for_those_who_may("activity.announce")
    @blp.arguments(AnnounceDays(exclude=["activity"]))
    @blp.response(201, Announcements)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, _command: dict[str, Any], activity: str) -> Response:
        """Báo ngày của hoạt động, hoặc dời ngày, theo văn bản nào; các lần báo trước vẫn giữ."""
        require("activity.announce", ask("events", "get_activity", {"id": activity})["unit"])
        payload = {**request.get_json(), "activity": activity}
        return answer(ask("events", "announce_days", payload, key=idempotency_key()), 201)

    @for_those_who_may("activity.read")
    @blp.response(200, Announcements)
    def get(self, activity: str) -> Response:
        """Xem ngày của hoạt động và các lần báo ngày."""
        require("activity.read")
        return answer(ask("events", "get_announcements", {"id": activity}))
