"""Set, meet and drop deadlines, and tell of them.  None is ever marked overdue: that is reckoned when somebody asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from contracts.events import MAX_ENTRIES
from messaging.unit_of_work import UnitOfWork
from services.monitoring.clocks.commands import in_force
from services.monitoring.clocks.rules import due_on
from services.monitoring.deadlines.documents import Deadline

Json = dict[str, Any]


def by_clock(uow: UnitOfWork, id: str, clock_code: str, fact_on: dt.date, **about: Any) -> dt.date | None:
    """Set, or set anew, an open deadline that runs by a clock from (or up to) the day of a fact.  One that is met stays
    as it is; without a clock in force nothing is due.  The day by which it is due."""
    known = Deadline.objects(id=id).first()
    if known is not None and known.status == "met":
        return known.due_on  # type: ignore[no-any-return]  # mongoengine has no types
    clock = in_force(clock_code, fact_on)
    if clock is None:
        if known is not None:
            drop(uow, [known])
        return None
    deadline = known or Deadline(id=id, version=0)
    told = {
        "clock": clock_code, "clock_version": clock.version, "citation": clock.citation, "from_on": fact_on,
        "due_on": due_on(clock, fact_on), "status": "open", **about,
    }
    for name, value in told.items():
        setattr(deadline, name, value)
    keep(uow, [deadline])
    return due_on(clock, fact_on)


def meet(uow: UnitOfWork, id: str, met_on: dt.date) -> None:
    """It was done, in time or late; a deadline that nobody set is not missed."""
    deadline = Deadline.objects(id=id, status="open").first()
    if deadline is not None:
        deadline.status, deadline.met_on = "met", met_on
        keep(uow, [deadline])


def drop(uow: UnitOfWork, deadlines: Sequence[Deadline]) -> None:
    """Nothing is due any more."""
    still_open = [one for one in deadlines if one.status == "open"]
    for one in still_open:
        one.status = "dropped"
    keep(uow, still_open)


def keep(uow: UnitOfWork, deadlines: Sequence[Deadline]) -> None:
    """Save what changed and publish ``monitoring.deadlines_changed.v1``."""
    for one in deadlines:
        one.version += 1
        one.save()
    for start in range(0, len(deadlines), MAX_ENTRIES):
        some = deadlines[start : start + MAX_ENTRIES]
        uow.publish(
            "monitoring.deadlines_changed.v1", subject=some[0].id, data={"entries": [row(one) for one in some]}
        )


def row(deadline: Deadline) -> Json:
    """As the event tells it."""
    return {
        "deadline_id": deadline.id, "version": deadline.version, "campaign": deadline.campaign, "unit": deadline.unit,
        "clock": deadline.clock, "clock_version": deadline.clock_version, "citation": deadline.citation,
        "about_kind": deadline.about_kind, "about_id": deadline.about_id, "title": deadline.title,
        "from_on": _iso(deadline.from_on), "due_on": deadline.due_on.isoformat(), "met_on": _iso(deadline.met_on),
        "status": deadline.status, "visit_id": deadline.visit_id,
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
