"""Payments by card and wallet, as their operators tell of them.

A notice holds the whole payment.  So a refund that comes before its payment books both, and a payment is the same
payment by its id at its provider, however often and in whatever order notices come.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

from flask import Response, current_app, g, request
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from contracts.commands.donations.intake import NAME_DISPLAYS
from contracts.fields import END, Instant, Text, Vnd, choice_field, code_field, unit_field
from contracts.refusals import InvalidCommand
from gateway.access.current import NotLoggedIn
from gateway.access.signed_webhooks import ID, SIGNATURE, TIMESTAMP, is_signed
from gateway.api.asking import answer
from gateway.service_client import services
from gateway.service_client.client import IdempotencyKeyInFlight, context_for
from messaging.answering import shape_refusal
from messaging.context import CommandContext
from runtime.clock import local_day
from runtime.logs import get_logger

log = get_logger(__name__)

blp = Blueprint(
    "webhooks", __name__, url_prefix="/api/v1/webhooks", description="Thông báo thanh toán thẻ, ví (Standard Webhooks)"
)

LARGEST_BODY_BYTES = 64 * 1024
WAITS_SECONDS = 4.0
LOOKS_EVERY_SECONDS = 0.05

_NOBODYS_SECRET = secrets.token_bytes(32)
"""An unknown provider is checked like any other, so that the answer does not tell who is known."""

Json = dict[str, Any]


class NotSigned(NotLoggedIn):
    """The delivery is not signed by this provider, or too long ago (HTTP 401)."""


def _reference(**more: Any) -> fields.String:
    return fields.String(
        required=True, validate=validate.Regexp(rf"^[!-~]{{1,60}}{END}", error="Mã gồm 1 đến 60 ký tự ASCII."), **more
    )


class _Notice(Schema):
    class Meta:
        unknown = EXCLUDE  # providers add fields of their own


class PaymentTold(_Notice):
    """A payment that came, as it is in every notice about it."""

    payment_id = _reference()
    campaign = code_field(required=True)
    unit = unit_field(required=True)
    amount_vnd = Vnd(required=True)
    channel = choice_field(["card", "wallet"], required=True)
    paid_at = Instant(required=True)
    donor_name = Text(longest=120, load_default="", shortest=0)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    note = Text(longest=500, load_default="", shortest=0)
    pledge_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class RefundTold(_Notice):
    """Money of a payment that the operator gave back, in whole or in part."""

    refund_id = _reference()
    amount_vnd = Vnd(required=True)
    refunded_at = Instant(required=True)
    reason = Text(longest=400, load_default="", shortest=0)


class PaymentNotice(_Notice):
    """``type``: payment.succeeded or payment.refunded; the latter has a ``refund``."""

    type = choice_field(["payment.succeeded", "payment.refunded"], required=True)
    payment = fields.Nested(PaymentTold, required=True)
    refund = fields.Nested(RefundTold, load_default=None, allow_none=True)


class Booked(Schema):
    """What became of a notice."""

    donation_id = fields.String(required=True)
    refund_id = fields.String(required=True, allow_none=True)


_SIGNED_BY = [{"in": "header", "name": name, "required": True, "schema": {"type": "string"}}
              for name in (ID, TIMESTAMP, SIGNATURE)]


@blp.route("/payments/<provider>", methods=["POST"])
@blp.response(200, Booked)
@blp.doc(
    parameters=_SIGNED_BY, security=[],
    requestBody={"required": True, "content": {"application/json": {"schema": PaymentNotice}}},
)
def payment_notice(provider: str) -> Response:
    """Nhận thông báo của đơn vị thanh toán: ghi khoản ủng hộ, hoặc ghi hoàn trả; gửi lại không ghi hai lần."""
    request.max_content_length = LARGEST_BODY_BYTES
    body = request.get_data(cache=True)
    secret = current_app.config["CHUNGTAY"].webhook_secrets.get(provider)
    headers = {name: request.headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE)}
    signed = is_signed(secret or _NOBODYS_SECRET, headers, body, time.time())
    if secret is None or not signed:
        raise NotSigned("Thông báo không có chữ ký đúng.")
    notice = _loaded(body)
    log.info("payment_notice", provider=provider, delivery=request.headers[ID][:80], kind=notice["type"])
    actor = f"webhook:{provider}"
    payment, refund = notice["payment"], notice["refund"]
    donation = _once_free(lambda: services().record_donation(_gift(payment), _context(actor, payment["payment_id"])))
    refunded = None
    if refund is not None:
        command = _refund(donation["donation_id"], refund)
        refunded = _once_free(
            lambda: services().call(
                "donations", "refund_donation", command, _context(actor, f"refund:{refund['refund_id']}")
            )
        )
    return answer(
        {"donation_id": donation["donation_id"], "refund_id": refunded["refund_id"] if refunded else None}
    )


def _loaded(body: bytes) -> Json:
    try:
        notice: Json = PaymentNotice().loads(body)
    except ValidationError as error:
        raise shape_refusal(error) from None
    except ValueError:
        raise InvalidCommand("Nội dung không phải JSON.", remedy="Gửi JSON mã hóa UTF-8.") from None
    if (notice["type"] == "payment.refunded") != (notice["refund"] is not None):
        raise InvalidCommand(
            "Chỉ thông báo hoàn trả mới có phần refund.", field="refund", remedy="Gửi refund với payment.refunded."
        )
    return notice


def _gift(payment: Json) -> Json:
    """The gift that the payment is: the same in every notice, or the service refuses the second."""
    gift = {name: value for name, value in payment.items() if name not in ("payment_id", "paid_at")}
    return {**gift, "received_on": local_day(payment["paid_at"]).isoformat()}


def _refund(donation_id: str, refund: Json) -> Json:
    return {
        "donation_id": donation_id, "amount_vnd": refund["amount_vnd"], "way": "operator",
        "refunded_on": local_day(refund["refunded_at"]).isoformat(),
        "cause": f"Đơn vị thanh toán hoàn trả: {refund['reason'] or 'không nêu lý do'}",
    }


def _context(actor: str, key: str) -> CommandContext:
    return context_for(actor, g.correlation_id, key)


def _once_free(ask: Callable[[], Json]) -> Json:
    """The answer, also for the many that come at the same moment: the first asks, the others wait for its answer."""
    give_up_at = time.monotonic() + WAITS_SECONDS
    while True:
        try:
            return ask()
        except IdempotencyKeyInFlight:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(LOOKS_EVERY_SECONDS)
