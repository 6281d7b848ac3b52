"""Guests on the waiting list move up as soon as a place is free, in the transaction that frees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pymongo import UpdateOne

from messaging.unit_of_work import UnitOfWork
from services.events.activities.documents import Activity
from services.events.activities.rules import PlacePlan
from services.events.registration import places
from services.events.registration.documents import Registration
from services.events.registration.rules import CONFIRMED, WAITING, first_who_fit, quotas_to_serve

MOST_AT_ONCE = 499
"""Guests moved up in one transaction; with the guest whose place it was they fit into one event (500
entries)."""


def move_up(activity: Activity, plan: PlacePlan, now: datetime) -> list[Registration]:
    """Give free places to the first of the waiting list who fit; answers whose registration changed.

    Moves up to :data:`MOST_AT_ONCE` guests, so after a quota was made much larger it is to be called again
    until it moves nobody.  Costs no read while nobody waits who would fit.
    """
    serve = quotas_to_serve(plan, activity.left, activity.waiting)
    if not serve:
        return []
    queue = list(
        Registration.objects(activity=activity.code, status=WAITING, quota__in=serve)
        .order_by("waiting_number")
        .limit(MOST_AT_ONCE)
    )
    served = [
        queue[i] for i in first_who_fit(plan, activity.left, [r.quota for r in queue], MOST_AT_ONCE)
    ]
    if not served:
        return []
    guests = Counter(registration.quota for registration in served)
    from_pools = Counter(pool for registration in served for pool in plan.pools[registration.quota])
    if not places.take_for_waiting(activity, guests, from_pools):
        raise RuntimeError(f"the counters of {activity.code} changed inside their own transaction")
    _confirm(served, now)
    return served


def publish(uow: UnitOfWork, changed: Sequence[Registration]) -> None:
    """Say which registrations changed; nothing when none did."""
    if changed:
        uow.publish(
            type="events.registrations_changed.v1", subject=changed[0].activity,
            data={"entries": [registration.to_row() for registration in changed]},
        )


def _confirm(served: Sequence[Registration], now: datetime) -> None:
    for registration in served:
        registration.status, registration.waiting_number = CONFIRMED, None
        registration.version += 1
        registration.changed_at = now
    Registration._get_collection().bulk_write(
        [
            UpdateOne(
                {"_id": registration.registration_id},
                {"$set": {"status": CONFIRMED, "changed_at": now}, "$inc": {"version": 1},
                 "$unset": {"waiting_number": ""}},
            )
            for registration in served
        ],
        ordered=False,
    )
