"""How far the desk has come, and the way back: what somebody decided last."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork
from services.donations.intake.documents import DONATIONS
from services.donations.matching import desk, rules
from services.donations.matching.documents import DECISIONS, FALLEN, LINE_MATCHES

Json = dict[str, Any]

MOST_COUNTED = 10_000
"""Beyond it nobody needs the figure, and counting would take longer than deciding."""
OWN_DECISIONS = 5
DECISIONS_LOOKED_THROUGH = 50


def get_desk_progress(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """``{"suggested": …, "decided": …, "in_all": …, "at_least": …, "own_decisions": […]}``.

    at_least: there may be more, for nothing is counted past :data:`MOST_COUNTED`."""
    suggested = _count(uow, command, [{"state": rules.SUGGESTED}])
    # A refused suggestion leaves the line unmatched, with its decision.
    decided = _count(uow, command, [
        {"state": rules.CONFIRMED}, {"state": rules.ATTRIBUTED},
        {"state": rules.UNMATCHED, "decision_id": {"$ne": None}},
    ])  # fmt: skip
    pairs = _own(uow, command, context.actor)
    desk.keep_look(uow, context, command["campaign"], command, len(pairs))
    return {
        "suggested": suggested, "decided": decided, "in_all": suggested + decided,
        "at_least": MOST_COUNTED in (suggested, decided),
        "own_decisions": desk.describe_lines(uow, pairs),
    }


def _count(uow: UnitOfWork, command: Json, states: list[Json]) -> int:
    counted = 0
    for state in states:
        if counted < MOST_COUNTED:
            counted += uow.db[LINE_MATCHES].count_documents({**_within(command), **state}, limit=MOST_COUNTED - counted)
    return counted


def _own(uow: UnitOfWork, command: Json, actor: str) -> list[tuple[Json, Json]]:
    """Gift and line of the asker's last decisions that still hold: what was undone, or decided anew by somebody else,
    is not theirs to take back."""
    last = list(
        uow.db[DECISIONS].find({"decided_by": actor}).sort([("decided_at", -1), ("version", -1)])
        .limit(DECISIONS_LOOKED_THROUGH)
    )
    wanted = {"_id": {"$in": [one["donation_id"] for one in last]}, "state": {"$ne": FALLEN}, **_within(command)}
    held = {one["decision_id"]: one for one in uow.db[LINE_MATCHES].find(wanted)}
    holding = [held[one["_id"]] for one in last if one["_id"] in held][:OWN_DECISIONS]
    gifts = desk.by_id(uow, DONATIONS, [one["_id"] for one in holding])
    lines = desk.by_id(uow, "statement_lines", [one["statement_line_id"] for one in holding])
    return [(gifts[one["_id"]], lines[one["statement_line_id"]]) for one in holding]


def _within(command: Json) -> Json:
    units = {} if command["units"] is None else {"unit": {"$in": command["units"]}}
    return {"campaign": command["campaign"], **units}

