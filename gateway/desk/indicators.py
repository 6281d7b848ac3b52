"""What is defined once and used by all rounds: manual indicators, days off, and where units get their post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from contracts.refusals import NotFound
from gateway.desk import deadline_rules, flow_rules
from gateway.desk.collections import CONTACTS, DAYS_OFF, INDICATORS, Db
from gateway.desk.store import advance, create
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork

Json = dict[str, Any]


class UnknownIndicator(NotFound):
    """No manual indicator has this code."""


@once
def save_indicator(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Define a manual indicator, or define it anew.  Raises ChangedMeanwhile."""
    fields = {name: command[name] for name in ("name", "measure", "given_by", "adds_up", "meaning")}
    return shown(_saved(uow, INDICATORS, command["code"], fields, command["expected"], context))


@once
def save_days_off(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """State the days off of a year, all of them.  Raises ChangedMeanwhile."""
    days = sorted(command["days"], key=lambda one: str(one["on"]))
    told = [{"on": one["on"].isoformat(), "name": one["name"]} for one in days]
    return shown(_saved(uow, DAYS_OFF, command["year"], {"days": told}, command["expected"], context))


@once
def save_contact(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """State the addresses to which a unit's reminders go.  Raises ChangedMeanwhile."""
    fields = {"emails": list(command["emails"])}
    return shown(_saved(uow, CONTACTS, command["unit"], fields, command["expected"], context))


def indicators_of(db: Db, codes: Iterable[str]) -> dict[str, Json]:
    """Manual indicators by code, in the order asked for.  Raises :class:`UnknownIndicator`."""
    wanted = list(codes)
    found = {one["_id"]: one for one in db[INDICATORS].find({"_id": {"$in": wanted}})}
    for place, code in enumerate(wanted):
        if code not in found:
            raise UnknownIndicator(
                f"Chưa định nghĩa chỉ tiêu {code}.", field=f"indicators.{place}", remedy="Định nghĩa chỉ tiêu trước."
            )
    return {code: found[code] for code in wanted}


def days_off_around(db: Db, *days: dt.date) -> set[dt.date]:
    """Days off of the years of these days, and of the years before and after."""
    years = range(min(days).year - 1, max(days).year + 2)
    stated = {one["_id"]: one["days"] for one in db[DAYS_OFF].find({"_id": {"$in": [str(year) for year in years]}})}
    off: set[dt.date] = set()
    for year in years:
        if str(year) in stated:
            off |= {dt.date.fromisoformat(one["on"]) for one in stated[str(year)]}
        else:
            off |= set(deadline_rules.usual_days_off(year))
    return off


def shown(document: Json) -> Json:
    """As JSON values."""
    return {"id": document["_id"], **{name: value for name, value in document.items() if name != "_id"}}


def _saved(
    uow: UnitOfWork, collection: str, id: str, fields: Json, expected: int, context: CommandContext
) -> Json:
    held = uow.db[collection].find_one({"_id": id})
    flow_rules.check_version(expected, held["version"] if held else 0)
    if held is None:
        return create(uow, collection, {"_id": id, **fields}, context, "saved")
    return advance(uow, collection, {**held, **fields}, context, "saved")
