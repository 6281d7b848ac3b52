"""Lists of guests that were sent in whole: what became of their guests, and taking a list back.

Only those go whom the list itself registered, and who have done nothing since: who came, or answered an offer, stays.
A list is taken back a part at a time, each part in one transaction; said again, it finds nothing more to do.
"""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.events.activities.commands import find_activity
from services.events.check_in.documents import Arrival
from services.events.registration import waiting_list
from services.events.registration.documents import Registration
from services.events.registration.list_rules import FREE, UnknownGuestList, standing_of
from services.events.registration.opening import at_desk
from services.events.registration.rules import BY_REQUEST, CANCELLED, WAITING

Json = dict[str, Any]

MOST_LISTS = 100
MOST_AT_ONCE = 200
"""Guests taken back in one transaction."""

MOST_STAYING = 200
"""Of those who stay, told one by one."""


def list_guest_lists(_uow: UnitOfWork, command: Json) -> Json:
    """The newest lists: when, by whom, how many guests each registered, and how many of them are still registered.

    Raises UnknownActivity."""
    activity = find_activity(command["activity"])
    found = Registration._get_collection().aggregate([
        {"$match": {"activity": activity.code, "list_id": {"$type": "string"}}},
        {"$group": {
            "_id": "$list_id", "registered_at": {"$min": "$registered_at"},
            "registered_by": {"$first": "$registered_by"}, "registered": {"$sum": 1},
            "living": {"$sum": {"$cond": [{"$eq": ["$status", CANCELLED]}, 0, 1]}},
        }},
        {"$sort": {"registered_at": -1, "_id": 1}}, {"$limit": MOST_LISTS},
    ])
    return {
        "activity": activity.code,
        "lists": [
            {
                "list_id": one["_id"], "registered_at": wire_instant(one["registered_at"]),
                **{name: one[name] for name in ("registered_by", "registered", "living")},
            }
            for one in found
        ],
    }


def get_guest_list(_uow: UnitOfWork, command: Json) -> Json:
    """What became of the guests of a list.  Raises UnknownActivity, UnknownGuestList."""
    return _told(find_activity(command["activity"]).code, command["list_id"])


@once
def undo_guest_list(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Take back up to so many guests of a list who have done nothing since; their places are free at once.

    Who waits goes first, so that nobody of the list moves up only to go as well.  The list can be sent again: its rows
    are forgotten.  ``free`` says how many are left to take back.  Raises UnknownActivity, UnknownGuestList."""
    with at_desk(uow, command["activity"]) as desk:
        code, list_id = desk.activity.code, command["list_id"]
        members = desk.find({"list_id": list_id})
        if not members:
            raise UnknownGuestList
        came = _came([one.registration_id for one in members])
        free = [one for one in members if _standing(one, came) == FREE]
        free.sort(key=lambda one: one.status != WAITING)
        for one in free[:MOST_AT_ONCE]:
            desk.end(one, BY_REQUEST, command["reason"])
            desk.change(one, row_key=None)
        waiting_list.move_up(desk)
        desk.write_registrations()
    return _told(code, list_id)


def _told(activity: str, list_id: str) -> Json:
    members = list(Registration.objects(activity=activity, list_id=list_id).order_by("number"))
    if not members:
        raise UnknownGuestList
    came = _came([one.registration_id for one in members])
    standing = {one.registration_id: _standing(one, came) for one in members}
    counts = {name: sum(one == name for one in standing.values()) for name in ("free", "ended", "came", "answered")}
    staying = [one for one in members if standing[one.registration_id] in ("came", "answered")]
    return {
        "activity": activity, "list_id": list_id, "registered_at": wire_instant(members[0].registered_at),
        "registered_by": members[0].registered_by, "registered": len(members), **counts,
        "staying": [
            {"registration_id": one.registration_id, "number": one.number, "why": standing[one.registration_id]}
            for one in staying[:MOST_STAYING]
        ],
    }


def _came(ids: list[str]) -> set[str]:
    return {one.registration_id for one in Arrival.objects(registration_id__in=ids, status="arrived")}


def _standing(one: Registration, came: set[str]) -> str:
    return standing_of(
        ended=one.status == CANCELLED, came=one.registration_id in came, answered=one.answered_at is not None
    )
