"""Rounds: planned, sealed, opened, closed, revealed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bson import ObjectId

from contracts.business_days import check_business_day
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.events.golf_scoring import field, rule_sets
from services.events.golf_scoring.documents import GolfCard, GolfRound, GolfRoundStep
from services.events.golf_scoring.rules import cards as of_cards
from services.events.golf_scoring.rules import hidden, rounds
from services.events.golf_scoring.rules.rule_set import RuleSet, rule_set_of

Json = dict[str, Any]

RULES_CHANGED = "rules_changed"


@once
def plan_golf_round(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Plan a round.  Raises GolfTournamentNotFound, GolfRuleSetNotFound, GolfRoundNumberTaken, CourseNotScorable,
    DayTooEarly."""
    tournament = field.find_tournament(command["tournament"])
    check_business_day(command["play_on"], max(command["play_on"], local_day(uow.now)), "play_on")
    chosen = rule_sets.find(tournament.id, command["rule_set"], command["rule_set_version"])
    tee = tournament.tees[0]
    field.course(tournament.holes, tee["course_rating"], tee["slope"])
    if GolfRound.objects(tournament=tournament.id, number=command["number"]).first() is not None:
        raise rounds.GolfRoundNumberTaken(
            f"Giải đã có vòng {command['number']}.", field="number", remedy="Chọn số vòng khác."
        )
    planned = GolfRound(
        id=str(ObjectId()), version=0, tournament=tournament.id, campaign=tournament.campaign, unit=tournament.unit,
        number=command["number"], name=command["name"], play_on=command["play_on"], status=rounds.PLANNED,
        rule_set=chosen.code, rule_set_version=chosen.version, rules=chosen.to_mongo()["plan"],
    )
    return advance(uow, planned, "planned", context.actor)


@once
def change_golf_rules(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Score the round by other regulations: because others were meant, or the hidden holes can't be revealed any more.
    A commitment does not outlive its regulations; it stays among the steps.

    Raises GolfRoundNotFound, GolfRuleSetNotFound, GolfResultKnown, HiddenHolesNotCommitted, WrongNumberOnCard,
    GolfIndexMissing, PrizeWithoutBoard."""
    found = find(command["golf_round_id"])
    chosen = rule_sets.find(found.tournament, command["rule_set"], command["rule_set_version"])
    before = f"{found.rule_set}, lần {found.rule_set_version}"
    old, plan = rules_of(found), chosen.to_mongo()["plan"]
    new = rule_set_of(plan)
    rounds.check_rules_change(found.status, old.hidden_holes > 0 and found.salt is None, new.hidden_holes)
    rounds.check_prizes([dict(one) for one in found.prizes], new.boards)
    _check_cards(found, new)
    found.rule_set, found.rule_set_version, found.rules = chosen.code, chosen.version, plan
    found.commitment = None
    return advance(uow, found, RULES_CHANGED, context.actor, f"{command['reason']} (trước đó: {before})")


def _check_cards(found: GolfRound, new: RuleSet) -> None:
    for card in GolfCard.objects(golf_round_id=found.id).only("number", "player_ids", "indexes"):
        if len(card.player_ids) != new.players_per_card:
            raise rounds.WrongNumberOnCard(
                f"Thẻ số {card.number} có {len(card.player_ids)} người, thể lệ ấy mỗi thẻ {new.players_per_card}.",
                field="rule_set", remedy="Chọn thể lệ có cùng số người mỗi thẻ.",
            )
        if new.needs_index and None in card.indexes:
            raise rounds.GolfIndexMissing(
                f"Người chơi ở thẻ số {card.number} chưa có handicap index.", field="rule_set",
                remedy="Chọn thể lệ tính handicap trong ngày.", numbers=[card.number],
            )


@once
def set_golf_prizes(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Name the main prizes.  Raises GolfRoundNotFound, GolfRoundNotAtThisStep, PrizeNamedTwice, PrizeWithoutBoard."""
    found = find(command["golf_round_id"])
    rounds.check_step(found.status, rounds.PLANNED, rounds.OPEN)
    rounds.check_prizes(command["prizes"], rules_of(found).boards)
    found.prizes = command["prizes"]
    return advance(uow, found, "prizes_set", context.actor)


@once
def commit_golf_holes(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Publish the commitment to the hidden holes; until play begins another one may take its place, and both are kept.

    Raises GolfRoundNotFound, RoundHidesNoHoles, GolfRoundNotAtThisStep."""
    found = find(command["golf_round_id"])
    rounds.check_commitment(found.status, rules_of(found).hidden_holes)
    if found.commitment == command["commitment"]:
        return resource(found)
    found.commitment = command["commitment"]
    return advance(uow, found, "committed", context.actor, command["commitment"])


@once
def open_golf_round(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Let play begin, on the course as it is now.

    Raises GolfRoundNotFound, GolfRoundNotAtThisStep, HiddenHolesNotCommitted, NoCardsDealt, CourseNotScorable."""
    found = find(command["golf_round_id"])
    rounds.check_opening(found.status, rules_of(found).hidden_holes, found.commitment, found.cards)
    tournament = field.find_tournament(found.tournament)
    tee = tournament.tees[0]
    field.course(tournament.holes, tee["course_rating"], tee["slope"])
    found.holes = [dict(hole) for hole in tournament.holes]
    found.status = rounds.OPEN
    return advance(uow, found, "opened", context.actor)


@once
def close_golf_round(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Play is over.  Raises GolfRoundNotFound, GolfRoundNotAtThisStep."""
    found = find(command["golf_round_id"])
    rounds.check_step(found.status, rounds.OPEN)
    GolfCard.objects(golf_round_id=found.id).update(set__round_closed=True)
    found.status = rounds.CLOSED
    return advance(uow, found, "closed", context.actor)


@once
def reopen_golf_round(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take scores again.  Raises GolfRoundNotFound, GolfRoundNotAtThisStep, HiddenHolesRevealed."""
    found = find(command["golf_round_id"])
    rounds.check_reopening(found.status, found.salt is not None)
    GolfCard.objects(golf_round_id=found.id).update(set__round_closed=False)
    found.status = rounds.OPEN
    return advance(uow, found, "reopened", context.actor, command["reason"])


@once
def reveal_golf_holes(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Reveal the hidden holes, which must be those committed to; again: no change.

    Raises GolfRoundNotFound, GolfRoundNotAtThisStep, RoundHidesNoHoles, WrongNumberOfHiddenHoles,
    HiddenHolesDontMatch."""
    found = find(command["golf_round_id"])
    committed = rounds.check_reveal(found.status, found.commitment)
    holes, salt = sorted(command["holes"]), command["salt"]
    hidden.check_revealed(found.id, committed, holes, salt, rules_of(found).hidden_holes)
    if found.salt is not None:
        return resource(found)
    found.hidden_holes, found.salt = holes, salt
    return advance(uow, found, "revealed", context.actor)


def get_golf_round(golf_round_id: str) -> Json:
    """The full resource.  Raises GolfRoundNotFound."""
    return resource(find(golf_round_id, "id"))


def find(golf_round_id: str, where: str = "golf_round_id") -> GolfRound:
    """The document of a round.  Raises GolfRoundNotFound."""
    found: GolfRound | None = GolfRound.objects(id=golf_round_id).first()
    if found is None:
        raise rounds.GolfRoundNotFound("Không có vòng đấu nào mang mã này.", field=where, remedy="Kiểm tra lại mã.")
    return found


def rules_of(found: GolfRound) -> RuleSet:
    """The rules the round is scored by."""
    return rule_set_of(found.rules)


def hidden_of(found: GolfRound) -> tuple[int, ...] | None:
    """The hidden holes, once they are revealed."""
    return None if found.salt is None else tuple(found.hidden_holes)


def advance(uow: UnitOfWork, found: GolfRound, what: str, by: str, reason: str = "") -> Json:
    """Save the round with what was done, and say it."""
    found.version += 1
    found.steps.append(GolfRoundStep(what=what, by=by, at=uow.now, reason=reason))
    found.save(force_insert=found.version == 1)
    uow.publish("events.golf_rounds_changed.v1", subject=found.tournament, data={"entries": [_row(found)]})
    return resource(found)


def resource(found: GolfRound) -> Json:
    """The full resource.  ``commitment_of``: the text whose SHA-256 the commitment is."""
    by_status = {
        status: GolfCard.objects(golf_round_id=found.id, status=status).count()
        for status in (of_cards.OPEN, of_cards.SIGNED, of_cards.WITHDRAWN)
    }
    return {
        **_row(found), "rules": {**found.to_mongo()["rules"]}, "prizes": [dict(one) for one in found.prizes],
        "holes": [dict(one) for one in found.holes], "cards": by_status,
        "commitment_of": f"{found.id}|<holes>|<salt>" if found.salt is None else hidden.committed_text(
            found.id, found.hidden_holes, found.salt
        ),
        "steps": [
            {"what": one.what, "by": one.by, "at": wire_instant(one.at), "reason": one.reason} for one in found.steps
        ],
    }


def _row(found: GolfRound) -> Json:
    play_on: dt.date = found.play_on
    return {
        "golf_round_id": found.id, "version": found.version, "campaign": found.campaign, "unit": found.unit,
        "activity": found.tournament, "number": found.number, "name": found.name, "play_on": play_on.isoformat(),
        "status": found.status, "rule_set": found.rule_set, "rule_set_version": found.rule_set_version,
        "commitment": found.commitment,
        "hidden_holes": None if found.salt is None else list(found.hidden_holes), "salt": found.salt,
    }
