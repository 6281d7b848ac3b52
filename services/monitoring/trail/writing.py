"""Leave an entry in the audit trail, in the transaction of the change itself."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork
from services.monitoring.trail.documents import TrailEntry

Json = dict[str, Any]


def write_trail(
    uow: UnitOfWork, context: CommandContext, thing: str, thing_id: str, version: int, action: str, before: Json,
    after: Json,
) -> None:
    """Who did what to a thing; ``before`` and ``after`` are its whole state, of which only what changed is kept."""
    TrailEntry(
        id=f"{thing}:{thing_id}:{version}", thing=thing, thing_id=thing_id, version=version, action=action,
        by=context.actor, at=uow.now, correlation_id=context.correlation_id,
        changed={name: [before.get(name), value] for name, value in after.items() if before.get(name) != value},
    ).save()
