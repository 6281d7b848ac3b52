"""The organiser lets the public in, and closes the door again; what the public is told of activities."""

from __future__ import annotations

import datetime as dt
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.events.activities.commands import write_description
from services.events.activities.documents import Activity, QuotaPart
from services.events.activities.finding import find_activity
from services.events.guests.details import rules_of
from services.events.open_registration import rules
from services.events.open_registration.documents import Opening, RegistrationLink
from services.events.registration.desk import Desk
from services.events.registration.documents import Registration
from services.events.registration.opening import settled
from services.events.registration.rules import CANCELLED, check_quotas
from services.events.registration.waiting_rules import Wish

Json = dict[str, Any]

OWN_QUOTA, OWN_NAME = "dang-ky-cong-khai", "Đăng ký công khai"
LAST_IN_PROTOCOL = 1000
MOST_COMING, MOST_PAST = 200, 50
"""Activities of a campaign that are told to the public at the most; of the past ones, the last."""

MOST_STEPS = 50
"""Kept of one opening; older ones make room."""


@once
def open_to_public(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Let the public register, or change where, how many and until when; whoever waits and fits moves up.

    Raises UnknownActivity, ActivityOver, ClosesOutsideActivity, NowhereToRegister, UnknownQuota, QuotaAcross,
    QuotaNotForPublic, and QuotaBelowTaken where more are registered than there are to be places."""
    activity = settled(uow, find_activity(command["activity"]))
    opening = Opening.objects(activity=activity.code).first() or Opening(activity=activity.code)
    quota, places = command["quota"], command["places"]
    rules.check_days(activity.name, local_day(uow.now), closes_on=command["closes_on"], **_days(activity))
    parts = [part.as_rule() for part in activity.quotas]
    if quota is not None:
        check_quotas(activity.name, parts, quota, [])
    named = {part.code: part.name for part in parts}
    apart = quota in rules_of(activity)["hidden_quotas"]
    rules.check_block(quota, places, named.get(quota, ""), set_apart=apart)
    if places is not None:
        quota = _own_block(uow, activity, opening, quota, places)
    opening.campaign, opening.quota, opening.places = activity.campaign, quota, places
    opening.closes_on = command["closes_on"].isoformat() if command["closes_on"] else None
    _say(uow, context, opening, rules.OPEN, "")
    return _opening(uow, activity, opening)


@once
def close_to_public(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take no more of them; places, links and the waiting list stay.  Again, it changes the words alone.

    Raises UnknownActivity, RegistrationNotOpen where it was never open, CallingOffUnexplained."""
    activity = find_activity(command["activity"])
    opening = Opening.objects(activity=activity.code).first()
    rules.check_calling_off(command["called_off"], command["reason"])
    if opening is None:
        rules.check_open(rules.ANNOUNCED, activity.name, "", None)
    _say(uow, context, opening, rules.CALLED_OFF if command["called_off"] else rules.CLOSED, command["reason"])
    return _opening(uow, activity, opening)


def get_opening(uow: UnitOfWork, command: Json) -> Json:
    """How the activity stands open, with how many came in by it.  Raises UnknownActivity."""
    activity = settled(uow, find_activity(command["id"], field="id"))
    return _opening(uow, activity, Opening.objects(activity=activity.code).first())


def list_public_activities(uow: UnitOfWork, command: Json) -> Json:
    """What the public may know of a campaign's activities: those that are or were open, and those whose day was
    announced by a notice.  Those to come in the order of their days, those past the last first."""
    openings = {one.activity: one for one in Opening.objects(campaign=command["campaign"])}
    today = local_day(uow.now).isoformat()
    known = {"$or": [{"announced": True}, {"_id": {"$in": list(openings)}}]}
    over = [{"ends_on": {"$gt": "", "$lt": today}}, {"ends_on": None, "starts_on": {"$gt": "", "$lt": today}}]

    def newest(when: Json, most: int) -> list[Activity]:
        wanted = {"campaign": command["campaign"], "$and": [known, when]}
        return list(Activity.objects(__raw__=wanted).order_by("-starts_on", "code").limit(most))

    past, coming = newest({"$or": over}, MOST_PAST), newest({"$nor": over}, MOST_COMING)
    coming.sort(key=lambda one: (one.starts_on or "9999", one.name))
    return {
        "campaign": command["campaign"], "today": today,
        "coming": [public_face(uow, one, openings.get(one.code)) for one in coming],
        "past": [public_face(uow, one, openings.get(one.code)) for one in past],
    }


def get_public_activity(uow: UnitOfWork, command: Json) -> Json:
    """One of them, with its programme and what becomes of a guest's data.  Raises ActivityNotPublic."""
    activity, opening = find_public(command["id"], "id")
    said = rules_of(activity)
    return {
        **public_face(uow, settled(uow, activity), opening),
        "programme": [step.title for step in activity.programme],
        "keep_days": said["keep_days"], "basis": said["basis"],
    }


def find_public(code: str, field: str = "activity") -> tuple[Activity, Opening | None]:
    """The activity that the public knows by this code.  Raises ActivityNotPublic."""
    activity = Activity.objects(code=code).first()
    opening = Opening.objects(activity=code).first()
    if activity is None or (opening is None and not activity.announced):
        raise rules.ActivityNotPublic(field)
    return activity, opening


def public_state(uow: UnitOfWork, activity: Activity, opening: Opening | None) -> str:
    """How the public finds it now; what lost its block of guests takes nobody."""
    said = opening.status if opening is not None else None
    if opening is not None and said == rules.OPEN and opening.quota not in {part.code for part in activity.quotas}:
        said = rules.CLOSED
    closes_on = day(opening.closes_on) if opening is not None else None
    return rules.state_of(said, local_day(uow.now), closes_on=closes_on, **_days(activity))


def open_block(uow: UnitOfWork, activity: Activity, opening: Opening | None) -> str:
    """The block that the public registers for now.  Raises what ``rules.check_open`` raises."""
    closes_on, reason = (day(opening.closes_on), opening.reason or "") if opening is not None else (None, "")
    rules.check_open(public_state(uow, activity, opening), activity.name, reason, closes_on)
    return str(opening.quota) if opening is not None else ""


def public_face(uow: UnitOfWork, activity: Activity, opening: Opening | None) -> Json:
    """What anybody may know of it.  places_left_at_least: for somebody who registers now, in steps; None where nothing
    limits them, or nobody can register."""
    about = about_activity(uow, activity, opening)
    told: Json = {"places_left_at_least": None, "is_full": False}
    if about["state"] == rules.OPEN and opening is not None:
        desk = Desk(uow, activity)
        full = not desk.has_room_for(Wish(opening.quota))
        room = desk.plan.room(opening.quota, desk.counters.left)
        told = {"places_left_at_least": rules.at_least(0 if full else room), "is_full": full}
    return {**about, **told}


def about_activity(uow: UnitOfWork, activity: Activity, opening: Opening | None) -> Json:
    """The same but for its places."""
    return {
        "code": activity.code, "version": activity.version, "campaign": activity.campaign, "unit": activity.unit,
        "kind": activity.kind, "name": activity.name, "place": activity.place or "", "starts_on": activity.starts_on,
        "ends_on": activity.ends_on, "state": public_state(uow, activity, opening),
        "waiting_list": activity.waiting_list, "closes_on": opening.closes_on if opening is not None else None,
        "reason": (opening.reason or "") if opening is not None else "",
    }


def _own_block(uow: UnitOfWork, activity: Activity, opening: Opening, within: str | None, places: int) -> str:
    """The public's own block of so many places, within another or beside all: made, or brought to this size."""
    before = activity.description()
    by_code = {part.code: part for part in activity.quotas}
    own = by_code.get(opening.own_quota or "")
    if own is None:
        own = QuotaPart(
            code=_free_code(set(by_code)), name=OWN_NAME, guaranteed=False, across=False,
            protocol_order=LAST_IN_PROTOCOL,
        )
        activity.quotas = [*activity.quotas, own]
    own.places = places
    if within != own.code:
        own.within = within
    write_description(uow, activity, before)
    opening.own_quota = own.code
    return str(own.code)


def _free_code(taken: set[str]) -> str:
    return next(code for code in (OWN_QUOTA, *(f"{OWN_QUOTA}-{n}" for n in range(2, 300))) if code not in taken)


def _say(uow: UnitOfWork, context: CommandContext, opening: Opening, status: str, reason: str) -> None:
    opening.status, opening.reason = status, reason
    step = {"at": wire_instant(uow.now), "by": context.actor, "status": status, "reason": reason}
    opening.steps = [*opening.steps, step][-MOST_STEPS:]
    opening.save()


def _opening(uow: UnitOfWork, activity: Activity, opening: Opening | None) -> Json:
    told: Json = {
        "activity": activity.code, "campaign": activity.campaign, "unit": activity.unit,
        "state": public_state(uow, activity, opening), "quota": None, "own_quota": None, "places": None,
        "closes_on": None, "reason": "", "steps": [], "registered": 0, "repeats": 0,
    }
    if opening is None:
        return {**told, "state": "never_opened"}
    by_themselves = Registration.objects(activity=activity.code, registered_by=rules.BY_THE_PUBLIC)
    return {
        **told,
        **{name: getattr(opening, name) for name in ("quota", "own_quota", "places", "closes_on")},
        "reason": opening.reason or "", "steps": list(opening.steps),
        "registered": by_themselves.filter(status__ne=CANCELLED).count(),
        "repeats": RegistrationLink.objects(activity=activity.code, registration_id=None).count(),
    }


def _days(activity: Activity) -> dict[str, dt.date | None]:
    return {"starts_on": day(activity.starts_on), "ends_on": day(activity.ends_on)}


def day(told: str | None) -> dt.date | None:
    """A day as it is kept."""
    return dt.date.fromisoformat(told) if told else None
