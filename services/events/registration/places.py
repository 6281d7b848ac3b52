"""The counters of an activity: one conditional update takes a guest's places from all pools, or none.

Every function writes the one document of the activity, so two transactions on one activity can't both commit
on the same view of it: the second meets a write conflict and runs again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import ReturnDocument

from services.events.activities.documents import Activity


def take(activity: Activity, quota: str, pools: Sequence[str]) -> bool:
    """Take one place of ``quota`` from each of ``pools`` if every one of them has a place left."""
    room = {f"left.{pool}": {"$gt": 0} for pool in pools}
    change = {**{f"left.{pool}": -1 for pool in pools}, f"taken.{quota}": 1, "registered": 1}
    return _count(activity, change, room)


def queue(activity: Activity, quota: str) -> None:
    """Put one more guest of ``quota`` on the waiting list; their number is
    ``activity.last_waiting_number``."""
    _count(activity, {f"waiting.{quota}": 1, "last_waiting_number": 1, "registered": 1})


def give_back(activity: Activity, quota: str, pools: Sequence[str]) -> None:
    """Free the place of a confirmed guest of ``quota``."""
    _count(activity, {**{f"left.{pool}": 1 for pool in pools}, f"taken.{quota}": -1})


def leave_queue(activity: Activity, quota: str) -> None:
    """Count out a guest of ``quota`` who no longer waits."""
    _count(activity, {f"waiting.{quota}": -1})


def take_for_waiting(activity: Activity, guests: Mapping[str, int], from_pools: Mapping[str, int]) -> bool:
    """Move waiting ``guests`` (by quota) up at once, taking ``from_pools`` as many places as these tell."""
    room = {f"left.{pool}": {"$gte": places} for pool, places in from_pools.items()}
    change = {f"left.{pool}": -places for pool, places in from_pools.items()}
    for quota, moved in guests.items():
        change |= {f"taken.{quota}": moved, f"waiting.{quota}": -moved}
    return _count(activity, change, room)


def _count(activity: Activity, change: dict[str, int], room: dict[str, Any] | None = None) -> bool:
    """Apply the change if there is room, and bring the counters of ``activity`` to what is now stored."""
    stored = Activity._get_collection().find_one_and_update(
        {"_id": activity.code, **(room or {})}, {"$inc": change}, return_document=ReturnDocument.AFTER,
        projection=["left", "taken", "waiting", "registered", "last_waiting_number"],
    )
    if stored is None:
        return False
    activity.left, activity.taken, activity.waiting = stored["left"], stored["taken"], stored["waiting"]
    activity.registered, activity.last_waiting_number = stored["registered"], stored["last_waiting_number"]
    return True
