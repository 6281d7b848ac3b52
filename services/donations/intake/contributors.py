"""Soft credits: the people behind a collection that was given as one gift.  They are named beside the money and never
counted as money: the gift alone is."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.donations.intake import amending_rules, contributor_rules, rules
from services.donations.intake.commands import find_gift
from services.donations.intake.documents import DONATIONS, Contributor
from services.donations.intake.rules import public_name

Json = dict[str, Any]

LISTED, REMOVED = "listed", "removed"


@once
def list_contributors(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Name the people of a collection; the list takes the place of the one before it.

    Raises DonationNotFound, DonationTakenBack, SharesExceedGift, MinorNameNeedsGuardian."""
    gift = find_gift(command["donation_id"])
    amending_rules.check_not_taken_back(gift)
    # So that a correction at the same moment meets a write conflict, and leaves nobody behind a gift taken back.
    uow.db[DONATIONS].update_one({"_id": gift["_id"]}, {"$inc": {"contributor_lists": 1}})
    people = command["people"]
    contributor_rules.check_shares([one["amount_vnd"] for one in people], gift["amount_vnd"])
    listed = {f"{gift['_id']}-{number}": one for number, one in enumerate(people, start=1)}
    before = {one.id: one for one in Contributor.objects(donation_id=gift["_id"])}
    changed = []
    for id in [*listed, *(set(before) - set(listed))]:
        told = before.get(id) or Contributor(id=id, version=0, donation_id=gift["_id"])
        if id not in listed and told.status == REMOVED:
            continue
        _tell(told, gift, listed.get(id), context)
        changed.append(told)
    if changed:
        _save(uow, gift["_id"], changed)
    return _describe(gift)


def get_contributors(donation_id: str) -> Json:
    """The people behind a gift, with their names, for those who recorded it.  Raises DonationNotFound."""
    return _describe(find_gift(donation_id))


def remove_contributors(uow: UnitOfWork, donation_id: str) -> None:
    """The gift was taken back: nobody stands behind it any more."""
    listed = list(Contributor.objects(donation_id=donation_id, status=LISTED))
    for one in listed:
        one.status = REMOVED
    if listed:
        _save(uow, donation_id, listed)


def _tell(told: Contributor, gift: Json, one: Json | None, context: CommandContext) -> None:
    if one is None:
        told.status = REMOVED
        return
    told.status, told.name, told.amount_vnd = LISTED, one["name"], one["amount_vnd"]
    told.name_display = rules.display_of(one["name_display"], one["minor"], one["consent_basis"])
    told.consent_basis = one["consent_basis"]
    told.campaign, told.unit, told.received_on = gift["campaign"], gift["unit"], gift["received_on"].date()
    told.listed_by = context.actor


def _save(uow: UnitOfWork, donation_id: str, changed: list[Contributor]) -> None:
    for one in changed:
        one.version += 1
        one.save()
    rows = [_row(one) for one in changed]
    uow.publish("donations.contributors_changed.v1", subject=donation_id, data={"entries": rows})


def _row(one: Contributor) -> Json:
    shown = public_name(one.name, one.name_display) if one.status == LISTED else ""
    return {
        "contributor_id": one.id, "version": one.version, "campaign": one.campaign, "unit": one.unit,
        "donation_id": one.donation_id, "status": one.status, "name": shown, "amount_vnd": one.amount_vnd,
        "received_on": one.received_on.isoformat(),
    }


def _describe(gift: Json) -> Json:
    people = sorted(
        Contributor.objects(donation_id=gift["_id"], status=LISTED), key=lambda one: int(one.id.rpartition("-")[2])
    )
    return {
        "donation_id": gift["_id"], "campaign": gift["campaign"], "unit": gift["unit"],
        "given_vnd": gift["amount_vnd"], "credited_vnd": sum(one.amount_vnd for one in people),
        "people": [
            {"name": one.name, "amount_vnd": one.amount_vnd, "name_display": one.name_display} for one in people
        ],
    }
