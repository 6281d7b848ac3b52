"""Save clocks and read them."""

from __future__ import annotations

import datetime as dt
import functools
import json
from pathlib import Path

from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.monitoring.clocks import rules
from services.monitoring.clocks.documents import SavedClock
from services.monitoring.trail.writing import write_trail

DEFAULTS = Path(__file__).with_name("defaults.json")


@once
def save_clock(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A new version of a clock.  Deadlines that run keep theirs.  Raises ClockEndsBeforeItBegins."""
    rules.check_clock(command["from_on"], command["to_on"])
    before = max((one for one in versions() if one.code == command["code"]), key=lambda one: one.version)
    version = before.version + 1
    SavedClock(
        id=f"{command['code']}:{version}", version=version, saved_by=context.actor, saved_at=uow.now, **command
    ).save(force_insert=True)
    saved = rules.Clock(version=version, **command)
    write_trail(uow, context, "clock", saved.code, version, "saved", _told(before), _told(saved))
    return {**_told(saved), "in_force": saved == in_force(saved.code, local_day(uow.now))}


def list_clocks(uow: UnitOfWork, _query: Json) -> Json:
    """``{"clocks": […]}``: every version, those in force today marked."""
    today, held = local_day(uow.now), versions()
    return {
        "clocks": [
            {**_told(one), "in_force": one == rules.clock_on(one.code, today, held)}
            for one in sorted(held, key=lambda one: (one.code, one.version))
        ]
    }


def versions() -> list[rules.Clock]:
    """All versions of all clocks, the shipped ones among them."""
    saved = [
        rules.Clock(one.code, one.version, one.name, one.days, one.citation, one.from_on, one.to_on)
        for one in SavedClock.objects()
    ]
    return [*shipped(), *saved]


def in_force(code: str, day: dt.date) -> rules.Clock | None:
    """The clock of this code in force on a day."""
    return rules.clock_on(code, day, versions())


@functools.cache
def shipped() -> tuple[rules.Clock, ...]:
    """The versions that come with the product."""
    read = json.loads(DEFAULTS.read_text(encoding="utf-8"))
    return tuple(
        rules.Clock(
            one["code"], 1, one["name"], one["days"], one["citation"], dt.date.fromisoformat(one["from_on"]),
            dt.date.fromisoformat(one["to_on"]) if one["to_on"] else None,
        )
        for one in read
    )


def _told(clock: rules.Clock) -> Json:
    side, fact = rules.FROM_FACT[clock.code]
    return {
        "code": clock.code, "version": clock.version, "name": clock.name, "days": clock.days, "side": side,
        "from_fact": fact, "citation": clock.citation, "from_on": clock.from_on.isoformat(),
        "to_on": clock.to_on.isoformat() if clock.to_on else None,
    }
