"""Who asked, under which key, until when: what travels beside every command."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from runtime.clock import wire_instant


@dataclass(frozen=True, slots=True)
class Expected:
    """Whoever asks has seen the thing whose ``field`` (``house_id``) is ``id`` in this version, and wants nothing done
    to a newer one."""

    field: str
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class CommandContext:
    """``actor``: account id of the person or program.  ``idempotency_key``: already scoped to the actor by the
    gateway, or None for reads.  ``deadline_at``: after this instant nobody waits for the answer any more.
    ``rehearsal``: only say what the answer would be; nothing is written.
    ``sent``: the payload as it was sent, before any default was filled in (None where nothing was sent); it does not
    travel with the context, the service puts it in.
    ``expects``: what must not have changed meanwhile."""

    actor: str
    correlation_id: str
    deadline_at: dt.datetime
    idempotency_key: str | None = None
    sent: dict[str, Any] | None = None
    rehearsal: bool = False
    expects: Expected | None = None

    def to_wire(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "actor": self.actor,
            "correlation_id": self.correlation_id,
            "deadline_at": wire_instant(self.deadline_at),
            "idempotency_key": self.idempotency_key,
            **({"rehearsal": True} if self.rehearsal else {}),
            **({"expects": asdict(self.expects)} if self.expects else {}),
        }

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> CommandContext:
        """Raises KeyError or ValueError when the caller is not of our making."""
        return cls(
            actor=wire["actor"],
            correlation_id=wire["correlation_id"],
            deadline_at=dt.datetime.fromisoformat(wire["deadline_at"]),
            idempotency_key=wire.get("idempotency_key"),
            rehearsal=bool(wire.get("rehearsal")),
            expects=Expected(**wire["expects"]) if wire.get("expects") else None,
        )
