"""The counters of an activity are written by one conditional update: all that a transaction takes, or nothing.

Two transactions on one activity can't both commit on the same view of it: the second meets a write conflict and runs
again.  The condition holds even so: whatever reckoned wrongly on the way here, no pool goes below nought.
"""

from __future__ import annotations

from datetime import datetime

from services.events.activities.documents import Activity
from services.events.registration.counters import Counters, differences, room_needed


class CountersMoved(RuntimeError):
    """The counters are not what this transaction reckoned with: a defect, and nothing is written."""


def write(activity: Activity, before: Counters, after: Counters, due_at: datetime | None) -> None:
    """Bring the stored counters from ``before`` to ``after``, if every pool has the places that this takes.

    Raises :class:`CountersMoved`."""
    changes = differences(before, after)
    if not changes and due_at == activity.due_at:
        return
    room = {path: {"$gte": places} for path, places in room_needed(changes).items()}
    update: dict[str, dict[str, object]] = {"$set": {"due_at": due_at}} if due_at else {"$unset": {"due_at": ""}}
    if changes:
        update["$inc"] = dict(changes)
    if Activity._get_collection().update_one({"_id": activity.code, **room}, update).matched_count != 1:
        raise CountersMoved(f"{activity.code}: {changes}")
    for name in ("left", "taken", "offered", "waiting", "allotted", "held", "queued"):
        setattr(activity, name, getattr(after, name))
    activity.registered, activity.last_waiting_number = after.registered, after.last_waiting_number
    activity.due_at = due_at
