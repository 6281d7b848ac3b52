"""Webhooks out: who is told, what was delivered, and what to do with what was not.

A delivery is a POST of one event as JSON.  Its headers ``webhook-id`` (the event's id: the same each time it is sent),
``webhook-timestamp`` (seconds since 1970), ``webhook-key-id`` and ``webhook-signature`` follow Standard Webhooks:
``v1,`` and the base64 of HMAC-SHA256 over ``<webhook-id>.<webhook-timestamp>.<body>``, one signature for each secret
that is valid, in the order of the key ids.  A receiver refuses what is older than five minutes, and remembers the ids.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.fields import REQUIRED, Text, WholeNumber, code_field, unit_field
from contracts.refusals import InvalidCommand
from contracts.shapes import Nothing, Strict
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api import conditional
from gateway.api.asking import KEY_PARAMETER, answer, idempotency_key
from gateway.database import database
from gateway.reports.scope import lead_unit_of
from gateway.units import current_tree
from gateway.webhooks import deliveries, subscribers
from gateway.webhooks.addresses import LONGEST
from gateway.webhooks.public_events import PUBLIC_EVENTS
from gateway.webhooks.signing import Vault
from runtime.clock import utc_now
from runtime.settings import Settings

blp = Blueprint(
    "webhook_subscribers", __name__, url_prefix="/api/v1/webhook-subscribers",
    description="Nơi nhận thông báo (webhook): mỗi thông báo là một sự kiện, có ký HMAC-SHA256 theo Standard Webhooks",
)

Json = dict[str, Any]

MOST_PER_PAGE = 200
CHANGES = [KEY_PARAMETER, conditional.IF_MATCH_PARAMETER]


class NewSubscriber(Strict):
    """Who wants to be told of what.  unit: of it and all below; campaign: of it alone, or of all."""

    url = fields.String(required=True, validate=validate.Length(1, LONGEST), error_messages={"required": REQUIRED})
    events = fields.List(
        fields.String(validate=validate.OneOf(list(PUBLIC_EVENTS), error="Không có loại sự kiện này.")), required=True,
        validate=validate.Length(1, len(PUBLIC_EVENTS)),
    )
    unit = unit_field(required=True)
    campaign = code_field(load_default=None, allow_none=True)
    note = Text(longest=200, shortest=0, load_default="")


class Rotation(Strict):
    """For how many hours the secret before stays good: 0 when it has leaked."""

    overlap_hours = WholeNumber(lowest=0, highest=subscribers.MOST_OVERLAP_HOURS, load_default=24)


class KeyTold(Schema):
    """A secret, without it."""

    key_id = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True, allow_none=True)


class Subscriber(Schema):
    """A subscriber; status: active, disabled (after failures, ``reason`` says which) or closed."""

    subscriber_id = fields.String(required=True)
    version = fields.Integer(required=True)
    url = fields.String(required=True)
    events = fields.List(fields.String(), required=True)
    unit = fields.String(required=True)
    campaign = fields.String(required=True, allow_none=True)
    note = fields.String(required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)
    keys = fields.List(fields.Nested(KeyTold), required=True)
    made_by = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)
    last_delivered_at = fields.AwareDateTime(required=True, allow_none=True)


class SubscriberWithSecret(Subscriber):
    """With its newest secret, which is not shown again."""

    secret = fields.String(required=True, allow_none=True)


class Paged(Strict):
    """Which page."""

    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_PER_PAGE))


class SubscribersPage(Schema):
    """A page of subscribers."""

    rows = fields.List(fields.Nested(Subscriber), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichDeliveries(Paged):
    """Which deliveries."""

    status = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(["waiting", "delivered", "dead", "discarded"])
    )


class Delivery(Schema):
    """An event on its way to a subscriber; status: waiting, delivered, dead (given up, ``last_error`` says why) or
    discarded."""

    event_id = fields.String(required=True)
    type = fields.String(required=True)
    subject = fields.String(required=True)
    status = fields.String(required=True)
    tries = fields.Integer(required=True)
    last_status = fields.Integer(required=True, allow_none=True)
    last_error = fields.String(required=True)
    queued_at = fields.String(required=True)
    next_try_at = fields.String(required=True)
    ended_at = fields.String(required=True, allow_none=True)


class DeliveriesPage(Schema):
    """A page of deliveries, the newest first."""

    rows = fields.List(fields.Nested(Delivery), required=True)
    next = fields.String(required=True, allow_none=True)


class PublicEvent(Schema):
    """What one may subscribe to."""

    type = fields.String(required=True)
    means = fields.String(required=True)


class PublicEventList(Schema):
    """All of it."""

    events = fields.List(fields.Nested(PublicEvent), required=True)


@blp.route("/event-types")
@for_those_who_may("webhook.read")
@blp.response(200, PublicEventList)
def event_types() -> Response:
    """Các loại sự kiện có thể đăng ký nhận."""
    return answer({"events": [{"type": type, "means": means} for type, means in PUBLIC_EVENTS.items()]})


@blp.route("", methods=["POST"])
@for_those_who_may("webhook.manage")
@blp.arguments(NewSubscriber)
@blp.response(201, SubscriberWithSecret)
@blp.doc(parameters=[KEY_PARAMETER])
def make(told: Json) -> Response:
    """Lập một nơi nhận thông báo, từ nay về sau; khóa ký chỉ hiện một lần này."""
    require("webhook.manage", told["unit"])
    key = idempotency_key()
    if told["unit"] not in current_tree():
        raise InvalidCommand(f"Không có đơn vị {told['unit']}.", field="unit", remedy="Sửa mã đơn vị.")
    if told["campaign"] is not None:
        lead_unit_of(told["campaign"])  # or there is no such campaign
    told["events"] = sorted(set(told["events"]))
    config: Settings = current_app.config["CHUNGTAY"]
    made = subscribers.make(
        database(), _vault(), told, principal().id, key, utc_now(), config.webhooks_to_loopback
    )
    return answer(made, 201)


@blp.route("", methods=["GET"])
@for_those_who_may("webhook.read")
@blp.arguments(Paged, location="query", unknown=RAISE)
@blp.response(200, SubscribersPage)
def pages(asked: Json) -> Response:
    """Danh sách nơi nhận thông báo, từng trang."""
    areas = allow_table.areas(require_somewhere("webhook.read"), "webhook.read")
    return answer(subscribers.page(database(), areas, asked["after"], asked["limit"], utc_now()))


@blp.route("/<id>", methods=["GET"])
@for_those_who_may("webhook.read")
@blp.response(200, Subscriber)
def one(id: str) -> Response:
    """Xem một nơi nhận thông báo."""
    return answer(subscribers.told(_found(id, "webhook.read"), utc_now()))


@blp.route("/<id>/rotation", methods=["POST"])
@for_those_who_may("webhook.manage")
@blp.arguments(Rotation)
@blp.response(200, SubscriberWithSecret)
@blp.doc(parameters=CHANGES)
def rotate(told: Json, id: str) -> Response:
    """Đổi khóa ký: khóa mới hiện một lần này, khóa cũ còn dùng được trong số giờ đã chọn."""
    _found(id, "webhook.manage")
    key, expected = idempotency_key(), conditional.expected_version()
    return answer(subscribers.rotate(database(), _vault(), id, told["overlap_hours"], key, utc_now(), expected))


@blp.route("/<id>/enabling", methods=["POST"])
@for_those_who_may("webhook.manage")
@blp.arguments(Nothing)
@blp.response(200, Subscriber)
@blp.doc(parameters=CHANGES)
def switch_on(_told: Json, id: str) -> Response:
    """Bật lại nơi nhận đã bị tắt; những gì xảy ra trong lúc tắt vẫn được gửi đủ."""
    _found(id, "webhook.manage")
    idempotency_key()
    return answer(subscribers.switch_on(database(), id, utc_now(), conditional.expected_version()))


@blp.route("/<id>/closing", methods=["POST"])
@for_those_who_may("webhook.manage")
@blp.arguments(Nothing)
@blp.response(200, Subscriber)
@blp.doc(parameters=CHANGES)
def close(_told: Json, id: str) -> Response:
    """Đóng hẳn một nơi nhận thông báo."""
    _found(id, "webhook.manage")
    idempotency_key()
    return answer(subscribers.close(database(), id, utc_now(), conditional.expected_version()))


@blp.route("/<id>/deliveries")
@for_those_who_may("webhook.read")
@blp.arguments(WhichDeliveries, location="query", unknown=RAISE)
@blp.response(200, DeliveriesPage)
def history(asked: Json, id: str) -> Response:
    """Các lần gửi, mới nhất trước; status=dead là những lần đã ngừng thử."""
    _found(id, "webhook.read")
    return answer(deliveries.page(database(), id, asked["status"], asked["after"], asked["limit"]))


@blp.route("/<id>/deliveries/<event_id>/replay", methods=["POST"])
@for_those_who_may("webhook.manage")
@blp.arguments(Nothing)
@blp.response(200, Delivery)
@blp.doc(parameters=[KEY_PARAMETER])
def replay(_told: Json, id: str, event_id: str) -> Response:
    """Gửi lại một thông báo đã ngừng thử."""
    _found(id, "webhook.manage")
    idempotency_key()
    return answer(deliveries.replay(database(), id, event_id, utc_now()))


@blp.route("/<id>/deliveries/<event_id>/discarding", methods=["POST"])
@for_those_who_may("webhook.manage")
@blp.arguments(Nothing)
@blp.response(200, Delivery)
@blp.doc(parameters=[KEY_PARAMETER])
def discard(_told: Json, id: str, event_id: str) -> Response:
    """Bỏ hẳn một thông báo đã ngừng thử."""
    _found(id, "webhook.manage")
    idempotency_key()
    return answer(deliveries.discard(database(), id, event_id, utc_now()))


def _found(id: str, action: str) -> Json:
    kept = subscribers.find(database(), id)
    require(action, kept["unit"])
    return kept


def _vault() -> Vault:
    config: Settings = current_app.config["CHUNGTAY"]
    return Vault(config.secret_key)
