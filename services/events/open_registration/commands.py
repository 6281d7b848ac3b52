"""Registering oneself, and what one's own link shows and does."""

from __future__ import annotations

import functools
from typing import Any

from contracts.commands.events.registration import RegisterGuest
from messaging.context import CommandContext
from messaging.idempotency import Work, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.events.activities.finding import find_activity
from services.events.guests.details import rules_of
from services.events.guests.rules import contacts_of
from services.events.open_registration import repeats, rules
from services.events.open_registration.documents import Opening, RegistrationLink
from services.events.open_registration.openings import about_activity, find_public, open_block, public_state
from services.events.registration.commands import enter_at, take_back
from services.events.registration.desk import Desk
from services.events.registration.documents import Registration
from services.events.registration.offers import take_offered
from services.events.registration.opening import at_desk, settled
from services.events.registration.rules import CANCELLED, CONFIRMED, WAITING

Json = dict[str, Any]

BY_LINK = "Khách tự hủy bằng đường dẫn của mình."
OF_GUEST = (
    "guest_name", "organisation", "phone", "email", "needs", "needs_note", "photo_consent", "publication_consent",
    "may_wait",
)

_as_registered = RegisterGuest()


def with_place(work: Work) -> Work:
    """Add to the answer of a command what the link shows now."""

    @functools.wraps(work)
    def run(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
        work(uow, command, context)
        return own_place(uow, find_link(command["link_hash"]))

    return run


@with_place
@once
def register_publicly(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Register somebody as a guest like any other.  Who is one already, by telephone number or e-mail address, gets a
    link that shows what a stranger would get, and no second place.

    Raises ActivityNotPublic, what ``rules.check_open`` raises, ContactMissing and QuotaFull."""
    activity, opening = find_public(command["activity"])
    quota = open_block(uow, activity, opening)
    rules.check_contact(command["phone"], command["email"])
    link = RegistrationLink(
        link_hash=command["link_hash"], activity=activity.code, quota=quota, made_at=uow.now,
        consented_at=uow.now, keep_days=rules_of(activity)["keep_days"],
    )
    with at_desk(uow, activity.code) as desk:
        if _is_guest_already(desk, contacts_of(command["phone"], command["email"])):
            repeats.enter(desk, link, may_wait=command["may_wait"])
        else:
            _enter(desk, link, command)
    link.save(force_insert=True)
    return {"activity": activity.code}


def get_public_registration(uow: UnitOfWork, command: Json) -> Json:
    """How whoever holds the link stands; no names.  Raises RegistrationLinkUnknown."""
    return own_place(uow, find_link(command["link_hash"]))


@with_place
@once
def withdraw_public_registration(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Give the place back, to the next at once.  Again, it changes nothing.

    Raises RegistrationLinkUnknown, ActivityOver."""
    link = find_link(command["link_hash"])
    _check_not_over(uow, link)
    registration = _registration(link)
    if (registration or link).status != CANCELLED and link.withdrawn_at is None:
        if registration is not None:
            take_back(uow, registration, BY_LINK)
        link.withdrawn_at = uow.now
        link.save()
    return {"activity": link.activity}


@with_place
@once
def accept_public_offer(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Take the place that is kept for who waited.  Again, it changes nothing.

    Raises RegistrationLinkUnknown, ActivityOver, NothingOffered, OfferExpired."""
    link = find_link(command["link_hash"])
    _check_not_over(uow, link)
    registration = _registration(link)
    if registration is None:
        repeats.accept(uow, link)
    elif registration.status != CONFIRMED:
        take_offered(uow, registration)
    return {"activity": link.activity}


def find_link(link_hash: str) -> RegistrationLink:
    """Raises RegistrationLinkUnknown."""
    found: RegistrationLink | None = RegistrationLink.objects(link_hash=link_hash).first()
    if found is None:
        raise rules.RegistrationLinkUnknown
    return found


def activity_of_link(link_hash: str) -> str:
    """Code of the activity that it is for.  Raises RegistrationLinkUnknown."""
    return str(find_link(link_hash).activity)


def own_place(uow: UnitOfWork, link: RegistrationLink) -> Json:
    """What the link shows: the same things whether it opens a registration or is a repeat."""
    activity = settled(uow, find_activity(link.activity))
    opening = Opening.objects(activity=activity.code).first()
    registration = _registration(link)
    if registration is None:
        repeats.follow(uow, activity, link)
    of: Any = registration or link
    status = CANCELLED if link.withdrawn_at else str(of.status)
    number = link.waited_as if status == WAITING else None
    return {
        "activity": about_activity(uow, activity, opening),
        "status": status, "waiting_number": number,
        "parties_before": _waiting_before(link, number),
        "offered_until": wire_instant(of.offered_until) if of.offered_until and not link.withdrawn_at else None,
        "code": of.code if status == CONFIRMED else "",
        "waited": link.waited_as is not None, "ended_by": of.ended_by if status == CANCELLED else None,
        "withdrawn": link.withdrawn_at is not None, "registered_on": local_day(link.made_at).isoformat(),
        "keep_days": link.keep_days,
    }


def _enter(desk: Desk, link: RegistrationLink, command: Json) -> None:
    told = {name: command[name] for name in OF_GUEST}
    guest = _as_registered.load({"activity": link.activity, "quota": link.quota, **told})
    registration = enter_at(desk, guest, rules.BY_THE_PUBLIC)
    link.registration_id, link.waited_as = registration.registration_id, registration.waiting_number


def _is_guest_already(desk: Desk, contacts: list[str]) -> bool:
    living = {"contacts__in": contacts, "status__ne": CANCELLED}
    return bool(desk.find(living))


def _registration(link: RegistrationLink) -> Registration | None:
    if link.registration_id is None:
        return None
    found: Registration = Registration.objects(registration_id=link.registration_id).get()
    return found


def _waiting_before(link: RegistrationLink, number: int | None) -> int:
    """How many of the same block wait with a smaller number, those counted in who only seem to (``repeats``): else the
    next in line would see that nobody stands there."""
    if number is None:
        return 0
    waiting = Registration.objects(activity=link.activity, status=WAITING, wish=link.quota)
    seeming = RegistrationLink.objects(
        activity=link.activity, quota=link.quota, registration_id=None, status=WAITING, withdrawn_at=None
    )
    return int(waiting.filter(waiting_number__lt=number).count() + seeming.filter(waited_as__lt=number).count())


def _check_not_over(uow: UnitOfWork, link: RegistrationLink) -> None:
    activity = find_activity(link.activity)
    state = public_state(uow, activity, Opening.objects(activity=activity.code).first())
    rules.check_not_over(state, activity.name)
