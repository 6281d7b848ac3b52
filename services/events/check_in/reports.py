"""Who came: counts, the attendance list, and what gates decided that does not fit together."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.events.activities.commands import find_activity
from services.events.check_in import rules
from services.events.check_in.documents import Arrival, ScanKept
from services.events.guests.lists import keep_look
from services.events.registration.documents import Registration
from services.events.registration.rules import CONFIRMED

Json = dict[str, Any]

MOST_READ = 2_000
"""Registrations read for one page of those who came or did not; such a page may be short."""

MOST_CLAIMS_SHOWN = 20
"""Scans told of one conflict."""

_LET_IN_WRONGLY: list[Json] = [
    {"$group": {
        "_id": "$code",
        "let_in": {"$push": "$standing"},
    }},
    # Once with a place is as it should be.
    {"$match": {"let_in": {"$ne": [rules.ADMITTED]}}},
]
"""Codes on which gates let in more than they should (``rules.conflicts_of``, told to the database)."""


def get_check_in(code: str) -> Json:
    """How many of those who have a place have come, by block, and how many conflicts there are; no names.

    Raises :class:`UnknownActivity`."""
    activity = find_activity(code, field="id")
    groups = Arrival.objects(activity=code, status="arrived").aggregate(
        [{"$group": {"_id": "$quota", "arrived": {"$sum": 1}, "last_at": {"$max": "$at"}}}]
    )
    came = {group["_id"]: group for group in groups}
    conflicts = next(
        iter(ScanKept.objects(activity=code, claimed=True, undone=False).aggregate(
            [*_LET_IN_WRONGLY, {"$count": "codes"}]
        )), {"codes": 0},
    )
    return {
        "activity": code, "campaign": activity.campaign, "unit": activity.unit, "name": activity.name,
        "expected": sum(activity.taken.values()), "arrived": sum(group["arrived"] for group in came.values()),
        "last_at": max((wire_instant(group["last_at"]) for group in came.values()), default=None),
        "conflicts": conflicts["codes"],
        "quotas": [
            {
                "quota": quota.code, "name": quota.name, "expected": activity.taken.get(quota.code, 0),
                "arrived": came.get(quota.code, {"arrived": 0})["arrived"],
            }
            for quota in sorted(activity.quotas, key=lambda quota: (quota.protocol_order, quota.code))
        ],
    }


def list_arrivals(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """One page of the activity's guests with when and where each came; the look is kept.

    ``arrived`` false means those who have a place and did not come.  Beneficiaries are shown by initials unless
    ``purpose`` says why not.  ``next_after`` is the ``after`` of the next page, None on the last.
    Raises :class:`UnknownActivity`."""
    activity = find_activity(command["activity"])
    page: list[tuple[Registration, Arrival | None]] = []
    after, read, ended = command["after"], 0, False
    while len(page) < command["limit"] and read < MOST_READ and not ended:
        chunk = list(
            Registration.objects(activity=activity.code, number__gt=after).order_by("number").limit(command["limit"])
        )
        read, ended = read + len(chunk), len(chunk) < command["limit"]
        for guest, arrival in _with_arrivals(chunk):
            if len(page) == command["limit"]:
                ended = False
                break
            after = guest.number
            if _wanted(command["arrived"], guest, arrival):
                page.append((guest, arrival))
    keep_look(uow, context, activity.code, command["what"], command["purpose"], [guest for guest, _ in page])
    whole = command["purpose"] is not None
    return {
        "activity": activity.code,
        "guests": [_line(guest, arrival, whole=whole) for guest, arrival in page],
        "next_after": None if ended else after,
    }


def list_scan_conflicts(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """One page of guests whom gates let in more than once, or without a place; the look is kept.

    Raises :class:`UnknownActivity`."""
    activity = find_activity(command["activity"])
    let_in = ScanKept.objects(activity=activity.code, claimed=True, undone=False)
    found = {
        group["_id"]: group["let_in"]
        for group in let_in.filter(code__gt=command["after"]).aggregate(
            [*_LET_IN_WRONGLY, {"$sort": {"_id": 1}}, {"$limit": command["limit"] + 1}]
        )
    }
    codes = list(found)[: command["limit"]]
    guests = {guest.code: guest for guest in Registration.objects(activity=activity.code, code__in=codes)}
    keep_look(uow, context, activity.code, "lượt quét không khớp", None, list(guests.values()))
    return {
        "activity": activity.code,
        "conflicts": [
            _conflict(code, found[code], guests.get(code), let_in.filter(code=code).order_by("at", "scan_id"))
            for code in codes
        ],
        "next_after": codes[-1] if len(found) > len(codes) else None,
    }


def _with_arrivals(guests: list[Registration]) -> list[tuple[Registration, Arrival | None]]:
    found = Arrival.objects(registration_id__in=[one.registration_id for one in guests], status="arrived")
    by_guest = {arrival.registration_id: arrival for arrival in found}
    return [(guest, by_guest.get(guest.registration_id)) for guest in guests]


def _wanted(arrived: bool | None, guest: Registration, arrival: Arrival | None) -> bool:
    if arrived is None:
        return True
    return arrival is not None if arrived else arrival is None and guest.status == CONFIRMED


def _line(guest: Registration, arrival: Arrival | None, *, whole: bool) -> Json:
    person = guest.person(whole=whole)
    return {
        "registration_id": guest.registration_id, "number": guest.number, "code": guest.code or "",
        "guest_name": person["guest_name"], "organisation": person["organisation"], "commune": person["commune"],
        "quota": guest.quota, "status": guest.status, "seat": guest.seat or "",
        "arrived_at": wire_instant(arrival.at) if arrival else None, "gate": arrival.gate or "" if arrival else "",
        "scans": arrival.scans if arrival else 0, "admitted": arrival.admitted if arrival else 0,
    }


def _conflict(code: str, standings: list[str], guest: Registration | None, scans: Any) -> Json:
    return {
        "code": code, "kinds": rules.conflicts_of(standings),
        "registration_id": guest.registration_id if guest else None,
        "guest_name": guest.person()["guest_name"] if guest else "", "quota": guest.quota if guest else "",
        "status": guest.status if guest else None,
        "scans": [
            {
                "scan_id": kept.scan_id, "device_id": kept.device_id, "gate": kept.gate or "",
                "scanned_at": wire_instant(kept.at), "clock_wrong": kept.clock_wrong, "standing": kept.standing,
                "received_at": wire_instant(kept.received_at), "recorded_by": kept.recorded_by,
            }
            for kept in scans.limit(MOST_CLAIMS_SHOWN)
        ],
    }

