"""What a proposal would meet, told before it is made: the ceiling, what the Fund can pay, what the household has."""

from __future__ import annotations

from typing import Any

from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.donations.beneficiaries.commands import household_of_unit, unit_has_register
from services.donations.campaigns.commands import campaign_of_unit
from services.donations.programmes.commands import programmes_on
from services.donations.support import fund, rules
from services.donations.support.documents import Payment

Json = dict[str, Any]

MOST_TOLD = 50
"""Of a household's payments; it rarely has more than one of a kind."""

_PAYMENTS = Payment._get_collection_name()

NOT_RESERVED = ["proposed", "verified", "approved_once"]


def ask_support_terms(uow: UnitOfWork, command: Json) -> Json:
    """``household``: as lists show it, None when it is not in the unit's register; ``unit_has_register``: it must be.
    ``programme``: the one of the day, None without; ``kind_has_programmes``: then there must be one.
    ``fund_left_vnd``: what the Fund of the unit can still pay; ``waiting_vnd``: what waits there for approval, which
    reserves nothing yet.  ``standing``: what the household was proposed for or given there in the campaign.

    Raises CampaignNotFound, UnitNotInCampaign."""
    campaign, unit = command["campaign"], command["unit"]
    campaign_of_unit(campaign, unit)
    on = command["proposed_on"] or local_day(uow.now)
    programme, kind_has_programmes = programmes_on(campaign, command["kind"], on)
    standing = Payment.objects(
        household_code=command["household_code"], campaign=campaign, unit=unit, status__in=rules.STANDING
    ).order_by("proposed_on", "id").limit(MOST_TOLD)
    return {
        "household": household_of_unit(command["household_code"], campaign, unit),
        "unit_has_register": unit_has_register(campaign, unit),
        "programme": programme, "kind_has_programmes": kind_has_programmes,
        "fund_left_vnd": fund.left_vnd(uow, campaign, unit), "waiting_vnd": _waiting_vnd(uow, campaign, unit),
        "standing": [
            {
                "payment_id": one.id, "unit": one.unit, "kind": one.kind, "amount_vnd": one.amount_vnd,
                "status": one.status, "proposed_on": one.proposed_on.isoformat(),
            }
            for one in standing
        ],
    }


def _waiting_vnd(uow: UnitOfWork, campaign: str, unit: str) -> int:
    summed = uow.db[_PAYMENTS].aggregate([
        {"$match": {"campaign": campaign, "unit": unit, "status": {"$in": NOT_RESERVED}}},
        {"$group": {"_id": None, "amount_vnd": {"$sum": "$amount_vnd"}}},
    ])
    return next((int(one["amount_vnd"]) for one in summed), 0)
