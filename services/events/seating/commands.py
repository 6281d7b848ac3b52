"""Seating the confirmed guests of an activity."""

from __future__ import annotations

from typing import Any

from pymongo import UpdateOne

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.events.activities.commands import find_activity
from services.events.registration.documents import Registration
from services.events.registration.rules import CONFIRMED
from services.events.seating.rules import MOST_SEATED, Seated, seat_all, seats_of

Json = dict[str, Any]


@once
def assign_seats(_uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Give every confirmed guest a seat; answers how many sit, how many of them newly, and how many seats are free.

    Raises :class:`UnknownActivity` and what the rules raise."""
    activity = find_activity(command["activity"])
    seats = seats_of([(row["name"], row["seats"]) for row in command["rows"]])
    confirmed = Registration.objects(activity=activity.code, status=CONFIRMED).order_by("number")
    found = list(confirmed.only("registration_id", "number", "quota", "seat").limit(MOST_SEATED + 1))
    seated = seat_all(
        [Seated(one.number, one.quota, one.seat) for one in found], [part.as_rule() for part in activity.quotas],
        seats, keep=command["keep"],
    )
    moved = [one for one in found if one.seat != seated[one.number]]
    if moved:
        Registration._get_collection().bulk_write(
            [UpdateOne({"_id": one.pk}, {"$set": {"seat": seated[one.number]}}) for one in moved], ordered=False
        )
    return {
        "activity": activity.code, "seated": len(found), "moved": len(moved), "free": len(seats) - len(found),
    }
