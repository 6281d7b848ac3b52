"""A visit loaded, saved, and told: as a row of the event, as a resource, and as its state in the audit trail."""

from __future__ import annotations

import datetime as dt

from messaging.context import CommandContext
from messaging.idempotency import Json
from messaging.unit_of_work import UnitOfWork
from services.monitoring.trail.writing import write_trail
from services.monitoring.visits import rules
from services.monitoring.visits.documents import Visit


def load(visit_id: str) -> Visit:
    """Raises VisitNotFound."""
    visit: Visit | None = Visit.objects(id=visit_id).first()
    if visit is None:
        raise rules.VisitNotFound(
            "Không có cuộc giám sát, kiểm tra nào mang mã này.", field="visit_id", remedy="Kiểm tra lại mã."
        )
    return visit


def facts(visit: Visit) -> rules.Visit:
    """What the rules need to know of it."""
    return rules.Visit(
        status=visit.status, decision_sent_on=visit.decision_sent_on, started_on=visit.started_on,
        reported_on=visit.reported_on,
    )


def advance(uow: UnitOfWork, context: CommandContext, visit: Visit, before: Json, action: str) -> Json:
    """Save, leave the audit entry, publish ``monitoring.visits_changed.v1``; the resource."""
    visit.version += 1
    visit.save()
    write_trail(uow, context, "visit", visit.id, visit.version, action, before, state(visit))
    uow.publish("monitoring.visits_changed.v1", subject=visit.id, data={"entries": [row(visit)]})
    return resource(visit)


def row(visit: Visit) -> Json:
    """As the event tells it: nobody of the team, no text of its report."""
    return {
        "visit_id": visit.id, "version": visit.version, "campaign": visit.campaign, "unit": visit.unit,
        "by_unit": visit.by_unit, "kind": visit.kind, "subjects": list(visit.subjects), "title": visit.title,
        "status": visit.status, "starts_on": visit.starts_on.isoformat(), "ends_on": visit.ends_on.isoformat(),
        "plan_id": visit.plan_id, "item": visit.item, "due_on": _iso(visit.due_on),
        "decision_sent_on": _iso(visit.decision_sent_on), "started_on": _iso(visit.started_on),
        "ended_on": _iso(visit.ended_on), "reported_on": _iso(visit.reported_on),
        "closed_on": _iso(visit.closed_on), "team_size": len(visit.team), "findings": visit.findings,
        "evidence": visit.evidence,
        **{name: sum(one[name] for one in visit.checklists) for name in ("questions", "answered", "unmet")},
        "checklists": [dict(one) for one in visit.checklists],
    }


def resource(visit: Visit) -> Json:
    """The full resource."""
    return {
        **row(visit), "reason": visit.reason, "team": [dict(member) for member in visit.team],
        "opened_by": visit.opened_by, "document_number": visit.document_number, "summary": visit.summary,
        "conclusion": visit.conclusion, "change_reason": visit.change_reason,
    }


def state(visit: Visit) -> Json:
    """Everything that is kept of it, for the audit trail."""
    return {name: value for name, value in resource(visit).items() if name != "version"}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
