"""Registering guests, giving places back."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import Work, once
from messaging.unit_of_work import UnitOfWork
from services.events.activities.documents import Activity
from services.events.activities.rules import PlacePlan
from services.events.guests.rules import check_assisted
from services.events.registration import waiting_list
from services.events.registration.desk import Desk
from services.events.registration.documents import Registration
from services.events.registration.opening import at_desk
from services.events.registration.rules import (
    BY_REQUEST,
    CANCELLED,
    UnknownRegistration,
    check_known,
)
from services.events.registration.waiting_rules import Wish, all_quotas

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


def with_guests(name: str) -> Callable[[Work], Work]:
    """The same for an answer that holds several, under ``name``."""

    def decorate(work: Work) -> Work:
        @functools.wraps(work)
        def run(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
            made = work(uow, command, context)
            ids = [one["registration_id"] for one in made[name]]
            people = {one.registration_id: one.person() for one in Registration.objects(registration_id__in=ids)}
            return {**made, name: [{**one, **people[one["registration_id"]]} for one in made[name]]}

        return run

    return decorate


@with_guest
@once
def register_guest(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take a place for a guest, or put them on the waiting list.

    Answers the registration with ``homonyms``: ids of other living registrations of the activity under the
    same name and commune (without one, organisation), diacritics ignored.  They are flagged for a person to
    look at, never merged.  ``known``, of a row of a list: it had been registered before, and nobody was registered now.
    Raises :class:`UnknownActivity`, :class:`UnknownQuota`, :class:`QuotaFull` or :class:`AssistedWithoutSayingSo`.
    """
    known = None
    if command["row_key"]:
        known = Registration.objects(activity=command["activity"], row_key=command["row_key"]).first()
    registration = known or enter_guest(uow, command, context.actor)
    return remembered(registration, homonyms([registration]), command, known is not None)


def remembered(registration: Registration, alike: dict[str, list[str]], command: Json, known: bool) -> Json:
    """What a registration answers, but for who the guest is."""
    answer = {**registration.remembered(), "homonyms": alike[registration.registration_id]}
    return answer | ({"known": known} if command["row_key"] else {})


def enter_guest(uow: UnitOfWork, command: Json, actor: str) -> Registration:
    """Register a guest within a transaction that may do more; ``command`` as loaded by ``RegisterGuest``."""
    with at_desk(uow, command["activity"]) as desk:
        return enter_at(desk, command, actor)


def enter_at(desk: Desk, command: Json, actor: str) -> Registration:
    """Register a guest, who is a party of their own, at an open desk."""
    check_assisted(command["assisted"], command["assisted_reason"])
    also = sorted(set(command.get("also") or ()))
    desk.check_quotas(command["quota"], also)
    wish = Wish(all_quotas(command["quota"], also))
    gets = desk.enter(wish, may_wait=command["may_wait"])
    return desk.add(
        command, actor, quota=command["quota"], also=also, wish=wish.key, row_key=command["row_key"],
        list_id=command.get("list_id"), **gets,
    )


@with_guest
@once
def cancel_registration(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Cancel, free the place at once and move the next up (or offer it to them), all in one transaction.

    Cancelling again changes nothing.  Raises :class:`UnknownRegistration`.
    """
    registration = find_registration(command["registration_id"], "registration_id")
    if registration.status != CANCELLED:
        take_back(uow, registration, command["reason"])
    return registration.remembered()


def take_back(uow: UnitOfWork, registration: Registration, reason: str) -> None:
    """Cancel a living registration within a transaction that may do more."""
    with at_desk(uow, registration.activity) as desk:
        [there] = desk.find({"registration_id": registration.registration_id})
        if there.status != CANCELLED:  # its offer may have run out just now
            desk.end(there, BY_REQUEST, reason)
            waiting_list.move_up(desk)
    registration.reload()


def move_up_waiting(uow: UnitOfWork, code: str) -> Json:
    """Settle what is due and move up those of the waiting list who fit: for the clock, and for after a quota was made
    much larger.

    Answers whether there is more to do (``more``).  Raises :class:`UnknownActivity`.
    """
    with at_desk(uow, code) as desk:
        return {"more": not desk.all_served}


def activity_of(registration_id: str) -> str:
    """Code of the activity that a registration belongs to.  Raises :class:`UnknownRegistration`."""
    return str(find_registration(registration_id, "registration_id").activity)


def get_registration(registration_id: str) -> Json:
    """The registration with its homonyms.  Raises :class:`UnknownRegistration`."""
    registration = find_registration(registration_id, "id")
    return {**registration.to_wire(), "homonyms": homonyms([registration])[registration_id]}


def known_quota(_plan: PlacePlan, activity: Activity, quota: str, field: str) -> str:
    """The quota, if the activity has it.  Raises :class:`UnknownQuota`."""
    check_known(activity.name, [part.as_rule() for part in activity.quotas], quota, field)
    return quota


def find_registration(registration_id: str, field: str) -> Registration:
    """The registration of this id.  Raises :class:`UnknownRegistration`."""
    registration = Registration.objects(registration_id=registration_id).first()
    if registration is None:
        raise UnknownRegistration(
            "Không có đăng ký nào mang mã này.", field=field, remedy="Xem lại mã trong danh sách đăng ký."
        )
    return registration


def homonyms(registrations: Sequence[Registration]) -> dict[str, list[str]]:
    """For each, ids of the other living registrations of its activity that may be the same person."""
    named = [one for one in registrations if one.guest_name]
    by_key: dict[tuple[str, str], list[str]] = {}
    if named:
        wanted = {
            "activity": {"$in": list({one.activity for one in named})},
            "homonym_key": {"$in": list({one.homonym_key for one in named})}, "status": {"$ne": CANCELLED},
        }
        found = Registration._get_collection().find(wanted, {"activity": 1, "homonym_key": 1}).sort("number", 1)
        for one in found.limit((MOST_HOMONYMS + 1) * len(named)):
            by_key.setdefault((one["activity"], one["homonym_key"]), []).append(str(one["_id"]))
    alike = {one.registration_id: by_key.get((one.activity, one.homonym_key), []) for one in named}
    return {
        one.registration_id: [
            id for id in alike.get(one.registration_id, []) if id != one.registration_id
        ][:MOST_HOMONYMS]
        for one in registrations
    }
