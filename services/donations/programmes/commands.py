"""Save programmes and find the one that a proposal falls under."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from mongoengine import BooleanField, DateField, Document, IntField, LongField, StringField

from messaging.unit_of_work import UnitOfWork
from services.donations.campaigns.commands import find_campaign
from services.donations.campaigns.documents import Campaign
from services.donations.programmes import rules

Json = dict[str, Any]


class Programme(Document):
    """A programme as the donations service keeps it.  Natural key: the code."""

    code = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    kind = StringField(required=True)
    name = StringField(required=True)
    ceiling_vnd = LongField(required=True)
    decision = StringField(required=True)
    valid_from = DateField(required=True)
    valid_to = DateField()
    several_per_household = BooleanField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "programmes", "auto_create_index": False,
        "indexes": [("campaign", "kind", "valid_from")],
    }


def save_programme(uow: UnitOfWork, command: Json) -> Json:
    """Make the programme, or bring it to this state; the same state again changes nothing.  What was proposed before
    stays as it was.

    Raises CampaignNotFound, ProgrammeElsewhere, ProgrammeChangedMeanwhile, ProgrammesOverlap, TooManyProgrammes."""
    find_campaign(command["campaign"])
    # Two programmes that are saved at once meet here, so that they can't both miss each other.
    Campaign.objects(code=command["campaign"]).update_one(inc__programmes_saved=1)
    found = Programme.objects(code=command["code"]).first() or Programme(code=command["code"], version=0)
    if found.version and (found.campaign, found.kind) != (command["campaign"], command["kind"]):
        raise rules.ProgrammeElsewhere(
            "Mã này là của một chương trình khác.", field="code", remedy="Chọn mã khác.", campaign=found.campaign
        )
    others = Programme.objects(campaign=command["campaign"], code__ne=command["code"])
    if not found.version and others.count() >= rules.MOST_PROGRAMMES:
        raise rules.TooManyProgrammes(
            f"Đợt vận động đã có {rules.MOST_PROGRAMMES} chương trình.", field="campaign",
            remedy="Sửa một chương trình đã có.",
        )
    told = {name: value for name, value in command.items() if name != "seen_version"}
    if found.version and all(getattr(found, name) == value for name, value in told.items()):
        return describe(found)
    rules.check_seen(found.version, command["seen_version"])
    for name, value in told.items():
        setattr(found, name, value)
    rules.check_apart(_facts(found), [_facts(one) for one in others.filter(kind=command["kind"])])
    found.version += 1
    found.save()
    return describe(found)


def list_programmes(uow: UnitOfWork, command: Json) -> Json:
    """All programmes of a campaign; there are 200 at the most."""
    found = Programme.objects(campaign=command["campaign"])
    if command["kind"]:
        found = found.filter(kind=command["kind"])
    return {"programmes": [describe(one) for one in found.order_by("kind", "valid_from")]}


def programme_for(campaign: str, kind: str, day: dt.date, amount_vnd: int) -> rules.Programme | None:
    """The programme that a proposal falls under; None when the campaign has none of this kind.

    Raises NoProgrammeOnTheDay, CeilingExceeded."""
    known = [_facts(one) for one in Programme.objects(campaign=campaign, kind=kind)]
    return rules.programme_on(known, day, amount_vnd)


def programmes_on(campaign: str, kind: str, day: dt.date) -> tuple[Json | None, bool]:
    """The programme of this kind that is valid on the day, in full, and whether the campaign has any of the kind."""
    of_kind = list(Programme.objects(campaign=campaign, kind=kind))
    valid = next((one for one in of_kind if _facts(one).covers(day)), None)
    return (describe(valid) if valid else None), bool(of_kind)


def describe(programme: Programme) -> Json:
    """The full resource."""
    return {
        "code": programme.code, "version": programme.version, "campaign": programme.campaign, "kind": programme.kind,
        "name": programme.name, "ceiling_vnd": programme.ceiling_vnd, "decision": programme.decision,
        "valid_from": programme.valid_from.isoformat(),
        "valid_to": programme.valid_to.isoformat() if programme.valid_to else None,
        "several_per_household": programme.several_per_household,
    }


def _facts(programme: Programme) -> rules.Programme:
    return rules.Programme(
        programme.code, programme.ceiling_vnd, programme.decision, programme.valid_from, programme.valid_to,
        programme.several_per_household,
    )
