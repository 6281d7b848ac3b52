"""A place that has become free is kept for the next who waits; they take it, leave it, or let the time run out."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.events.registration import waiting_list
from services.events.registration.commands import find_registration, with_guest
from services.events.registration.desk import Desk
from services.events.registration.documents import Registration
from services.events.registration.opening import at_desk
from services.events.registration.rules import CONFIRMED, DECLINED, OFFERED, check_offer

Json = dict[str, Any]
LEFT_IT = "Nhường chỗ cho người chờ kế tiếp."


@with_guest
@once
def accept_offer(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Take the place that is kept; for a group the whole group takes its places.

    Accepting again changes nothing.  Raises UnknownRegistration, NothingOffered and OfferExpired."""
    found = find_registration(command["registration_id"], "registration_id")
    if found.status == CONFIRMED:
        return found.remembered()
    return take_offered(uow, found).remembered()


def take_offered(uow: UnitOfWork, found: Registration) -> Registration:
    """The guest, with the whole group, has the place that was kept.  Raises NothingOffered and OfferExpired."""
    with at_desk(uow, found.activity) as desk:
        registration, party = _offered(desk, found)
        for member in party:
            desk.counters.count("offered", member.quota, -1)
            desk.counters.count("taken", member.quota, 1)
            desk.change(member, status=CONFIRMED, offered_until=None, answered_at=uow.now)
    return registration


@with_guest
@once
def decline_offer(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Leave the place (a group: all its places) to the next, who is offered it in the same transaction.

    Raises UnknownRegistration, NothingOffered and OfferExpired."""
    found = find_registration(command["registration_id"], "registration_id")
    with at_desk(uow, found.activity) as desk:
        registration, party = _offered(desk, found)
        desk.end_party(party, DECLINED, command["reason"] or LEFT_IT)
        waiting_list.move_up(desk)
    return registration.remembered()


def _offered(desk: Desk, found: Registration) -> tuple[Registration, list[Registration]]:
    party = desk.find({"party": found.party})
    [registration] = [member for member in party if member.registration_id == found.registration_id]
    check_offer(registration.status, registration.offered_until, registration.ended_by, desk.uow.now)
    return registration, [member for member in party if member.status == OFFERED]
