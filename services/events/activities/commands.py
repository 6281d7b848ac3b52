"""Saving and reading activities."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.events.activities.documents import Activity, ProgrammePart, QuotaPart
from services.events.activities.rules import check_change, check_description, check_removed
from services.events.registration import waiting_list
from services.events.registration.rules import UnknownActivity

KNOWN_NAMED = 20
"""Codes listed at the most in a refusal that says what is known."""


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
        check_change(
            activity.code, campaigns=(activity.campaign, command["campaign"]),
            units=(activity.unit, command["unit"]), has_registrations=activity.registered > 0,
        )
        before = activity.description()
        quotas_before = [quota.as_rule() for quota in activity.quotas]
        check_removed(quotas_before, _quotas(command), _guests(activity))
    _describe(activity, command)
    plan = activity.plan()
    if activity.description() == before:
        return activity.to_wire()
    activity.left = plan.left(activity.taken)
    activity.taken = {quota: activity.taken.get(quota, 0) for quota in plan.pools}
    activity.waiting = {quota: activity.waiting.get(quota, 0) for quota in plan.pools}
    activity.version += 1
    activity.saved_at = uow.now
    activity.save(force_insert=before is None)
    _publish(uow, activity)
    waiting_list.publish(uow, waiting_list.move_up(activity, plan, uow.now))
    return activity.to_wire()


def get_activity(code: str) -> dict[str, Any]:
    """The activity of this code.  Raises :class:`UnknownActivity`."""
    return find_activity(code, field="id").to_wire()


def find_activity(code: str, field: str = "activity") -> Activity:
    """The document of an activity; inside a transaction, as that transaction sees it.  Raises
    :class:`UnknownActivity`, which lists codes that are known."""
    activity = Activity.objects(code=code).first()
    if activity is None:
        known = [str(known) for known in Activity.objects.order_by("code").limit(KNOWN_NAMED).scalar("code")]
        raise UnknownActivity(
            f"Không có hoạt động nào mã “{code}”.", field=field,
            remedy=f"Các hoạt động đang có: {', '.join(known)}." if known else "Lập hoạt động trước.",
            known=known,
        )
    return activity


def _describe(activity: Activity, command: dict[str, Any]) -> None:
    for name in ("campaign", "unit", "kind", "name", "place", "places", "waiting_list"):
        setattr(activity, name, command[name])
    for name in ("starts_on", "ends_on"):
        setattr(activity, name, command[name].isoformat() if command[name] else None)
    activity.quotas = _quota_parts(command)
    activity.programme = [
        ProgrammePart(**step) for step in sorted(command["programme"], key=lambda step: step["order"])
    ]


def _quota_parts(command: dict[str, Any]) -> list[QuotaPart]:
    return [QuotaPart(**quota) for quota in command["quotas"]]


def _quotas(command: dict[str, Any]) -> list[Any]:
    return [part.as_rule() for part in _quota_parts(command)]


def _guests(activity: Activity) -> dict[str, int]:
    return {quota: activity.taken.get(quota, 0) + activity.waiting.get(quota, 0) for quota in activity.taken}


def _publish(uow: UnitOfWork, activity: Activity) -> None:
    said = activity.description()
    del said["waiting_list"]
    uow.publish(
        type="events.activity_saved.v1", subject=activity.code, aggregate_version=activity.version,
        data={"activity": activity.code, "version": activity.version, **said},
    )
