"""Saving and reading activities."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.events.activities.documents import OF_A_QUOTA, Activity, ProgrammePart, QuotaPart
from services.events.activities.finding import find_activity as find_activity
from services.events.activities.rules import check_change, check_description, check_removed
from services.events.open_registration.documents import Opening
from services.events.open_registration.rules import OPEN
from services.events.registration import waiting_list
from services.events.registration.counters import guests_by_quota
from services.events.registration.desk import Desk
from services.events.registration.opening import settled


@once
def save_activity(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Make the activity, or bring it to the state of ``command``; saving the same again changes nothing.

    Guests on the waiting list who now fit are moved up in the same transaction.  Raises the refusals of
    ``activities.rules``.
    """
    check_description(
        command["starts_on"], command["ends_on"], [step["order"] for step in command["programme"]]
    )
    activity = Activity.objects(code=command["code"]).first()
    if activity is None:
        activity = Activity(code=command["code"], version=0, registered=0, last_waiting_number=0)
        before = None
    else:
        activity = settled(uow, activity)
        check_change(
            activity.code, campaigns=(activity.campaign, command["campaign"]),
            units=(activity.unit, command["unit"]), has_registrations=activity.registered > 0,
        )
        before = activity.description()
        quotas_before = [quota.as_rule() for quota in activity.quotas]
        check_removed(
            quotas_before, [part.as_rule() for part in _quota_parts(command, activity)],
            guests_by_quota(activity.counters()),
        )
    _describe(activity, command)
    write_description(uow, activity, before)
    return activity.to_wire()


def write_description(uow: UnitOfWork, activity: Activity, before: dict[str, Any] | None) -> None:
    """Keep and say a description that was ``before`` (None: a new activity), and give out the places that it adds.

    Raises what the plan of places raises."""
    plan = activity.plan()
    if activity.description() == before:
        return
    activity.left = plan.left(activity.held)
    for name in (*OF_A_QUOTA, "held"):
        counted = getattr(activity, name)
        setattr(activity, name, {**dict.fromkeys(plan.pools, 0), **{q: n for q, n in counted.items() if n}})
    activity.version += 1
    activity.saved_at = uow.now
    activity.save(force_insert=before is None)
    publish_activity(uow, activity)
    desk = Desk(uow, activity)
    waiting_list.move_up(desk)
    desk.close()


def get_activity(uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """The activity of this code, with what is due in it settled.  Raises :class:`UnknownActivity`."""
    return settled(uow, find_activity(command["id"], field="id")).to_wire()


def _describe(activity: Activity, command: dict[str, Any]) -> None:
    for name in ("campaign", "unit", "kind", "name", "place", "places", "waiting_list", "waiting_policy",
                 "offer_minutes"):
        setattr(activity, name, command[name])
    # A plan that still says "to be announced" does not unsay what was announced since.
    if command["starts_on"] or not activity.announced:
        for name in ("starts_on", "ends_on"):
            setattr(activity, name, command[name].isoformat() if command[name] else None)
    activity.quotas = _quota_parts(command, activity)
    activity.programme = [
        ProgrammePart(**step) for step in sorted(command["programme"], key=lambda step: step["order"])
    ]


def _quota_parts(command: dict[str, Any], activity: Activity) -> list[QuotaPart]:
    told = [QuotaPart(**quota) for quota in command["quotas"]]
    # A plan made before the public was let in does not know of the block that was made for it, nor takes it away while
    # it is open or holds somebody.
    named = {part.code for part in told}
    opening = Opening.objects(activity=activity.code, own_quota__ne=None).first()
    if opening is None or opening.own_quota in named:
        return told
    used = opening.status == OPEN or guests_by_quota(activity.counters()).get(opening.own_quota, 0) > 0
    return [*told, *(part for part in activity.quotas if used and part.code == opening.own_quota)]


def publish_activity(uow: UnitOfWork, activity: Activity) -> None:
    """Say how its description now stands."""
    said = activity.description()
    for inside in ("waiting_list", "waiting_policy", "offer_minutes"):
        del said[inside]
    uow.publish(
        type="events.activity_saved.v1", subject=activity.code, aggregate_version=activity.version,
        data={"activity": activity.code, "version": activity.version, **said},
    )
