"""Campaigns: the whole campaign file in one PUT."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from contracts.commands.donations import SaveCampaign
from contracts.commands.events import SaveActivity
from contracts.fields import LocalDay, Text, choice_field, unit_field
from contracts.refusals import InvalidCommand
from contracts.shapes import Strict
from gateway import units
from gateway.access.current import require
from gateway.api.asking import answer, ask
from gateway.units.documents import LEVELS

blp = Blueprint("campaigns", __name__, url_prefix="/api/v1/campaigns", description="Đợt vận động")


class UnitBody(Strict):
    """An administrative unit with its days of validity and, if it has ended, its successors."""

    code = unit_field(required=True)
    name = Text(required=True)
    level = choice_field(list(LEVELS), required=True)
    parent = unit_field(load_default=None, allow_none=True)
    valid_from = LocalDay(load_default=None, allow_none=True)
    valid_to = LocalDay(load_default=None, allow_none=True)
    successors = fields.List(unit_field(), load_default=list)


class CampaignFile(Strict):
    """A campaign with its units and activities, as ``chungtay campaign load`` sends it."""

    campaign = fields.Nested(SaveCampaign, required=True)
    units = fields.List(fields.Nested(UnitBody), load_default=list, validate=validate.Length(max=12_000))
    activities = fields.List(fields.Nested(SaveActivity), load_default=list, validate=validate.Length(max=200))


@blp.route("/<code>")
class OneCampaign(MethodView):
    """Making and changing a campaign."""

    @blp.arguments(CampaignFile)
    @blp.response(200, CampaignFile)
    def put(self, told: dict[str, Any], code: str) -> Response:
        """Lập đợt vận động, hoặc đưa về đúng nội dung này; gửi lại cùng nội dung thì không đổi gì."""
        _same_code(told, code)
        require("campaign.save", told["campaign"]["lead_unit"])
        for activity in told["activities"]:
            require("activity.save", activity["unit"])
        # Each step is idempotent by its natural key: after a fault in between, the same PUT finishes the job.
        sent = request.get_json()
        units.save_units(told["units"])
        campaign = ask("donations", "save_campaign", sent["campaign"])
        activities = [ask("events", "save_activity", activity) for activity in sent.get("activities", [])]
        return answer({"campaign": campaign, "activities": activities})

    @blp.response(200, SaveCampaign)
    def get(self, code: str) -> Response:
        """Xem một đợt vận động."""
        require("campaign.read")
        return answer(ask("donations", "get_campaign", {"id": code}))


def _same_code(told: dict[str, Any], code: str) -> None:
    named = {"campaign.code": told["campaign"]["code"]}
    named |= {f"activities.{n}.campaign": a["campaign"] for n, a in enumerate(told["activities"])}
    for field, value in named.items():
        if value != code:
            raise InvalidCommand(
                f"Mã đợt vận động “{value}” khác với mã trong địa chỉ “{code}”.", field=field,
                remedy=f"Ghi “{code}”, hoặc gửi tới /api/v1/campaigns/{value}.",
            )
