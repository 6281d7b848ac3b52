"""Activities for whoever wants to come: which there are, and registering for one without a log-in.

Whoever is logged in by chance is not told to the service.  What somebody registered with is shown to nobody here, not
to the holder of the link either: it leads to a place, not to a person.
"""

from __future__ import annotations

from typing import Any

from flask import Response, g
from flask_smorest import Blueprint
from limits import parse
from marshmallow import RAISE, Schema, fields

from contracts.commands.events import open_registration as asked
from contracts.fields import Instant, LocalDay
from contracts.refusals import InvalidCommand
from gateway.access import registration_links
from gateway.access.current import for_those_who_may
from gateway.access.return_codes import key_kept
from gateway.access.slowing import slow_down_readers, slow_down_unknown, slowed
from gateway.api.asking import KEY_HEADER, KEY_PARAMETER, answer, idempotency_key
from gateway.api.donations.receipts import public_address
from gateway.service_client import services
from gateway.service_client.client import context_for

blp = Blueprint(
    "public_activities", __name__, url_prefix="/api/v1/public",
    description="Hoạt động mở cho mọi người và tự đăng ký dự, không cần đăng nhập",
)

REGISTERED_BY_NOBODY = parse("60 per 1 hour")
"""Registrations from one drawer of addresses: a whole office may register by its network."""

SHORTEST_KEY = 16
"""The secret of the link is made from it."""

Json = dict[str, Any]


class AboutActivity(Schema):
    """What anybody may know of an activity.  state: open, over (the last day for registering has passed), closed,
    called_off, past, or announced (its day is known, nobody can register by themselves)."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    place = fields.String(required=True)
    starts_on = LocalDay(required=True, allow_none=True)
    ends_on = LocalDay(required=True, allow_none=True)
    state = fields.String(required=True)
    waiting_list = fields.Boolean(required=True)
    closes_on = LocalDay(required=True, allow_none=True)
    reason = fields.String(required=True)


class PublicActivity(AboutActivity):
    """The same with its places.  places_left_at_least: in steps, so that nobody finds out by registering somebody
    whether they come already; null where nothing limits them."""

    places_left_at_least = fields.Integer(required=True, allow_none=True)
    is_full = fields.Boolean(required=True)


class WholePublicActivity(PublicActivity):
    """With the programme, and how long a guest's data are kept after it, on what basis."""

    programme = fields.List(fields.String(), required=True)
    keep_days = fields.Integer(required=True)
    basis = fields.String(required=True)


class PublicActivities(Schema):
    """To come, in the order of their days (200 at the most), and past, the last first (50 at the most)."""

    campaign = fields.String(required=True)
    today = LocalDay(required=True)
    coming = fields.List(fields.Nested(PublicActivity), required=True)
    past = fields.List(fields.Nested(PublicActivity), required=True)


class OwnPlace(Schema):
    """How whoever holds a link stands.  waited: they began on the waiting list; parties_before: how many wait before
    them; code: to be shown at the door; ended_by, withdrawn: how it ended, and whether by themselves."""

    activity = fields.Nested(AboutActivity, required=True)
    status = fields.String(required=True)
    waiting_number = fields.Integer(required=True, allow_none=True)
    parties_before = fields.Integer(required=True)
    offered_until = Instant(required=True, allow_none=True)
    code = fields.String(required=True)
    waited = fields.Boolean(required=True)
    ended_by = fields.String(required=True, allow_none=True)
    withdrawn = fields.Boolean(required=True)
    registered_on = LocalDay(required=True)
    keep_days = fields.Integer(required=True)


class NewPlace(OwnPlace):
    """With the link, which is shown once."""

    token = fields.String(required=True)
    link = fields.String(required=True)


class WhichActivities(asked.ListPublicActivities):
    """Of which campaign."""


class NewApplication(asked.RegisterPublicly):
    """Who wants to come."""

    class Meta:
        exclude = ("activity", "link_hash")
        unknown = RAISE


@blp.route("/activities")
@for_those_who_may("activity.join")
@blp.arguments(WhichActivities, location="query", unknown=RAISE)
@blp.response(200, PublicActivities)
def list_activities(which: Json) -> Response:
    """Các hoạt động công khai của đợt vận động: sắp tới và đã diễn ra."""
    slow_down_readers()
    return answer(activities_of(which["campaign"]))


@blp.route("/activities/<activity>")
@for_those_who_may("activity.join")
@blp.response(200, WholePublicActivity)
def get_activity(activity: str) -> Response:
    """Một hoạt động công khai: ngày, nơi, chương trình, còn chỗ hay không."""
    slow_down_readers()
    return answer(public_activity(activity))


@blp.route("/activities/<activity>/registrations", methods=["POST"])
@for_those_who_may("activity.join")
@blp.arguments(NewApplication)
@blp.response(201, NewPlace)
@blp.doc(parameters=[KEY_PARAMETER])
def register(told: Json, activity: str) -> Response:
    """Tự đăng ký dự; hết chỗ thì vào danh sách chờ. Đường dẫn riêng chỉ hiện một lần trong câu trả lời này."""
    return answer(registered(activity, told, idempotency_key()), 201)


@blp.route("/registrations/<token>")
@for_those_who_may("activity.join")
@blp.response(200, OwnPlace)
def get_place(token: str) -> Response:
    """Xem chỗ của mình bằng đường dẫn riêng."""
    return answer(own_place(token))


@blp.route("/registrations/<token>/withdrawal", methods=["POST"])
@for_those_who_may("activity.join")
@blp.response(200, OwnPlace)
def withdraw(token: str) -> Response:
    """Tự hủy đăng ký; chỗ chuyển ngay cho người chờ kế tiếp."""
    return answer(own_place(token, "withdraw_public_registration"))


@blp.route("/registrations/<token>/acceptance", methods=["POST"])
@for_those_who_may("activity.join")
@blp.response(200, OwnPlace)
def accept(token: str) -> Response:
    """Nhận chỗ đang được giữ cho mình."""
    return answer(own_place(token, "accept_public_offer"))


def activities_of(campaign: str) -> Json:
    """What the public may know of a campaign's activities."""
    return _unknown("list_public_activities", {"campaign": campaign})


def public_activity(code: str) -> Json:
    """One of them.  Raises ActivityNotPublic."""
    return _unknown("get_public_activity", {"id": code})


def registered(activity: str, told: Json, key: str) -> Json:
    """Register somebody; how they stand, with their link.  Raises InvalidCommand for a key too short to make a secret
    from, TooManyAttempts, and what the service refuses."""
    if len(key) < SHORTEST_KEY:
        raise InvalidCommand(
            f"Khóa ngắn hơn {SHORTEST_KEY} ký tự.", field=KEY_HEADER,
            remedy="Đặt một khóa ngẫu nhiên, ví dụ một UUID: đường dẫn riêng được làm từ khóa này.",
        )
    slow_down_unknown("open-registration", REGISTERED_BY_NOBODY)
    payload = {**told, "activity": activity}
    token = registration_links.token_of(key, payload)
    made = _unknown("register_publicly", {**payload, "link_hash": registration_links.hash_of(token)}, key)
    return {**made, "token": token, "link": f"{public_address()}{registration_links.PAGE}/{token}"}


def own_place(token: str, method: str = "get_public_registration") -> Json:
    """What a link shows, after a step with it (no key: the same step again changes nothing).

    Raises RegistrationLinkUnknown, TooManyAttempts after many in vain, and the refusals of the step."""
    with slowed("registration-link", "registration_link_unknown"):
        return _unknown(method, {"link_hash": registration_links.hash_of(token)})


def _unknown(method: str, payload: Json, key: str | None = None) -> Json:
    """Ask the service in nobody's name."""
    context = context_for("", g.correlation_id, key_kept(key) if key else None)
    return services().call("events", method, payload, context)
