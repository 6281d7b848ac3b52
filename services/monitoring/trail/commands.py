"""Read the audit trail; nothing else can be done with it."""

from __future__ import annotations

from messaging.idempotency import Json
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.monitoring.findings.documents import AuditEntry
from services.monitoring.trail.documents import TrailEntry


def read_trail(uow: UnitOfWork, query: Json) -> Json:
    """``{"entries": […], "next_after": version or None}``, oldest first; findings keep theirs in their own books."""
    if query["thing"] == "finding":
        kept = AuditEntry.objects(finding_id=query["id"])
    else:
        kept = TrailEntry.objects(thing=query["thing"], thing_id=query["id"])
    limit = query["limit"]
    found = list(kept.filter(version__gt=query["after"]).order_by("version").limit(limit + 1))
    page = found[:limit]
    return {
        "entries": [
            {
                "version": one.version, "action": one.action, "by": one.by, "at": wire_instant(one.at),
                "correlation_id": one.correlation_id,
                "changed": {name: list(pair) for name, pair in one.changed.items()},
            }
            for one in page
        ],
        "next_after": page[-1].version if len(found) > limit else None,
    }
