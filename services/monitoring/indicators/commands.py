"""Values and targets of indicators: load, decide, save, leave an entry in the audit trail, publish."""

from __future__ import annotations

import datetime as dt

from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.monitoring.indicators import rules
from services.monitoring.indicators.documents import Indicator
from services.monitoring.trail.writing import write_trail

MOST_LISTED = 5_000


@once
def save_indicator(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Enter or correct a value.  The next year is judged anew with it, where its target is a change.

    Raises what ``rules.check_day`` and ``check_correction`` raise."""
    rules.check_day(command["year"], command["as_of_on"], local_day(uow.now))
    found, last_year = _of(command)
    rules.check_correction(found.value, command["value"], command["reason"])
    before = _state(found, last_year)
    told = {name: command[name] for name in ("value", "as_of_on", "source")}
    if all(getattr(found, name) == value for name, value in told.items()):
        return _resource(found, last_year)
    for name, value in told.items():
        setattr(found, name, value)
    found.reason, found.saved_by = command["reason"], context.actor
    return _advance(uow, context, found, last_year, before, "value_saved")


@once
def set_indicator_target(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Set what the plan asks for.  The same again changes nothing."""
    found, last_year = _of(command)
    before = _state(found, last_year)
    told = {
        "aim": command["aim"], "target_value": command["value"], "target_change": command["change"],
        "citation": command["citation"],
    }
    if all(getattr(found, name) == value for name, value in told.items()):
        return _resource(found, last_year)
    for name, value in told.items():
        setattr(found, name, value)
    found.targeted_by = context.actor
    return _advance(uow, context, found, last_year, before, "target_set")


def list_indicators(_uow: UnitOfWork, query: Json) -> Json:
    """``{"indicators": […]}`` of one indicator, by unit and year."""
    wanted = Indicator.objects(campaign=query["campaign"], indicator=query["indicator"])
    if query["units"] is not None:
        wanted = wanted.filter(unit__in=query["units"])
    listed = list(wanted.order_by("unit", "year").limit(MOST_LISTED))
    there = {one.id: one for one in listed}
    return {"indicators": [_resource(one, there.get(_id_of_year(one, -1)) or _neighbour(one, -1)) for one in listed]}


def get_indicator(indicator_id: str) -> Json:
    """The full resource.  Raises IndicatorNotFound."""
    found = Indicator.objects(id=indicator_id).first()
    if found is None:
        raise rules.IndicatorNotFound(
            "Chưa có chỉ số nào mang mã này.", field="id", remedy="Mã gồm đợt vận động, đơn vị, chỉ số và năm."
        )
    return _resource(found, _neighbour(found, -1))


def _of(command: Json) -> tuple[Indicator, Indicator | None]:
    """The indicator that is meant, and that of the year before."""
    key = _key(command["campaign"], command["unit"], command["indicator"], command["year"])
    found: Indicator = Indicator.objects(id=key).first() or Indicator(
        id=key, version=0, campaign=command["campaign"], unit=command["unit"], indicator=command["indicator"],
        year=command["year"],
    )
    return found, _neighbour(found, -1)


def _key(campaign: str, unit: str, indicator: str, year: int) -> str:
    return f"{campaign}:{unit}:{indicator}:{year}"


def _neighbour(found: Indicator, years: int) -> Indicator | None:
    neighbour: Indicator | None = Indicator.objects(id=_id_of_year(found, years)).first()
    return neighbour


def _id_of_year(found: Indicator, years: int) -> str:
    return _key(found.campaign, found.unit, found.indicator, found.year + years)


def _advance(
    uow: UnitOfWork, context: CommandContext, found: Indicator, last_year: Indicator | None, before: Json, action: str
) -> Json:
    found.version += 1
    found.save()
    write_trail(uow, context, "indicator", found.id, found.version, action, before, _state(found, last_year))
    rows = [_row(found, last_year)]
    following = _neighbour(found, +1)
    if following is not None:
        # Its change against this year, and what that is judged by, are said anew.
        following.version += 1
        following.save()
        rows.append(_row(following, found))
    uow.publish("monitoring.indicators_changed.v1", subject=found.id, data={"entries": rows})
    return _resource(found, last_year)


def _row(found: Indicator, last_year: Indicator | None) -> Json:
    before = last_year.value if last_year else None
    target = rules.Target(found.aim, found.target_value, found.target_change) if found.aim else None
    known = found.value is not None and before is not None
    return {
        "indicator_id": found.id, "version": found.version, "campaign": found.campaign, "unit": found.unit,
        "indicator": found.indicator, "year": found.year, "value": found.value,
        "change": found.value - before if known else None, "target_value": found.target_value,
        "target_change": found.target_change, "aim": found.aim,
        "judged": rules.judge(found.value, before, target), "source": found.source,
        "on": (found.as_of_on or dt.date(found.year, 12, 31)).isoformat(),
    }


def _resource(found: Indicator, last_year: Indicator | None) -> Json:
    return {
        **_row(found, last_year), "citation": found.citation, "reason": found.reason, "saved_by": found.saved_by,
        "targeted_by": found.targeted_by,
    }


def _state(found: Indicator, last_year: Indicator | None) -> Json:
    if not found.version:
        return {}
    return {name: value for name, value in _resource(found, last_year).items() if name != "version"}
