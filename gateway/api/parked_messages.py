"""Messages that no retry could handle: what, why, since when; sent again or dropped, each time with a record."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.fields import END, Text
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, idempotency_key
from gateway.operations import parked_messages
from gateway.operations.parked_messages import Asked, Step
from messaging.dead_letters import DeadLetter
from runtime.clock import utc_now
from runtime.settings import Settings

blp = Blueprint(
    "parked_messages", __name__, url_prefix="/api/v1/parked-messages",
    description="Tin hỏng: sự kiện không xử lý được, gác lại kèm lý do",
)

Json = dict[str, Any]

MOST_LISTED = 200


class ParkedMessage(Schema):
    """A parked message without its contents, which may name people; ``parked_at``: null where the broker parked it."""

    message_id = fields.String(required=True)
    queue = fields.String(required=True)
    type = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    parked_at = fields.String(required=True, allow_none=True)


class ParkedMessages(Schema):
    """At most 1,000 of each queue; ``beyond``: how many more stand behind these, by queue."""

    messages = fields.List(fields.Nested(ParkedMessage), required=True)
    beyond = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class SettleMessage(Strict):
    """Why it is sent again or dropped: what was mended, or why nobody needs it."""

    why = Text(longest=parked_messages.LONGEST_WHY, required=True)


class ParkedStep(Schema):
    """What was done with a parked message; ``done_at`` null: the process died meanwhile."""

    step_id = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)
    message_id = fields.String(required=True)
    queue = fields.String(required=True)
    type = fields.String(required=True)
    reason = fields.String(required=True)
    step = fields.String(required=True)
    why = fields.String(required=True)
    done_at = fields.AwareDateTime(required=True, allow_none=True)


class ParkedSteps(Schema):
    """Newest first; ``next`` goes into ``before``."""

    steps = fields.List(fields.Nested(ParkedStep), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichSteps(Strict):
    """Older than a step."""

    before = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(f"^[0-9a-f]{{24}}{END}", error="Mã chưa đúng.")
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_LISTED))


@blp.route("", methods=["GET"], endpoint="list_parked_messages")
@for_those_who_may("parked.read")
@blp.response(200, ParkedMessages)
@blp.doc(summary="Các tin hỏng: sự kiện gì, vì sao, từ bao giờ.")
def list_parked_messages() -> Response:
    """All that is parked, without its contents."""
    require("parked.read")
    found = parked_messages.look(_amqp_url())
    return answer({"messages": [_shown(letter) for letter in found.letters], "beyond": found.beyond})


@blp.route("/steps", methods=["GET"], endpoint="list_parked_message_steps")
@for_those_who_may("parked.read")
@blp.arguments(WhichSteps, location="query", unknown=RAISE)
@blp.response(200, ParkedSteps)
@blp.doc(summary="Ai đã gửi lại hoặc bỏ tin hỏng nào, lúc nào, vì sao.")
def list_steps(which: Json) -> Json:
    """A page of what was done with parked messages."""
    require("parked.read")
    found = parked_messages.steps(which["before"], which["limit"] + 1)
    page = found[: which["limit"]]
    return {"steps": page, "next": page[-1]["step_id"] if len(found) > len(page) else None}


@blp.route("/<id>/replay", methods=["POST"], endpoint="replay_parked_message")
@for_those_who_may("parked.settle")
@blp.arguments(SettleMessage)
@blp.response(200, ParkedStep)
@blp.doc(parameters=[KEY_PARAMETER], summary="Gửi lại một tin hỏng vào đúng hàng đợi của nó, khi đã sửa nguyên nhân.")
def replay(told: Json, id: str) -> Json:
    """Send it to its own queue again; whoever has handled it before does nothing."""
    return _settled(id, "replayed", told["why"])


@blp.route("/<id>/discarding", methods=["POST"], endpoint="discard_parked_message")
@for_those_who_may("parked.settle")
@blp.arguments(SettleMessage)
@blp.response(200, ParkedStep)
@blp.doc(parameters=[KEY_PARAMETER], summary="Bỏ hẳn một tin hỏng.")
def discard(told: Json, id: str) -> Json:
    """Drop it for good."""
    return _settled(id, "discarded", told["why"])


def _settled(id: str, step: Step, why: str) -> Json:
    asked = Asked(step, why, require("parked.settle").username, idempotency_key())
    return parked_messages.settle(_amqp_url(), id, asked, utc_now())


def _shown(letter: DeadLetter) -> Json:
    return {
        "message_id": letter.id, "queue": letter.queue, "type": letter.type, "reason": letter.reason,
        "parked_at": letter.parked_at or None,
    }


def _amqp_url() -> str:
    config: Settings = current_app.config["CHUNGTAY"]
    return config.amqp_url
