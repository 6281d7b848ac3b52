"""Enter, change and close households; look at them, and keep that somebody looked."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any

from bson import ObjectId

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from runtime.text import fold
from services.donations.beneficiaries import rules
from services.donations.beneficiaries.documents import Household, HouseholdLook
from services.donations.campaigns.commands import campaign_of_unit
from services.donations.intake.rules import MASKED, public_name

Json = dict[str, Any]


@once
def save_household(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Enter a household, or bring it to this state; the same state again changes nothing.  Homonyms in the unit are
    told, not refused.

    Raises CampaignNotFound, UnitNotInCampaign and what ``rules.check_household`` and ``check_change`` raise."""
    campaign_of_unit(command["campaign"], command["unit"])
    rules.check_household(
        command["class_from_on"], command["bank"], command["bank_account"], local_day(uow.now)
    )
    told = {name: value for name, value in command.items() if name != "seen_version"}
    told["folded"] = f"{fold(command['head_name'])} {command['code']}"
    household = Household.objects(code=command["code"]).first()
    if household is None:
        household = Household(household_id=uuid.uuid4().hex, version=0, status="active", **told)
    else:
        if household.status == "active":
            rules.check_change(household.version, command["seen_version"], household.unit, command["unit"])
        if household.status == "active" and all(getattr(household, name) == told[name] for name in told):
            return _masked(household)
        for name, value in told.items():
            setattr(household, name, value)
        household.status, household.closed_reason = "active", None
    _advance(uow, household, context)
    return {**_masked(household), "homonyms": _homonyms(household)}


def close_household(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take a household out of the register.  Again, it changes nothing.  Raises HouseholdNotFound."""
    household = find_household(command["code"])
    if household.status == "active":
        household.status, household.closed_reason = "closed", command["reason"]
        _advance(uow, household, context)
    return _masked(household)


def get_household(code: str) -> Json:
    """What everybody who works with the register may see: no name, address or account.  Raises HouseholdNotFound."""
    return _masked(find_household(code))


def household_of_unit(code: str, campaign: str, unit: str) -> Json | None:
    """The same, if the household is in the register of this campaign and unit."""
    household = Household.objects(code=code, campaign=campaign, unit=unit).first()
    return _masked(household) if household else None


def look_at_household(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """All of a household; the look is kept in the same transaction, or nothing is shown.  Raises HouseholdNotFound."""
    household = find_household(command["code"])
    keep_looks([household], command["purpose"], uow, context)
    return {
        **_masked(household), "head_name": household.head_name, "address": household.address,
        "phone": household.phone, "members": list(household.members), "note": household.note,
        "bank": household.bank, "bank_account": household.bank_account, "class_number": household.class_number,
        "closed_reason": household.closed_reason,
    }


def list_households(uow: UnitOfWork, command: Json) -> Json:
    """A page of households by code."""
    found = Household.objects(campaign=command["campaign"], code__gt=command["after"])
    if command["units"] is not None:
        found = found.filter(unit__in=command["units"])
    if command["household_class"]:
        found = found.filter(household_class=command["household_class"])
    if command["text"]:
        found = found.filter(folded=re.compile(re.escape(fold(command["text"]))))
    page = list(found.order_by("code").limit(command["limit"] + 1))
    shown = page[: command["limit"]]
    return {
        "households": [_masked(one) for one in shown],
        "next": shown[-1].code if len(page) > command["limit"] else None,
    }


def list_looks(uow: UnitOfWork, command: Json) -> Json:
    """A page of looks, newest first."""
    looks = HouseholdLook.objects
    if command["code"]:
        looks = looks.filter(code=command["code"])
    if command["before"]:
        looks = looks.filter(id__lt=ObjectId(command["before"]))
    page = list(looks.order_by("-id").limit(command["limit"] + 1))
    shown = page[: command["limit"]]
    return {
        "looks": [
            {
                "look_id": str(one.id), "code": one.code, "unit": one.unit, "looked_by": one.looked_by,
                "looked_at": wire_instant(one.looked_at), "purpose": one.purpose,
            }
            for one in shown
        ],
        "next": str(shown[-1].id) if len(page) > command["limit"] else None,
    }


def find_household(code: str) -> Household:
    """The household.  Raises HouseholdNotFound."""
    household: Household | None = Household.objects(code=code).first()
    if household is None:
        raise rules.HouseholdNotFound
    return household


def unit_has_register(campaign: str, unit: str) -> bool:
    """Whether any household of the unit has been entered."""
    return Household.objects(campaign=campaign, unit=unit).only("code").first() is not None


def keep_looks(households: Iterable[Household], purpose: str, uow: UnitOfWork, context: CommandContext) -> None:
    """Write down that these households were seen."""
    looks = [
        HouseholdLook(
            code=one.code, unit=one.unit, looked_by=context.actor, looked_at=uow.now, purpose=purpose,
        )
        for one in households
    ]
    if looks:
        HouseholdLook.objects.insert(looks, load_bulk=False)


def _homonyms(household: Household) -> list[str]:
    same = Household.objects(campaign=household.campaign, unit=household.unit, status="active").filter(
        folded__startswith=f"{fold(household.head_name)} ", code__ne=household.code
    )
    return [one.code for one in same.only("code").limit(20)]


def _advance(uow: UnitOfWork, household: Household, context: CommandContext) -> None:
    household.version += 1
    household.changed_by, household.changed_at = context.actor, uow.now
    household.save()
    row = {
        "household_id": household.household_id, "version": household.version, "campaign": household.campaign,
        "unit": household.unit, "household_class": household.household_class,
        "class_from_on": household.class_from_on.isoformat(), "house_state": household.house_state,
        "needs": list(household.needs), "status": household.status,
    }
    uow.publish("donations.households_changed.v1", subject=household.campaign, data={"entries": [row]})


def _masked(household: Household) -> Json:
    return {
        "code": household.code, "version": household.version, "campaign": household.campaign, "unit": household.unit,
        "household_class": household.household_class, "class_from_on": household.class_from_on.isoformat(),
        "head_initials": public_name(household.head_name, MASKED), "house_state": household.house_state,
        "needs": list(household.needs), "status": household.status,
    }
