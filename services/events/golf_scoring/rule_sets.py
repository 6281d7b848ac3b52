"""Regulations: saved as versions that never change."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.events.golf_scoring import field
from services.events.golf_scoring.documents import GolfRuleSet
from services.events.golf_scoring.rules.rounds import GolfRuleSetNotFound
from services.events.golf_scoring.rules.rule_set import rule_set_of

Json = dict[str, Any]

PLAN = ("name", "handicap", "gross_cap", "boards", "last_holes", "prize_order", "one_main_prize")


@once
def save_golf_rule_set(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """State regulations; what differs from the newest version is a new one.

    Raises GolfTournamentNotFound and what ``rule_set_of`` raises."""
    tournament = field.find_tournament(command["tournament"])
    rule_set_of(command)
    plan = {name: command[name] for name in PLAN}
    newest = newest_of(tournament.id, command["code"])
    if newest is not None and newest.plan == plan:
        return resource(newest)
    version = newest.version + 1 if newest else 1
    saved = GolfRuleSet(
        id=f"{tournament.id}.{command['code']}.{version}", tournament=tournament.id, campaign=tournament.campaign,
        unit=tournament.unit, code=command["code"], version=version, name=command["name"], plan=plan,
        saved_by=context.actor, saved_at=uow.now,
    )
    saved.save(force_insert=True)
    return resource(saved)


def get_golf_rule_set(rule_set_id: str) -> Json:
    """A version, ``<tournament>.<code>.<version>``.  Raises GolfRuleSetNotFound."""
    found = GolfRuleSet.objects(id=rule_set_id).first()
    if found is None:
        raise _not_found("id")
    return resource(found)


def newest_of(tournament: str, code: str) -> GolfRuleSet | None:
    """The newest version, or None."""
    found: GolfRuleSet | None = GolfRuleSet.objects(tournament=tournament, code=code).order_by("-version").first()
    return found


def find(tournament: str, code: str, version: int | None) -> GolfRuleSet:
    """This version, or the newest.  Raises GolfRuleSetNotFound."""
    if version is None:
        found = newest_of(tournament, code)
    else:
        found = GolfRuleSet.objects(id=f"{tournament}.{code}.{version}").first()
    if found is None:
        raise _not_found("rule_set")
    return found


def resource(one: GolfRuleSet) -> Json:
    """The full resource."""
    return {
        "golf_rule_set_id": one.id, "tournament": one.tournament, "campaign": one.campaign, "unit": one.unit,
        "code": one.code, "version": one.version, **one.to_mongo()["plan"], "saved_by": one.saved_by,
        "saved_at": wire_instant(one.saved_at),
    }


def _not_found(where: str) -> GolfRuleSetNotFound:
    return GolfRuleSetNotFound(
        "Giải không có thể lệ mang mã và lần sửa này.", field=where, remedy="Ghi thể lệ của giải trước."
    )
