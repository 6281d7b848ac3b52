"""Make or change a campaign, find one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from contracts.refusals import NotFound
from messaging.unit_of_work import UnitOfWork
from services.donations.campaigns import rules
from services.donations.campaigns.documents import Campaign, CampaignUnit, FundAccount


class CampaignNotFound(NotFound):
    """No campaign has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Chưa có đợt vận động mang mã “{code}”.", field="campaign",
            remedy="Kiểm tra lại mã; đợt vận động mới do văn phòng Ban Vận động cấp tỉnh lập trước.",
        )


def find_campaign(code: str) -> Campaign:
    """The campaign.  Raises :class:`CampaignNotFound`."""
    campaign = Campaign.objects(code=code).first()
    if campaign is None:
        raise CampaignNotFound(code)
    return campaign


def campaign_of_unit(code: str, unit: str) -> Campaign:
    """The campaign, in which the unit takes part.  Raises :class:`CampaignNotFound` or UnitNotInCampaign."""
    campaign = find_campaign(code)
    if unit not in campaign.unit_codes:
        raise rules.UnitNotInCampaign(unit, campaign.unit_codes)
    return campaign


def get_campaign(code: str) -> dict[str, Any]:
    """The full resource.  Raises :class:`CampaignNotFound`."""
    return describe(find_campaign(code))


class GiftTerms(NamedTuple):
    """What a gift needs to know of its campaign.  ``receiving``: first and last day, of a relief that is called."""

    units: list[str]
    kind: str
    receiving: tuple[dt.date, dt.date] | None


def gift_terms(uow: UnitOfWork, codes: Iterable[str]) -> dict[str, GiftTerms]:
    """The terms of each of these campaigns, without the cost of the whole documents; unknown codes are left out."""
    wanted = {"units.unit": 1, "kind": 1, "receiving": 1}
    found = uow.db[Campaign._get_collection_name()].find({"_id": {"$in": list(codes)}}, wanted)
    return {campaign["_id"]: _terms(campaign) for campaign in found}


def _terms(campaign: dict[str, Any]) -> GiftTerms:
    days = campaign.get("receiving")
    return GiftTerms(
        [row["unit"] for row in campaign["units"]], campaign.get("kind", "fund"),
        (days["from_on"].date(), days["until_on"].date()) if days else None,
    )


def save_campaign(uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """Make the campaign, or bring it to the state told.  The same state again changes and says nothing.

    Raises the refusals of :mod:`rules`."""
    rules.check(command)
    wanted = {
        **{k: command[k] for k in ("name", "starts_on", "ends_on", "target_vnd", "lead_unit", "kind")},
        "units": [CampaignUnit(**row) for row in command["units"]],
        "accounts": [FundAccount(**row) for row in command["accounts"]],
    }
    campaign = Campaign.objects(code=command["code"]).first() or Campaign(code=command["code"], version=0)
    if campaign.version:
        rules.check_kind(campaign.kind, command["kind"])
    if campaign.version and all(getattr(campaign, name) == value for name, value in wanted.items()):
        return describe(campaign)
    for name, value in wanted.items():
        setattr(campaign, name, value)
    campaign.version += 1
    campaign.save()
    answer = describe(campaign)
    # Account numbers stay inside the service: nobody downstream needs them.
    said = {"campaign": campaign.code, **{k: v for k, v in answer.items() if k not in ("code", "accounts")}}
    uow.publish("donations.campaign_saved.v1", subject=campaign.code, data=said, aggregate_version=campaign.version)
    return answer


def describe(campaign: Campaign) -> dict[str, Any]:
    """The full resource, as JSON values."""
    return {
        "code": campaign.code,
        "version": campaign.version,
        "name": campaign.name,
        "starts_on": campaign.starts_on.isoformat(),
        "ends_on": campaign.ends_on.isoformat(),
        "target_vnd": campaign.target_vnd,
        "lead_unit": campaign.lead_unit,
        "kind": campaign.kind,
        "units": [{"unit": row.unit, "target_vnd": row.target_vnd} for row in campaign.units],
        "accounts": [{"number": a.number, "bank": a.bank, "unit": a.unit} for a in campaign.accounts],
    }
