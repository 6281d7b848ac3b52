"""Tries at the contests of a round."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.events.golf_scoring import cards, field, rounds
from services.events.golf_scoring.documents import GolfContestTry
from services.events.golf_scoring.rules import contests as rules
from services.events.golf_scoring.rules import rounds as of_rounds
from services.events.golf_scoring.rules.cards import GolfCardNotFound, check_not_withdrawn

Json = dict[str, Any]

RECORDED, WITHDRAWN = "recorded", "withdrawn"

MOST_TRIES = 2_000
"""Listed at once: 144 players and 54 contests don't come near it, for a try is measured only where it is the best."""


@once
def record_golf_contest(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Record a try, during the round or after it.

    Raises GolfRoundNotFound, GolfRoundNotAtThisStep, GolfCardNotFound, GolfCardWithdrawn, GolfContestNotHeld,
    GolfContestMeasure."""
    found = rounds.find(command["golf_round_id"])
    of_rounds.check_step(found.status, of_rounds.OPEN, of_rounds.CLOSED)
    card = cards.find(command["golf_card_id"])
    if card.golf_round_id != found.id:
        raise GolfCardNotFound("Vòng này không có thẻ ấy.", field="golf_card_id", remedy="Chọn thẻ của vòng này.")
    check_not_withdrawn(card.status)
    held = field.contests_of(field.find_tournament(found.tournament))
    rules.check_try(held, command["contest"], command["hole"], command["measured_cm"])
    recorded = GolfContestTry(
        id=str(ObjectId()), version=1, golf_round_id=found.id, campaign=found.campaign, unit=found.unit,
        contest=command["contest"], hole=command["hole"], golf_card_id=card.id, measured_cm=command["measured_cm"],
        witness=command["witness"], status=RECORDED, recorded_by=context.actor, recorded_at=uow.now,
    )
    recorded.save(force_insert=True)
    return resource(recorded)


@once
def withdraw_golf_contest(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take a try back.  Raises GolfContestTryNotFound, GolfContestTryWithdrawn."""
    found = _find(command["golf_contest_id"], "golf_contest_id")
    if found.status == WITHDRAWN:
        raise rules.GolfContestTryWithdrawn("Lần ghi này đã rút.", field="golf_contest_id", remedy="Không cần rút lại.")
    found.status, found.withdrawn_by, found.withdrawn_reason = WITHDRAWN, context.actor, command["reason"]
    found.version += 1
    found.save()
    return resource(found)


def get_golf_contest(golf_contest_id: str) -> Json:
    """The full resource.  Raises GolfContestTryNotFound."""
    return resource(_find(golf_contest_id, "id"))


def tries_of(golf_round_id: str) -> list[GolfContestTry]:
    """Those of a round that were not taken back."""
    return list(GolfContestTry.objects(golf_round_id=golf_round_id, status=RECORDED).order_by("id"))


def every_try_of(golf_round_id: str) -> list[GolfContestTry]:
    """All of a round, the newest first, those taken back too."""
    return list(GolfContestTry.objects(golf_round_id=golf_round_id).order_by("-id").limit(MOST_TRIES))


def resource(one: GolfContestTry) -> Json:
    """The full resource."""
    return {
        "golf_contest_id": one.id, "version": one.version, "golf_round_id": one.golf_round_id,
        "campaign": one.campaign, "unit": one.unit, "contest": one.contest, "hole": one.hole,
        "golf_card_id": one.golf_card_id, "measured_cm": one.measured_cm, "witness": one.witness,
        "status": one.status, "recorded_by": one.recorded_by, "recorded_at": wire_instant(one.recorded_at),
        "withdrawn_reason": one.withdrawn_reason,
    }


def _find(golf_contest_id: str, where: str) -> GolfContestTry:
    found: GolfContestTry | None = GolfContestTry.objects(id=golf_contest_id).first()
    if found is None:
        raise rules.GolfContestTryNotFound(
            "Không có lần ghi cuộc thi phụ nào mang mã này.", field=where, remedy="Kiểm tra lại mã."
        )
    return found
