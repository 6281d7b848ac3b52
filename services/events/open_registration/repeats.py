"""Somebody registers who is a guest already, or whose telephone number a stranger types in: what their link shows.

It shows what anybody else would have got in its place, so that nobody finds out by trying who comes; but it holds no
place, and opens nothing of the registration that there is."""

from __future__ import annotations

from datetime import timedelta

from messaging.unit_of_work import UnitOfWork
from services.events.activities.documents import Activity
from services.events.open_registration.documents import RegistrationLink
from services.events.registration.desk import Desk
from services.events.registration.documents import Registration
from services.events.registration.rules import CANCELLED, CONFIRMED, EXPIRED, OFFERED, WAITING, check_offer
from services.events.registration.waiting_rules import Wish

MOST_LOOKED_AT = 200


def enter(desk: Desk, link: RegistrationLink, *, may_wait: bool) -> None:
    """What a stranger would get now.  Raises QuotaFull, as it would be raised for them."""
    kept = desk.counters.copy()
    got = desk.enter(Wish(link.quota), may_wait=may_wait)
    desk.counters = kept
    link.status, link.waited_as, link.code = got["status"], got["waiting_number"], desk.new_code()
    if got["waiting_number"] is not None:
        # The number is used up, or the next would be told the same one.
        desk.counters.last_waiting_number = got["waiting_number"]


def follow(uow: UnitOfWork, activity: Activity, link: RegistrationLink) -> None:
    """Bring it to where a stranger would be by now."""
    if link.withdrawn_at is not None:
        return
    if link.status == WAITING and _turn_has_come(uow, activity, link):
        minutes = activity.offer_minutes
        link.status = OFFERED if minutes else CONFIRMED
        link.offered_until = uow.now + timedelta(minutes=minutes) if minutes else None
        link.save()
    elif link.status == OFFERED and link.offered_until <= uow.now:
        link.status, link.ended_by, link.offered_until = CANCELLED, EXPIRED, None
        link.save()


def accept(uow: UnitOfWork, link: RegistrationLink) -> None:
    """Raises NothingOffered and OfferExpired."""
    if link.status == CONFIRMED:
        return
    check_offer(link.status, link.offered_until, link.ended_by, uow.now)
    link.status, link.offered_until = CONFIRMED, None
    link.save()


def _turn_has_come(uow: UnitOfWork, activity: Activity, link: RegistrationLink) -> bool:
    """There is room for newcomers, or somebody who came later has been let in."""
    there = link.quota in {part.code for part in activity.quotas}
    if there and Desk(uow, activity).has_room_for(Wish(link.quota)):
        return True
    later = RegistrationLink.objects(
        activity=activity.code, quota=link.quota, waited_as__gt=link.waited_as, registration_id__ne=None
    )
    ids = [str(id) for id in later.order_by("waited_as").limit(MOST_LOOKED_AT).scalar("registration_id")]
    return bool(Registration.objects(registration_id__in=ids, status__in=[CONFIRMED, OFFERED]).first())
