"""Campaigns: the whole campaign file in one PUT."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from contracts.commands.campaign_files import MOST_ACTIVITIES, MOST_UNITS, DescribedUnit
from contracts.commands.donations.campaigns import SaveCampaign
from contracts.commands.events.activities import SaveActivity
from contracts.refusals import InvalidCommand, Refusal
from contracts.shapes import Strict
from gateway import units
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer, ask
from gateway.api.resource_schemas import Campaign, SavedCampaign
from gateway.api.taking_part import UnitNotInCampaign
from gateway.units import Unit, UnitTree, current_tree

blp = Blueprint("campaigns", __name__, url_prefix="/api/v1/campaigns", description="Đợt vận động")


class UnknownUnit(Refusal):
    """A unit is named that is neither in the tree of units nor told of in the same file."""


class CampaignFile(Strict):
    """A campaign with its units and activities, as ``chungtay campaign load`` sends it."""

    campaign = fields.Nested(SaveCampaign, required=True)
    units = fields.List(fields.Nested(DescribedUnit), load_default=list, validate=validate.Length(max=MOST_UNITS))
    activities = fields.List(
        fields.Nested(SaveActivity), load_default=list, validate=validate.Length(max=MOST_ACTIVITIES)
    )


@blp.route("/<code>")
class OneCampaign(MethodView):
    """Making and changing a campaign."""

    @for_those_who_may("campaign.save")
    @blp.arguments(CampaignFile)
    @blp.response(200, SavedCampaign)
    def put(self, told: dict[str, Any], code: str) -> Response:
        """Lập đợt vận động, hoặc đưa về đúng nội dung này; gửi lại cùng nội dung thì không đổi gì."""
        _same_code(told, code)
        require("campaign.save", told["campaign"]["lead_unit"])
        if told["units"]:
            require("unit.save")
        for activity in told["activities"]:
            require("activity.save", activity["unit"])
        _known_units(told)
        sent = request.get_json()
        # First everybody says whether they would take it, so that a refusal leaves nothing half-written.  Each step
        # is idempotent by its natural key: after a fault in between, the same PUT finishes the job.
        _ask_all(sent, rehearsal=True)
        units.save_units(told["units"])
        campaign, activities = _ask_all(sent)
        return answer({"campaign": campaign, "activities": activities})

    @for_those_who_may("campaign.read")
    @blp.response(200, Campaign)
    def get(self, code: str) -> Response:
        """Xem một đợt vận động."""
        require("campaign.read")
        return answer(ask("donations", "get_campaign", {"id": code}))


def _ask_all(sent: dict[str, Any], *, rehearsal: bool = False) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    def save(part: str, service: str, method: str, command: dict[str, Any]) -> dict[str, Any]:
        try:
            return ask(service, method, command, rehearsal=rehearsal)
        except Refusal as refusal:
            refusal.field = f"{part}.{refusal.field}" if refusal.field else part
            raise

    campaign = save("campaign", "donations", "save_campaign", sent["campaign"])
    activities = [
        save(f"activities.{place}", "events", "save_activity", activity)
        for place, activity in enumerate(sent.get("activities", []))
    ]
    return campaign, activities


def _known_units(told: dict[str, Any]) -> None:
    """Every unit that is named is known or told of in the same file, and what belongs to the campaign lies within the
    units that take part in it: else figures would be booked where no report looks."""
    campaign = told["campaign"]
    tree = UnitTree([*current_tree(), *(Unit(u["code"], u["name"], u["level"], u["parent"]) for u in told["units"])])
    taking_part = {"campaign.lead_unit": campaign["lead_unit"]}
    taking_part |= {f"campaign.units.{n}.unit": entry["unit"] for n, entry in enumerate(campaign["units"])}
    for field, unit in taking_part.items():
        if unit not in tree:
            raise UnknownUnit(
                f"Không có đơn vị {unit}.", field=field, remedy="Sửa mã, hoặc khai đơn vị này trong units."
            )
    within = {f"campaign.accounts.{n}.unit": entry["unit"] for n, entry in enumerate(campaign["accounts"])}
    within |= {f"activities.{n}.unit": entry["unit"] for n, entry in enumerate(told["activities"])}
    for field, unit in within.items():
        if not any(tree.contains(above, unit) for above in taking_part.values()):
            raise UnitNotInCampaign(
                f"Đơn vị {unit} không tham gia đợt vận động này.", field=field,
                remedy="Thêm đơn vị vào campaign.units, hoặc chọn đơn vị khác.",
            )


def _same_code(told: dict[str, Any], code: str) -> None:
    named = {"campaign.code": told["campaign"]["code"]}
    named |= {f"activities.{n}.campaign": a["campaign"] for n, a in enumerate(told["activities"])}
    for field, value in named.items():
        if value != code:
            raise InvalidCommand(
                f"Mã đợt vận động “{value}” khác với mã trong địa chỉ “{code}”.", field=field,
                remedy=f"Ghi “{code}”, hoặc gửi tới /api/v1/campaigns/{value}.",
            )
