"""Register a pledge; let money fulfil it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from pymongo import ReturnDocument

from contracts.business_days import check_business_day
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.donations.campaigns.commands import find_campaign
from services.donations.campaigns.rules import UnitNotInCampaign
from services.donations.intake.rules import public_name
from services.donations.pledges.documents import Pledge
from services.donations.pledges.rules import PledgeNotFound, status_of
from services.donations.statements.memo_codes import CODE_SPACE, code_from_number


def register_pledge(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Write a pledge down and give it its memo code.

    Raises CampaignNotFound, UnitNotInCampaign, DayInFuture, DayTooEarly, IdempotencyKeyReused."""
    return once(uow, "register_pledge", context, command, lambda: _register(uow, command, context))


def pledge_by_letter(uow: UnitOfWork, context: CommandContext, *, appeal: str, memo_code: str, **facts: Any) -> Pledge:
    """A pledge in answer to a letter of an appeal, under the memo code that stands on the letter already."""
    return _make(uow, context, appeal=appeal, memo_code=memo_code, **facts)


def get_pledge(pledge_id: str) -> dict[str, Any]:
    """The full resource.  Raises :class:`PledgeNotFound`."""
    pledge = Pledge.objects(id=pledge_id).first()
    if pledge is None:
        raise PledgeNotFound(pledge_id)
    return describe(pledge)


def pledges_by_code(codes: Iterable[str], campaign: str) -> dict[str, Pledge]:
    """Pledges of this campaign by their memo codes; codes of no pledge are left out."""
    wanted = list(codes)
    if not wanted:
        return {}
    return {p.memo_code: p for p in Pledge.objects(memo_code__in=wanted, campaign=campaign)}


def fulfil(uow: UnitOfWork, money_by_pledge: dict[str, int]) -> None:
    """Count money (đồng, by pledge id) towards pledges and say so; the ids are known to exist.

    Below zero, it is taken back from them."""
    rows = []
    for pledge_id, amount_vnd in sorted(money_by_pledge.items()):
        changed = uow.db[Pledge._get_collection_name()].find_one_and_update(
            {"_id": pledge_id}, {"$inc": {"fulfilled_vnd": amount_vnd, "version": 1}},
            return_document=ReturnDocument.AFTER,
        )
        if changed is None:
            raise PledgeNotFound(pledge_id)
        rows.append(_row(Pledge._from_son(changed)))
    if rows:
        uow.publish("donations.pledges_changed.v1", subject=rows[0]["campaign"], data={"entries": rows})


def describe(pledge: Pledge) -> dict[str, Any]:
    """The full resource, as JSON values, for those who may see the pledger's name."""
    return {**_row(pledge), "pledger_name": pledge.pledger_name, "name_display": pledge.name_display,
            "note": pledge.note}


def _register(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    campaign = find_campaign(command["campaign"])
    if command["unit"] not in campaign.unit_codes:
        raise UnitNotInCampaign(command["unit"], campaign.unit_codes)
    check_business_day(command["pledged_on"], local_day(uow.now), "pledged_on")
    # Drawn at random, so that one code does not give away the next.
    return describe(_make(uow, context, memo_code=code_from_number(secrets.randbelow(CODE_SPACE)), **command))


def _make(uow: UnitOfWork, context: CommandContext, **facts: Any) -> Pledge:
    pledge = Pledge(
        id=uuid.uuid4().hex, version=1, fulfilled_vnd=0, registered_at=uow.now, registered_by=context.actor, **facts
    )
    pledge.save(force_insert=True)
    uow.publish("donations.pledges_changed.v1", subject=pledge.campaign, data={"entries": [_row(pledge)]})
    return pledge


def _row(pledge: Pledge) -> dict[str, Any]:
    return {
        "pledge_id": pledge.id, "version": pledge.version, "campaign": pledge.campaign, "unit": pledge.unit,
        "activity": pledge.activity, "appeal": pledge.appeal, "amount_vnd": pledge.amount_vnd,
        "fulfilled_vnd": pledge.fulfilled_vnd,
        "status": status_of(pledge.amount_vnd, pledge.fulfilled_vnd),
        "pledged_on": pledge.pledged_on.isoformat(),
        "pledger_name": public_name(pledge.pledger_name, pledge.name_display), "memo_code": pledge.memo_code,
    }
