"""What a proposal of support would meet, told before it is made."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.donations.support import AskSupportTerms
from contracts.fields import LocalDay
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer, ask
from gateway.api.donations.households import Household
from gateway.api.donations.programmes import Programme

blp = Blueprint(
    "support_terms", __name__, url_prefix="/api/v1/support-terms", description="Trước khi đề nghị hỗ trợ"
)


class StandingPayment(Schema):
    """What the household was proposed for or given already."""

    payment_id = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    amount_vnd = fields.Integer(required=True)
    status = fields.String(required=True)
    proposed_on = LocalDay(required=True)


class SupportTerms(Schema):
    """What a proposal would meet; ``programme``: the one of the day, null without; with ``kind_has_programmes`` there
    must be one.  ``waiting_vnd``: what waits in the unit for approval, which reserves nothing of ``fund_left_vnd``."""

    household = fields.Nested(Household, required=True, allow_none=True)
    unit_has_register = fields.Boolean(required=True)
    programme = fields.Nested(Programme, required=True, allow_none=True)
    kind_has_programmes = fields.Boolean(required=True)
    fund_left_vnd = fields.Integer(required=True)
    waiting_vnd = fields.Integer(required=True)
    standing = fields.List(fields.Nested(StandingPayment), required=True)


class WhichTerms(AskSupportTerms, Strict):
    """Of which campaign, unit, kind and household, on which day."""


@blp.route("", methods=["GET"])
@for_those_who_may("support.propose")
@blp.arguments(WhichTerms, location="query", unknown=RAISE)
@blp.response(200, SupportTerms)
def support_terms(asked: dict[str, Any]) -> Response:
    """Trước khi đề nghị: mức tối đa, Quỹ của đơn vị còn bao nhiêu, hộ đã được đề nghị những gì."""
    require("support.propose", asked["unit"])
    on = asked["proposed_on"]
    return answer(ask("donations", "ask_support_terms", {**asked, "proposed_on": on and on.isoformat()}))
