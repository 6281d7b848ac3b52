"""Registering guests, giving places back, reading the list."""

from __future__ import annotations

import uuid
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.events.activities.commands import find_activity
from services.events.activities.documents import Activity
from services.events.activities.rules import PlacePlan, with_everything_inside
from services.events.registration import places, waiting_list
from services.events.registration.documents import Registration
from services.events.registration.rules import (
    CANCELLED,
    CONFIRMED,
    WAITING,
    UnknownQuota,
    UnknownRegistration,
    homonym_key,
    quotas_to_serve,
    refuse_full,
)

MOST_HOMONYMS = 20
"""Ids of namesakes listed at the most in an answer."""


@once
def register_guest(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Take a place for a guest, or put them on the waiting list.

    Answers the registration with ``homonyms``: ids of other living registrations of the activity under the
    same name, commune and organisation, diacritics ignored.  They are flagged for a person to look at, never
    merged.
    Raises :class:`UnknownActivity`, :class:`UnknownQuota` or :class:`QuotaFull`.
    """
    activity = find_activity(command["activity"])
    plan = activity.plan()
    quota = _known_quota(plan, activity, command["quota"], "quota")
    moved = waiting_list.move_up(activity, plan, uow.now)
    waits = not _take(activity, plan, quota)
    if waits:
        if not (command["may_wait"] and activity.waiting_list):
            raise refuse_full(plan, quota, activity.left, waiting_list=activity.waiting_list)
        places.queue(activity, quota)
    registration = _new(uow, command, activity, context.actor)
    registration.status = WAITING if waits else CONFIRMED
    registration.waiting_number = activity.last_waiting_number if waits else None
    registration.save(force_insert=True)
    waiting_list.publish(uow, [*moved, registration])
    return {**registration.to_wire(), "homonyms": _homonyms(registration)}


@once
def cancel_registration(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Cancel, free the place at once and move the next who fits up, all in one transaction.

    Cancelling again changes nothing.  Raises :class:`UnknownRegistration`.
    """
    registration = _find(command["registration_id"], "registration_id")
    if registration.status == CANCELLED:
        return registration.to_wire()
    activity = find_activity(registration.activity)
    plan = activity.plan()
    if registration.status == CONFIRMED:
        places.give_back(activity, registration.quota, plan.pools[registration.quota])
    else:
        places.leave_queue(activity, registration.quota)
    registration.status, registration.waiting_number = CANCELLED, None
    registration.version += 1
    registration.changed_at = uow.now
    registration.cancel_reason = command["reason"]
    registration.save()
    waiting_list.publish(uow, [registration, *waiting_list.move_up(activity, plan, uow.now)])
    return registration.to_wire()


def move_up_waiting(uow: UnitOfWork, code: str) -> dict[str, Any]:
    """Move up those of the waiting list who fit, for after a quota was made much larger.

    Answers how many were (``moved``).  Raises :class:`UnknownActivity`.
    """
    activity = find_activity(code)
    moved = waiting_list.move_up(activity, activity.plan(), uow.now)
    waiting_list.publish(uow, moved)
    return {"moved": len(moved)}


def activity_of(registration_id: str) -> str:
    """Code of the activity that a registration belongs to.  Raises :class:`UnknownRegistration`."""
    return str(_find(registration_id, "registration_id").activity)


def get_registration(registration_id: str) -> dict[str, Any]:
    """The registration with its homonyms.  Raises :class:`UnknownRegistration`."""
    registration = _find(registration_id, "id")
    return {**registration.to_wire(), "homonyms": _homonyms(registration)}


def list_registrations(_uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """One page of an activity's registrations in the order in which they were made.

    A quota stands for itself and all quotas within it.  ``next_after`` is the ``after`` of the next page,
    None on the last.  Raises :class:`UnknownActivity` or :class:`UnknownQuota`.
    """
    activity = find_activity(command["activity"])
    wanted = Registration.objects(activity=activity.code, number__gt=command["after"])
    if command["quota"] is not None:
        quota = _known_quota(activity.plan(), activity, command["quota"], "quota")
        inside = with_everything_inside(quota, [part.as_rule() for part in activity.quotas])
        wanted = wanted.filter(quota__in=inside)
    if command["status"] is not None:
        wanted = wanted.filter(status=command["status"])
    found = list(wanted.order_by("number").limit(command["limit"] + 1))
    page = found[: command["limit"]]
    return {
        "activity": activity.code,
        "registrations": [registration.to_wire() for registration in page],
        "next_after": page[-1].number if len(found) > len(page) else None,
    }


def _take(activity: Activity, plan: PlacePlan, quota: str) -> bool:
    if quotas_to_serve(plan, activity.left, activity.waiting):
        # More guests are being moved up than fit into one transaction; a newcomer doesn't overtake them.
        return False
    return places.take(activity, quota, plan.pools[quota])


def _new(uow: UnitOfWork, command: dict[str, Any], activity: Activity, registered_by: str) -> Registration:
    return Registration(
        registration_id=uuid.uuid4().hex, version=1, number=activity.registered,
        activity=activity.code, campaign=activity.campaign, unit=activity.unit, quota=command["quota"],
        guest_name=command["guest_name"], organisation=command["organisation"], commune=command["commune"],
        phone=command["phone"], assisted=command["assisted"],
        homonym_key=homonym_key(command["guest_name"], command["commune"], command["organisation"]),
        registered_at=uow.now, registered_on=local_day(uow.now).isoformat(), registered_by=registered_by,
        changed_at=uow.now,
    )


def _known_quota(plan: PlacePlan, activity: Activity, quota: str, field: str) -> str:
    if quota not in plan.pools:
        known = sorted(plan.pools)
        raise UnknownQuota(
            f"Hoạt động “{activity.name}” không có khối khách nào mã “{quota}”.", field=field,
            remedy=f"Các mã đang có: {', '.join(known)}." if known else "Hoạt động này không nhận đăng ký.",
            known=known,
        )
    return quota


def _find(registration_id: str, field: str) -> Registration:
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
