"""Personal data of a tournament are kept as long as those of the activity's guests, and no longer.

Names stay as far as whoever bears them wants them shown: results, thanks and the Fund's pledges bear them so.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog

from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import local_day
from runtime.text import public_name
from services.events.activities.documents import Activity
from services.events.golf.documents import GolfBidder, GolfPlayer, GolfPromise, GolfSponsor, GolfTournament
from services.events.guests.commands import rules_of
from services.events.guests.rules import forgotten_after

Json = dict[str, Any]

log = structlog.get_logger()

MOST_AT_ONCE = 200
"""People forgotten in one transaction."""


def sweep(store: Store) -> None:
    """Forget all whose time is over, a transaction after the other; what was not reached, the next sweep finds."""
    while forgotten := store.transact(forget_some):
        log.info("golfers_forgotten", people=forgotten)


def forget_some(uow: UnitOfWork) -> int:
    """Forget up to :data:`MOST_AT_ONCE` players, sponsors and bidders whose time is over; how many were."""
    today = local_day(uow.now)
    for tournament in GolfTournament.objects.order_by("id"):
        if _is_over(tournament.id, today):
            forgotten = _forget(tournament.id, today.isoformat())
            if forgotten:
                return forgotten
    return 0


def _is_over(activity_code: str, today: dt.date) -> bool:
    activity = Activity.objects(code=activity_code).first()
    if activity is None or not activity.starts_on:
        return False
    ended_on = dt.date.fromisoformat(activity.ends_on or activity.starts_on)
    over_after = forgotten_after(ended_on, ended_on, rules_of(activity)["keep_days"])
    return over_after is not None and over_after < today


def _forget(tournament: str, today: str) -> int:
    forgotten = 0
    for kept, name in ((GolfPlayer, "player_name"), (GolfSponsor, "sponsor_name"), (GolfBidder, "bidder_name")):
        for one in kept.objects(tournament=tournament, forgotten_on=None).limit(MOST_AT_ONCE - forgotten):
            setattr(one, name, public_name(getattr(one, name), one.name_display))
            one.phone, one.forgotten_on = "", today
            if kept is GolfPlayer:
                one.club, one.homonym_key = "", ""
            one.save()
            forgotten += 1
        if forgotten == MOST_AT_ONCE:
            return forgotten
    for promise in GolfPromise.objects(tournament=tournament):
        shown = public_name(promise.payer_name, promise.name_display)
        if shown != promise.payer_name:
            promise.payer_name = shown
            promise.save()
    return forgotten
