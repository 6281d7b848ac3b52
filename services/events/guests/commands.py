"""Correcting what is known of a guest, and what an activity says about its guests."""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import local_day, utc_now
from services.events.activities.commands import find_activity
from services.events.activities.documents import Activity
from services.events.guests.details import describe, rules_of
from services.events.guests.documents import GuestRules
from services.events.guests.rules import GuestForgotten, forgotten_after, is_beneficiary, unknown_quotas
from services.events.invitations.documents import Invitation
from services.events.registration.commands import find_registration, with_guest
from services.events.registration.documents import Registration

Json = dict[str, Any]

MOST_FORGOTTEN_AT_ONCE = 500

_OF_GUEST = (
    "organisation", "commune", "phone", "email", "needs_note", "folded", "row_key", "cancel_reason",
)
_BLANK_GUEST: Json = {"guest_name": "", "homonym_key": "", "needs": [], "contacts": []}
_OF_INVITEE = (
    "guest_name", "title", "email", "phone", "folded", "row_key", "comes_name", "comes_title", "withdrawn_reason",
)
"""What tells who somebody is; the office that was invited is not a person."""

log = structlog.get_logger()


@with_guest
@once
def change_guest(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Correct what is known of a guest; places and counts stay.

    Raises :class:`UnknownRegistration` or :class:`GuestForgotten`."""
    registration = find_registration(command["registration_id"], "registration_id")
    check_remembered(registration.forgotten_on, "registration_id")
    describe(registration, command, rules_of(find_activity(registration.activity))["hidden_quotas"])
    registration.changed_at = uow.now
    registration.save()
    return registration.remembered()


def check_remembered(forgotten_on: str | None, field: str) -> None:
    """Raises :class:`GuestForgotten`."""
    if forgotten_on:
        raise GuestForgotten(
            "Thông tin cá nhân của khách này đã xóa theo thời hạn lưu giữ.", field=field,
            remedy="Không ghi thêm được; số đếm và mã khách vẫn giữ nguyên.", forgotten_on=forgotten_on,
        )


@once
def save_guest_rules(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Say how long guests are known by name and who is hidden; holds at once for guests who are there.

    Raises :class:`UnknownActivity` or :class:`UnknownGuestRulesQuota`."""
    activity = find_activity(command["activity"])
    quotas = command["beneficiary_quotas"]
    unknown_quotas(quotas, {part.code for part in activity.quotas})
    GuestRules(
        activity=activity.code, keep_days=command["keep_days"], basis=command["basis"],
        names_quotas=quotas is not None, beneficiary_quotas=quotas or [], saved_by=context.actor, saved_at=uow.now,
    ).save()
    said = rules_of(activity)
    _hide(activity, said["hidden_quotas"])
    return said


def get_guest_rules(code: str) -> Json:
    """What holds for the guests of an activity.  Raises :class:`UnknownActivity`."""
    return rules_of(find_activity(code, field="id"))


def expire_guests(uow: UnitOfWork, command: Json) -> Json:
    """Blank names, addresses and needs of up to :data:`MOST_FORGOTTEN_AT_ONCE` guests and invitees of an activity whose
    time is over.

    Counts, codes, consent and what was said by events stay.  Again it finds nobody.  ``more``: there may be others.
    Raises :class:`UnknownActivity`."""
    activity, today = find_activity(command["activity"]), local_day(uow.now)
    keep_days, forgotten = rules_of(activity)["keep_days"], 0
    ended_on = activity.ends_on or activity.starts_on
    over = ended_on and forgotten_after(dt.date.fromisoformat(ended_on), dt.date.min, keep_days)
    if over and over < today:
        entered_before = (today - dt.timedelta(days=keep_days)).isoformat()
        for kept, entered, blank, gone in (
            (Registration, "registered_on", _BLANK_GUEST, _OF_GUEST),
            (Invitation, "invited_on", {}, _OF_INVITEE),
        ):
            due = kept.objects(activity=activity.code, forgotten_on=None, **{f"{entered}__lt": entered_before})
            room = MOST_FORGOTTEN_AT_ONCE - forgotten
            ids = [one.pk for one in due.order_by("number").limit(room).only("pk")] if room else []
            kept.objects(pk__in=ids).update(__raw__={
                "$set": {**blank, "forgotten_on": today.isoformat()}, "$unset": dict.fromkeys(gone, ""),
            })
            forgotten += len(ids)
    return {"forgotten": forgotten, "more": forgotten == MOST_FORGOTTEN_AT_ONCE}


def sweep(store: Store) -> None:
    """Forget all whose time is over, a transaction after the other; what was not reached, the next sweep finds."""
    for code in list(Activity.objects(starts_on__lt=local_day(utc_now()).isoformat()).scalar("code")):
        more = True
        while more:
            done = store.transact(lambda uow, code=code: expire_guests(uow, {"activity": code}))  # type: ignore[misc]
            more = done["more"]
            if done["forgotten"]:
                log.info("guests_forgotten", activity=code, guests=done["forgotten"])


def _hide(activity: Activity, hidden_quotas: list[str]) -> None:
    """Bring who is hidden to what the rules now say, a kind of guest in a quota after the other."""
    of_activity = Registration.objects(activity=activity.code)
    for quota in of_activity.distinct("quota"):
        for kind in of_activity.filter(quota=quota).distinct("kind"):
            hidden = is_beneficiary(kind, quota, hidden_quotas)
            of_activity.filter(quota=quota, kind=kind).update(set__beneficiary=hidden)
