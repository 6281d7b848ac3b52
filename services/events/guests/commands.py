"""Correcting what is known of a guest, and what an activity says about its guests."""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import local_day
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
    """Blank names, addresses and needs of up to :data:`MOST_FORGOTTEN_AT_ONCE` guests and invitees whose time is over.

    Counts, codes, consent and what was said by events stay.  Again it finds nobody.  ``more``: there may be others.
    Raises :class:`UnknownActivity`."""
    if command["activity"]:
        find_activity(command["activity"])
    today, forgotten = local_day(uow.now), 0
    activities = Activity.objects(code=command["activity"]) if command["activity"] else Activity.objects
    for activity in activities.filter(starts_on__lt=today.isoformat()).order_by("code"):
        room = MOST_FORGOTTEN_AT_ONCE - forgotten
        if room == 0:
            break
        forgotten += _forget(activity, today, room)
    return {"forgotten": forgotten, "more": forgotten == MOST_FORGOTTEN_AT_ONCE}


def sweep(store: Store) -> None:
    """Forget all whose time is over, a transaction after the other; what was not reached, the next sweep finds."""
    while True:
        done = store.transact(lambda uow: expire_guests(uow, {"activity": None}))
        if done["forgotten"]:
            log.info("guests_forgotten", guests=done["forgotten"])
        if not done["more"]:
            return


def _forget(activity: Activity, today: dt.date, room: int) -> int:
    ended_on = dt.date.fromisoformat(activity.ends_on or activity.starts_on)
    keep_days = rules_of(activity)["keep_days"]
    if forgotten_after(ended_on, ended_on, keep_days) >= today:  # type: ignore[operator]  # it has a day
        return 0
    entered_before = (today - dt.timedelta(days=keep_days)).isoformat()
    forgotten = 0
    for kept, entered, blank, gone in (
        (Registration, "registered_on", {"guest_name": "", "homonym_key": "", "needs": []}, _OF_GUEST),
        (Invitation, "invited_on", {}, _OF_INVITEE),
    ):
        due = kept.objects(activity=activity.code, forgotten_on=None, **{f"{entered}__lt": entered_before})
        ids = [one.pk for one in due.order_by("number").limit(room - forgotten).only("pk")] if room > forgotten else []
        kept.objects(pk__in=ids).update(__raw__={
            "$set": {**blank, "forgotten_on": today.isoformat()}, "$unset": dict.fromkeys(gone, ""),
        })
        forgotten += len(ids)
    return forgotten


def _hide(activity: Activity, hidden_quotas: list[str]) -> None:
    """Bring who is hidden to what the rules now say, a kind of guest in a quota after the other."""
    of_activity = Registration.objects(activity=activity.code)
    for quota in of_activity.distinct("quota"):
        for kind in of_activity.filter(quota=quota).distinct("kind"):
            hidden = is_beneficiary(kind, quota, hidden_quotas)
            of_activity.filter(quota=quota, kind=kind).update(set__beneficiary=hidden)
