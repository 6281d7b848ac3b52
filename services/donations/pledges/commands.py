"""Register a pledge; let money fulfil it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from pymongo import ReturnDocument

from contracts.business_days import check_business_day
from contracts.events import MAX_ENTRIES
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.donations.campaigns.commands import campaign_of_unit
from services.donations.intake.rules import display_of, public_name
from services.donations.pledges import rules
from services.donations.pledges.consents import Wish, gifts_follow
from services.donations.pledges.documents import Pledge
from services.donations.pledges.rules import PledgeNotFound
from services.donations.statements.memo_codes import CODE_SPACE, code_from_number

ANOTHER_SERVICE = "events"
"""Who registers a pledge that follows a promise of another service."""


@once
def register_pledge(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Write a pledge down and give it its memo code.

    Raises CampaignNotFound, UnitNotInCampaign, DayInFuture, DayTooEarly, IdempotencyKeyReused."""
    campaign_of_unit(command["campaign"], command["unit"])
    check_business_day(command["pledged_on"], local_day(uow.now), "pledged_on")
    rules.check_form(
        command["kind"], command["cheque"] is not None, command["instalments"], command["amount_vnd"],
        command["pledged_on"],
    )
    donor = command["donor"]
    if donor is not None:
        command = command | {
            "name_display": display_of(command["name_display"], donor["minor"], donor["consent_basis"])
        }
    command = command | {
        "instalments": [{**part, "due_on": part["due_on"].isoformat()} for part in command["instalments"]]
    }
    return describe(_make(uow, context.actor, memo_code=_drawn_code(), **command))


def pledge_by_letter(uow: UnitOfWork, context: CommandContext, *, appeal: str, memo_code: str, **facts: Any) -> Pledge:
    """A pledge in answer to a letter of an appeal, under the memo code that stands on the letter already."""
    return _make(uow, context.actor, appeal=appeal, memo_code=memo_code, **facts)


def pledge_by_promise(uow: UnitOfWork, promise_id: str, version: int, facts: dict[str, Any]) -> Pledge:
    """The pledge of a promise that another service has written down, under the promise's own id."""
    withdrawn = facts["lapsed_on"] is not None
    return _make(
        uow, ANOTHER_SERVICE, id=promise_id, memo_code=_drawn_code(), promise_version=version,
        promise_withdrawn=withdrawn, promise_display=facts["name_display"], **facts,
    )


def change_by_promise(uow: UnitOfWork, pledge: Pledge, version: int, facts: dict[str, Any]) -> None:
    """Bring such a pledge to a newer state of its promise.  Only a change that readers can see is said: or each answer
    to the promise would be answered for ever."""
    before = _row(pledge)
    pledge.promise_version = version
    if facts["name_display"] != pledge.promise_display:
        # Only when it was said anew: or what the pledger told the desk meanwhile would be undone.
        said = Wish(facts["pledger_name"], facts["name_display"])
        gifts_follow(uow, pledge.id, Wish(pledge.pledger_name, pledge.name_display), said)
        pledge.pledger_name, pledge.name_display = facts["pledger_name"], facts["name_display"]
        pledge.promise_display = facts["name_display"]
        pledge.history.append({
            "what": "consent", "by": ANOTHER_SERVICE, "at": uow.now, "name_display": facts["name_display"],
        })
    if facts["lapsed_on"] and not pledge.promise_withdrawn:
        # Once: who reopens the pledge afterwards knows better than a promise that is told again.
        pledge.promise_withdrawn, pledge.lapsed_on = True, pledge.lapsed_on or facts["lapsed_on"]
        pledge.history.append({"what": "promise_withdrawn", "by": ANOTHER_SERVICE, "at": uow.now})
    if _row(pledge) == before:
        pledge.save()
    else:
        _save_and_say(uow, pledge)


def get_pledge(pledge_id: str) -> dict[str, Any]:
    """The pledge as everybody may see it who may see rows: the name only as far as the pledger consents.

    Raises :class:`PledgeNotFound`."""
    return _row(_load(pledge_id))


@once
def lapse_pledge(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Give up what is still owed.  Money that comes all the same counts as before.

    Raises PledgeNotFound and what ``rules.check_lapse`` raises."""
    pledge = _load(command["pledge_id"])
    rules.check_lapse(_status(pledge), pledge.pledged_on, command["lapsed_on"], local_day(uow.now))
    pledge.lapsed_on = command["lapsed_on"]
    return _advance(uow, pledge, context, "lapsed", reason=command["reason"])


@once
def reopen_pledge(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Expect a lapsed pledge again.  Raises PledgeNotFound, PledgeNotLapsed."""
    pledge = _load(command["pledge_id"])
    rules.check_reopening(_status(pledge))
    pledge.lapsed_on = None
    return _advance(uow, pledge, context, "reopened", reason=command["reason"])


@once
def change_pledger_consent(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Show the pledger's name as the pledger now wishes, from the next event on, also with the pledge's bank lines.

    Raises PledgeNotFound, MinorNameNeedsGuardian."""
    pledge = _load(command["pledge_id"])
    donor: dict[str, Any] = {"kind": None, "country": "VN", "minor": False, "consent_basis": None}
    donor |= dict(pledge.donor or {})
    minor = donor["minor"] if command["minor"] is None else command["minor"]
    basis = command["consent_basis"]
    before = Wish(pledge.pledger_name, pledge.name_display)
    pledge.name_display = display_of(command["name_display"], minor, basis)
    gifts_follow(uow, pledge.id, before, Wish(pledge.pledger_name, pledge.name_display))
    pledge.donor = donor | {"minor": minor, "consent_basis": basis}
    return _advance(
        uow, pledge, context, "consent", name_display=pledge.name_display, minor=minor, consent_basis=basis
    )


def list_overdue_pledges(uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """A page of pledges of which an instalment was due by ``as_of`` and has not come, each with what is overdue."""
    as_of, limit = command["as_of"], command["limit"]
    wanted: dict[str, Any] = {
        "campaign": command["campaign"], "instalments.due_on": {"$lte": as_of.isoformat()}, "lapsed_on": None,
        "$expr": {"$lt": ["$fulfilled_vnd", "$amount_vnd"]},
    }
    if command["units"] is not None:
        wanted["unit"] = {"$in": command["units"]}
    if command["after"]:
        wanted["_id"] = {"$gt": command["after"]}
    rows: list[dict[str, Any]] = []
    for pledge in Pledge.objects(__raw__=wanted).order_by("id"):
        parts = [{**part, "due_on": dt.date.fromisoformat(part["due_on"])} for part in pledge.instalments]
        overdue_vnd = rules.overdue_vnd(parts, pledge.amount_vnd, pledge.fulfilled_vnd, False, as_of)
        if overdue_vnd:
            rows.append({**_row(pledge), "overdue_vnd": overdue_vnd})
        if len(rows) > limit:
            break
    return {"rows": rows[:limit], "next": rows[limit - 1]["pledge_id"] if len(rows) > limit else None}


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
    for at in range(0, len(rows), MAX_ENTRIES):
        some = rows[at : at + MAX_ENTRIES]
        uow.publish("donations.pledges_changed.v1", subject=some[0]["campaign"], data={"entries": some})


def describe(pledge: Pledge) -> dict[str, Any]:
    """The full resource, as JSON values, for those who may see the pledger's name."""
    return {**_row(pledge), "pledger_name": pledge.pledger_name, "name_display": pledge.name_display,
            "note": pledge.note, "cheque": dict(pledge.cheque) if pledge.cheque else None}


def _drawn_code() -> str:
    # Drawn at random, so that one code does not give away the next.
    return code_from_number(secrets.randbelow(CODE_SPACE))


def _make(uow: UnitOfWork, actor: str, **facts: Any) -> Pledge:
    named = {"id": uuid.uuid4().hex, **facts}
    pledge = Pledge(version=1, fulfilled_vnd=0, registered_at=uow.now, registered_by=actor, **named)
    pledge.save(force_insert=True)
    uow.publish("donations.pledges_changed.v1", subject=pledge.campaign, data={"entries": [_row(pledge)]})
    return pledge


def _row(pledge: Pledge) -> dict[str, Any]:
    return {
        "pledge_id": pledge.id, "version": pledge.version, "campaign": pledge.campaign, "unit": pledge.unit,
        "activity": pledge.activity, "appeal": pledge.appeal, "amount_vnd": pledge.amount_vnd,
        "fulfilled_vnd": pledge.fulfilled_vnd,
        "status": _status(pledge),
        "pledged_on": pledge.pledged_on.isoformat(),
        "pledger_name": public_name(pledge.pledger_name, pledge.name_display), "memo_code": pledge.memo_code,
        "kind": pledge.kind, "instalments": list(pledge.instalments),
        "lapsed_on": pledge.lapsed_on.isoformat() if pledge.lapsed_on else None,
        "donor_kind": (pledge.donor or {}).get("kind"),
    }


def _status(pledge: Pledge) -> str:
    return rules.status_of(pledge.amount_vnd, pledge.fulfilled_vnd, pledge.lapsed_on is not None)


def _load(pledge_id: str) -> Pledge:
    pledge: Pledge | None = Pledge.objects(id=pledge_id).first()
    if pledge is None:
        raise PledgeNotFound(pledge_id)
    return pledge


def _advance(uow: UnitOfWork, pledge: Pledge, context: CommandContext, what: str, **told: Any) -> dict[str, Any]:
    pledge.history.append({"what": what, "by": context.actor, "at": uow.now, **told})
    _save_and_say(uow, pledge)
    return describe(pledge)


def _save_and_say(uow: UnitOfWork, pledge: Pledge) -> None:
    pledge.version += 1
    pledge.save()
    uow.publish("donations.pledges_changed.v1", subject=pledge.campaign, data={"entries": [_row(pledge)]})
