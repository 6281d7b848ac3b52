"""What is promised to the Fund at a tournament: said to donations, which keeps a pledge for each, and heard back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from contracts.business_days import check_business_day
from contracts.events import MAX_ENTRIES
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from runtime.text import public_name
from services.events.golf.documents import GolfPromise, GolfTournament
from services.events.golf.rules import PROMISED, WITHDRAWN, owed_vnd

Json = dict[str, Any]


class Payer(NamedTuple):
    """Who promises: the whole name stays in this service, events bear it as far as consented."""

    name: str
    name_display: str
    donor_kind: str | None


def day_of(uow: UnitOfWork, told: dt.date | None) -> dt.date:
    """The day a promise is made, today unless told.  Raises DayInFuture, DayTooEarly."""
    today = local_day(uow.now)
    if told is not None:
        check_business_day(told, today, "promised_on")
    return told or today


def promise(
    uow: UnitOfWork, tournament: GolfTournament, actor: str, payer: Payer, *, source: str, reference: str,
    amount_vnd: int, on: dt.date, **of: Any,
) -> GolfPromise:
    """Write a promise down and say so."""
    made = GolfPromise(
        id=uuid.uuid4().hex, version=1, tournament=tournament.id, campaign=tournament.campaign, unit=tournament.unit,
        source=source, reference=reference, amount_vnd=amount_vnd, payer_name=payer.name,
        name_display=payer.name_display, donor_kind=payer.donor_kind, status=PROMISED, promised_on=on,
        promised_by=actor, **of,
    )
    made.save(force_insert=True)
    say(uow, [made])
    return made


def withdraw(uow: UnitOfWork, promises: Sequence[GolfPromise], reason: str) -> None:
    """What is still owed on these is not expected any more; what has been paid stays paid."""
    changed = [one for one in promises if one.status == PROMISED]
    for one in changed:
        one.status, one.withdrawn_on, one.withdrawn_reason = WITHDRAWN, local_day(uow.now), reason
        _advance(one)
    say(uow, changed)


def show_otherwise(uow: UnitOfWork, promises: Sequence[GolfPromise], name_display: str) -> None:
    """Show the payer's name as the payer now wishes."""
    changed = [one for one in promises if one.name_display != name_display]
    for one in changed:
        one.name_display = name_display
        _advance(one)
    say(uow, changed)


def follow_pledges(uow: UnitOfWork, event_data: Json) -> None:
    """Note what donations says of our pledges (the loaded body of ``donations.pledges_changed.v1``): others are passed
    over, and so is what is no newer than what was heard already."""
    rows = {row["pledge_id"]: row for row in sorted(event_data["entries"], key=lambda row: row["version"])}
    changed = []
    for one in GolfPromise.objects(id__in=list(rows)):
        row = rows[one.id]
        if row["version"] <= one.pledge_version:
            continue
        one.pledge_version, one.pledge_status = row["version"], row["status"]
        one.memo_code, one.paid_vnd = row["memo_code"], row["fulfilled_vnd"]
        changed.append(_advance(one))
    say(uow, changed)


def money_of(player_ids: Sequence[str]) -> dict[str, Json]:
    """What each of these players promised (and has not withdrawn), has paid and owes."""
    sums = {id: {"promised_vnd": 0, "paid_vnd": 0, "owed_vnd": 0} for id in player_ids}
    for one in GolfPromise.objects(golf_player_id__in=list(player_ids)):
        of = sums[one.golf_player_id]
        of["promised_vnd"] += one.amount_vnd if one.status == PROMISED else 0
        of["paid_vnd"] += one.paid_vnd
        of["owed_vnd"] += owed_vnd(one.status, one.pledge_status, one.amount_vnd, one.paid_vnd)
    return sums


def say(uow: UnitOfWork, promises: Sequence[GolfPromise]) -> None:
    """Publish the state of these promises."""
    for first in range(0, len(promises), MAX_ENTRIES):
        some = promises[first : first + MAX_ENTRIES]
        rows = [promise_row(one) for one in some]
        uow.publish("events.golf_promises_changed.v1", subject=some[0].tournament, data={"entries": rows})


def promise_row(one: GolfPromise) -> Json:
    """As it is said: without the name that the payer does not want shown."""
    return {
        "golf_promise_id": one.id, "version": one.version, "campaign": one.campaign, "unit": one.unit,
        "activity": one.tournament, "source": one.source, "reference": one.reference, "amount_vnd": one.amount_vnd,
        "payer_name": public_name(one.payer_name, one.name_display), "name_display": one.name_display,
        "donor_kind": one.donor_kind, "status": one.status, "promised_on": one.promised_on.isoformat(),
        "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None, "memo_code": one.memo_code,
        "pledge_status": one.pledge_status, "paid_vnd": one.paid_vnd,
        "owed_vnd": owed_vnd(one.status, one.pledge_status, one.amount_vnd, one.paid_vnd),
        "golf_player_id": one.golf_player_id, "golf_sponsor_id": one.sponsor_id, "golf_lot_id": one.lot_id,
    }


def _advance(one: GolfPromise) -> GolfPromise:
    one.version += 1
    one.save()
    return one
