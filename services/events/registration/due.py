"""What runs out by the clock: offers that nobody accepted, and allotments whose places are called back.

There is no nightly job.  Whoever touches an activity settles first what is due in it, and the service looks by itself
every few seconds (:data:`EVERY_SECONDS`).  Settling is a change of state like any other, in the same transaction as
what follows from it, so it happens once whoever comes first.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from messaging.unit_of_work import UnitOfWork
from services.events.activities.documents import Activity
from services.events.allotments.documents import Allotment
from services.events.registration.desk import Desk
from services.events.registration.documents import Registration
from services.events.registration.rules import EXPIRED, OFFERED

EVERY_SECONDS = 5
MOST_AT_ONCE = 200
"""Parties whose offer one transaction lets run out; what is left stays due."""

MOST_ACTIVITIES = 20
NOT_ACCEPTED = "Hết hạn giữ chỗ mà chưa nhận lời."


def due_activities(uow: UnitOfWork) -> dict[str, Any]:
    """Codes of activities in which something is due, those that have waited longest first."""
    found = Activity.objects(due_at__lte=uow.now).order_by("due_at").limit(MOST_ACTIVITIES).scalar("code")
    return {"activities": [str(code) for code in found]}


def settle(desk: Desk) -> None:
    """Let run out what is due; costs nothing while nothing is."""
    if desk.due_at is None or desk.due_at > desk.uow.now:
        return
    _expire_offers(desk)
    _call_back(desk)
    desk.due_at = _next_due(desk)


def _expire_offers(desk: Desk) -> None:
    over = desk.find({"status": OFFERED, "offered_until__lte": desk.uow.now})
    parties = groupby(sorted(over, key=lambda one: (one.offered_until, one.party)), key=lambda one: one.party)
    for _, (_, members) in zip(range(MOST_AT_ONCE), parties, strict=False):
        desk.end_party(list(members), EXPIRED, NOT_ACCEPTED)


def _call_back(desk: Desk) -> None:
    for allotment in Allotment.objects(activity=desk.activity.code, is_open=True, reclaim_at__lte=desk.uow.now):
        call_back(desk, allotment)


def call_back(desk: Desk, allotment: Allotment) -> None:
    """The places of an allotment that nobody is named for are free again, and it takes no more names."""
    desk.counters.count("allotted", allotment.quota, -allotment.left)
    desk.counters.hold(desk.plan, allotment.takes_from, -allotment.left)
    desk.change_allotment(
        allotment, is_open=False, returned=allotment.returned + allotment.left, left=0, status="reclaimed"
    )


def _next_due(desk: Desk) -> datetime | None:
    desk.write_registrations()
    offers = Registration.objects(activity=desk.activity.code, status=OFFERED).order_by("offered_until")
    due = list(offers.limit(1).scalar("offered_until"))
    open_ones = Allotment.objects(activity=desk.activity.code, is_open=True)
    due += [one.reclaim_at for one in open_ones if one.allotment_id not in desk.allotments]
    return min(due, default=None)
