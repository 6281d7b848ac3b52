"""Giving places to an office, naming guests into them, giving places back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import LOCAL_ZONE, local_day
from services.events.allotments.documents import Allotment
from services.events.allotments.rules import UnknownAllotment, check_left, check_reclaim_day
from services.events.guests.rules import check_assisted
from services.events.registration import waiting_list
from services.events.registration.commands import with_guests
from services.events.registration.opening import at_desk
from services.events.registration.rules import CONFIRMED
from services.events.registration.waiting_rules import Wish, all_quotas

Json = dict[str, Any]


@once
def allot_places(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Hold places for an office until it names its guests; all of them or none, and none that someone waits for.

    Raises UnknownActivity, QuotaFull, what ``rules.check_reclaim_day`` and ``Desk.check_quotas`` raise."""
    with at_desk(uow, command["activity"]) as desk:
        activity, reclaim_on = desk.activity, command["reclaim_on"]
        desk.check_quotas(command["quota"], command["also"])
        starts_on = dt.date.fromisoformat(activity.starts_on) if activity.starts_on else None
        check_reclaim_day(reclaim_on, local_day(uow.now), starts_on)
        wish = Wish(all_quotas(command["quota"], command["also"]), command["places"])
        desk.hold_unnamed(wish)
        allotment = Allotment(
            allotment_id=uuid.uuid4().hex, version=0, activity=activity.code, campaign=activity.campaign,
            unit=command["unit"], office=command["office"], quota=command["quota"], also=command["also"],
            places=wish.size, left=wish.size, returned=0, is_open=True, status="open",
            reclaim_on=reclaim_on.isoformat(), reclaim_at=dt.datetime.combine(reclaim_on, dt.time(), LOCAL_ZONE),
            allotted_at=uow.now, allotted_on=local_day(uow.now).isoformat(), allotted_by=context.actor,
        )
        desk.change_allotment(allotment)
        desk.wake_at(allotment.reclaim_at)
    return allotment.to_wire()


@with_guests("registrations")
@once
def name_guests(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Name guests into an allotment; each is confirmed at once, for the place was held.

    Raises UnknownAllotment, AllotmentClosed and AllotmentUsedUp."""
    with at_desk(uow, find_allotment(command["allotment_id"]).activity) as desk:
        allotment, guests = desk.allotment(command["allotment_id"]), command["guests"]
        check_left(allotment.left, allotment.is_open, len(guests), "guests")
        desk.change_allotment(allotment, left=allotment.left - len(guests))
        desk.counters.count("allotted", allotment.quota, -len(guests))
        desk.counters.count("taken", allotment.quota, len(guests))
        desk.expect(len(guests))
        for guest in guests:
            check_assisted(guest["assisted"], guest["assisted_reason"])
        named = [
            desk.add(
                guest, context.actor, quota=allotment.quota, also=list(allotment.also), wish=allotment.takes_from,
                status=CONFIRMED, allotment_id=allotment.allotment_id,
            )
            for guest in guests
        ]
    return {**allotment.to_wire(), "registrations": [one.remembered() for one in named]}


@once
def return_places(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """An office gives places back before the day; whoever waits gets them at once.

    Raises UnknownAllotment, AllotmentClosed and AllotmentUsedUp."""
    with at_desk(uow, find_allotment(command["allotment_id"]).activity) as desk:
        allotment, places = desk.allotment(command["allotment_id"]), command["places"]
        check_left(allotment.left, allotment.is_open, places, "places")
        desk.counters.count("allotted", allotment.quota, -places)
        desk.counters.hold(desk.plan, allotment.takes_from, -places)
        desk.change_allotment(allotment, left=allotment.left - places, returned=allotment.returned + places)
        if allotment.returned == allotment.places:
            desk.change_allotment(allotment, is_open=False, status="returned")
        waiting_list.move_up(desk)
    return allotment.to_wire()


def get_allotment(uow: UnitOfWork, command: Json) -> Json:
    """The allotment; one whose day has come is called back first.  Raises UnknownAllotment."""
    allotment = find_allotment(command["id"])
    if allotment.is_open and allotment.reclaim_at <= uow.now:
        with at_desk(uow, allotment.activity) as desk:
            allotment = desk.allotment(allotment.allotment_id)
    return allotment.to_wire()


def find_allotment(allotment_id: str) -> Allotment:
    """Raises UnknownAllotment."""
    allotment = Allotment.objects(allotment_id=allotment_id).first()
    if allotment is None:
        raise UnknownAllotment(
            "Không có lần phân chỗ nào mang mã này.", field="allotment_id", remedy="Xem lại mã trong danh sách."
        )
    return allotment


def activity_of_allotment(allotment_id: str) -> str:
    """Code of the activity that an allotment belongs to.  Raises UnknownAllotment."""
    return str(find_allotment(allotment_id).activity)
