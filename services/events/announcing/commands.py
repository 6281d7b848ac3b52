"""Announce the days of an activity, or move them."""

from __future__ import annotations

from bson import ObjectId

from contracts.business_days import check_business_day
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.events.activities.commands import find_activity, publish_activity
from services.events.activities.rules import check_description
from services.events.announcing.documents import Announcement

MOST_TOLD = 100


@once
def announce_days(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """The activity takes place on these days from now on; the notice is kept with those before it.

    Raises UnknownActivity, ActivityEndsBeforeItStarts, DayInFuture, DayTooEarly."""
    activity = find_activity(command["activity"])
    check_description(command["starts_on"], command["ends_on"], [])
    check_business_day(command["announced_on"], local_day(uow.now), "announced_on")
    Announcement(
        id=str(ObjectId()), recorded_by=context.actor, recorded_at=uow.now, **command
    ).save(force_insert=True)
    activity.starts_on, activity.ends_on = command["starts_on"].isoformat(), command["ends_on"].isoformat()
    activity.announced = True
    activity.version += 1
    activity.saved_at = uow.now
    activity.save()
    publish_activity(uow, activity)
    return get_announcements(activity.code)


def get_announcements(activity: str) -> Json:
    """The days of the activity and its notices, the newest first.  Raises UnknownActivity."""
    found = find_activity(activity)
    notices = Announcement.objects(activity=activity).order_by("-id").limit(MOST_TOLD)
    return {
        "activity": found.code, "unit": found.unit, "starts_on": found.starts_on, "ends_on": found.ends_on,
        "announcements": [
            {
                "starts_on": one.starts_on.isoformat(), "ends_on": one.ends_on.isoformat(),
                "announced_on": one.announced_on.isoformat(), "document": one.document,
                "recorded_by": one.recorded_by, "recorded_at": wire_instant(one.recorded_at),
            }
            for one in notices
        ],
    }
