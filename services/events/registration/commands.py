"""Registering guests, giving places back, reading the list."""

from __future__ import annotations

import functools
import secrets
import uuid
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import Work, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.events.activities.commands import find_activity
from services.events.activities.documents import Activity
from services.events.activities.rules import PlacePlan
from services.events.guests.details import describe, rules_of
from services.events.guests.rules import check_assisted, new_code
from services.events.registration import places, waiting_list
from services.events.registration.documents import Registration
from services.events.registration.rules import (
    CANCELLED,
    CONFIRMED,
    WAITING,
    UnknownQuota,
    UnknownRegistration,
    quotas_to_serve,
    refuse_full,
)

Json = dict[str, Any]

MOST_HOMONYMS = 20
"""Ids of namesakes listed at the most in an answer."""


def with_guest(work: Work) -> Work:
    """Add to the answer of a command who the guest is, as kept now: what ``once`` remembers must hold no names, or
    they would outlive the guest's own entry."""

    @functools.wraps(work)
    def run(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
        made = work(uow, command, context)
        return {**made, **find_registration(made["registration_id"], "registration_id").person()}

    return run


@with_guest
@once
def register_guest(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take a place for a guest, or put them on the waiting list.

    Answers the registration with ``homonyms``: ids of other living registrations of the activity under the
    same name, commune and organisation, diacritics ignored.  They are flagged for a person to look at, never
    merged.  ``known``, of a row of a list: it had been registered before, and nobody was registered now.
    Raises :class:`UnknownActivity`, :class:`UnknownQuota`, :class:`QuotaFull` or :class:`AssistedWithoutSayingSo`.
    """
    known = None
    if command["row_key"]:
        known = Registration.objects(activity=command["activity"], row_key=command["row_key"]).first()
    registration = known or enter_guest(uow, command, context.actor)
    answer = {**registration.remembered(), "homonyms": _homonyms(registration)}
    return answer | ({"known": known is not None} if command["row_key"] else {})


def enter_guest(uow: UnitOfWork, command: Json, actor: str) -> Registration:
    """Register a guest within a transaction that may do more; ``command`` as loaded by ``RegisterGuest``."""
    check_assisted(command["assisted"], command["assisted_reason"])
    activity = find_activity(command["activity"])
    plan = activity.plan()
    quota = known_quota(plan, activity, command["quota"], "quota")
    moved = waiting_list.move_up(activity, plan, uow.now)
    waits = not _take(activity, plan, quota)
    if waits:
        if not (command["may_wait"] and activity.waiting_list):
            raise refuse_full(plan, quota, activity.left, waiting_list=activity.waiting_list)
        places.queue(activity, quota)
    registration = _new(uow, command, activity, actor)
    registration.status = WAITING if waits else CONFIRMED
    registration.waiting_number = activity.last_waiting_number if waits else None
    registration.save(force_insert=True)
    waiting_list.publish(uow, [*moved, registration])
    return registration


@with_guest
@once
def cancel_registration(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Cancel, free the place at once and move the next who fits up, all in one transaction.

    Cancelling again changes nothing.  Raises :class:`UnknownRegistration`.
    """
    registration = find_registration(command["registration_id"], "registration_id")
    if registration.status != CANCELLED:
        take_back(uow, registration, command["reason"])
    return registration.remembered()


def take_back(uow: UnitOfWork, registration: Registration, reason: str) -> None:
    """Cancel a living registration within a transaction that may do more."""
    activity = find_activity(registration.activity)
    plan = activity.plan()
    if registration.status == CONFIRMED:
        places.give_back(activity, registration.quota, plan.pools[registration.quota])
    else:
        places.leave_queue(activity, registration.quota)
    registration.status, registration.waiting_number = CANCELLED, None
    registration.version += 1
    registration.changed_at = uow.now
    registration.cancel_reason = reason
    registration.seat = None
    registration.save()
    waiting_list.publish(uow, [registration, *waiting_list.move_up(activity, plan, uow.now)])


def move_up_waiting(uow: UnitOfWork, code: str) -> Json:
    """Move up those of the waiting list who fit, for after a quota was made much larger.

    Answers how many were (``moved``).  Raises :class:`UnknownActivity`.
    """
    activity = find_activity(code)
    moved = waiting_list.move_up(activity, activity.plan(), uow.now)
    waiting_list.publish(uow, moved)
    return {"moved": len(moved)}


def activity_of(registration_id: str) -> str:
    """Code of the activity that a registration belongs to.  Raises :class:`UnknownRegistration`."""
    return str(find_registration(registration_id, "registration_id").activity)


def get_registration(registration_id: str) -> Json:
    """The registration with its homonyms.  Raises :class:`UnknownRegistration`."""
    registration = find_registration(registration_id, "id")
    return {**registration.to_wire(), "homonyms": _homonyms(registration)}


def _take(activity: Activity, plan: PlacePlan, quota: str) -> bool:
    if quotas_to_serve(plan, activity.left, activity.waiting):
        # More guests are being moved up than fit into one transaction; a newcomer doesn't overtake them.
        return False
    return places.take(activity, quota, plan.pools[quota])


def _new(uow: UnitOfWork, command: Json, activity: Activity, registered_by: str) -> Registration:
    registration = Registration(
        registration_id=uuid.uuid4().hex, version=1, number=activity.registered,
        activity=activity.code, campaign=activity.campaign, unit=activity.unit, quota=command["quota"],
        assisted=command["assisted"], assisted_reason=command["assisted_reason"], row_key=command["row_key"],
        code=_free_code(activity.code),
        registered_at=uow.now, registered_on=local_day(uow.now).isoformat(), registered_by=registered_by,
        changed_at=uow.now,
    )
    describe(registration, command, rules_of(activity)["hidden_quotas"])
    return registration


def _free_code(activity: str) -> str:
    """A short code that nobody of the activity bears; the unique index stands behind it."""
    while True:
        code = new_code(secrets.choice)
        if Registration.objects(activity=activity, code=code).only("code").first() is None:
            return code


def known_quota(plan: PlacePlan, activity: Activity, quota: str, field: str) -> str:
    """The quota, if the activity has it.  Raises :class:`UnknownQuota`."""
    if quota not in plan.pools:
        known = sorted(plan.pools)
        raise UnknownQuota(
            f"Hoạt động “{activity.name}” không có khối khách nào mã “{quota}”.", field=field,
            remedy=f"Các mã đang có: {', '.join(known)}." if known else "Hoạt động này không nhận đăng ký.",
            known=known,
        )
    return quota


def find_registration(registration_id: str, field: str) -> Registration:
    """The registration of this id.  Raises :class:`UnknownRegistration`."""
    registration = Registration.objects(registration_id=registration_id).first()
    if registration is None:
        raise UnknownRegistration(
            "Không có đăng ký nào mang mã này.", field=field, remedy="Xem lại mã trong danh sách đăng ký."
        )
    return registration


def _homonyms(registration: Registration) -> list[str]:
    found = (
        Registration.objects(
            activity=registration.activity, homonym_key=registration.homonym_key, status__ne=CANCELLED,
            registration_id__ne=registration.registration_id,
        )
        .order_by("number").limit(MOST_HOMONYMS).scalar("registration_id")
    )
    return [str(found_id) for found_id in found]
