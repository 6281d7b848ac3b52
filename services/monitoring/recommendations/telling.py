"""A recommendation loaded, saved and told: as a row of the event, as a resource, as its state in the audit trail."""

from __future__ import annotations

import datetime as dt

from messaging.context import CommandContext
from messaging.idempotency import Json
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.monitoring.findings.documents import Fact
from services.monitoring.recommendations import rules
from services.monitoring.recommendations.documents import Check, Recommendation
from services.monitoring.trail.writing import write_trail


def load(recommendation_id: str) -> Recommendation:
    """Raises RecommendationNotFound."""
    found: Recommendation | None = Recommendation.objects(id=recommendation_id).first()
    if found is None:
        raise rules.RecommendationNotFound(
            "Không có kiến nghị nào mang mã này.", field="recommendation_id", remedy="Kiểm tra lại mã."
        )
    return found


def progress(of: Recommendation) -> rules.Progress:
    """Its facts, for the rules."""
    reply, remedy, verification = of.reply, of.remedy, of.verification
    return rules.Progress(
        sent_on=of.sent_on,
        replied_on=reply.on if reply else None, replied_by=reply.by if reply else None,
        remedied_on=remedy.on if remedy else None, remedied_by=remedy.by if remedy else None,
        verified_on=verification.on if verification else None, verified_by=verification.by if verification else None,
        withdrawn=of.withdrawn_reason is not None,
    )


def advance(uow: UnitOfWork, context: CommandContext, of: Recommendation, before: Json, action: str) -> Json:
    """Save, leave the audit entry, publish ``monitoring.recommendations_changed.v1``; the resource."""
    of.status = progress(of).status
    of.version += 1
    of.save()
    write_trail(uow, context, "recommendation", of.id, of.version, action, before, state(of))
    uow.publish("monitoring.recommendations_changed.v1", subject=of.finding_id, data={"entries": [row(of)]})
    return resource(of)


def row(of: Recommendation) -> Json:
    """As the event tells it: no text of either side."""
    facts = progress(of)
    return {
        "recommendation_id": of.id, "version": of.version, "finding_id": of.finding_id, "visit_id": of.visit_id,
        "campaign": of.campaign, "unit": of.unit, "body": of.body, "status": of.status,
        "sent_on": of.sent_on.isoformat(), "reply_due_on": _iso(of.reply_due_on), "remedy_by": _iso(of.remedy_by),
        "replied_on": _iso(facts.replied_on), "remedied_on": _iso(facts.remedied_on),
        "verified_on": _iso(facts.verified_on), "escalated_on": _iso(of.escalated_on),
    }


def resource(of: Recommendation) -> Json:
    """The full resource."""
    return {
        **row(of), "text": of.text, "document_number": of.document_number, "made_by": of.made_by,
        "reply": _fact(of.reply), "remedy": _fact(of.remedy), "verification": _fact(of.verification),
        "checks": [{**(_fact(check) or {}), "passed": check.passed} for check in of.checks],
        "withdrawn_reason": of.withdrawn_reason,
    }


def state(of: Recommendation) -> Json:
    """Everything that is kept of it, for the audit trail."""
    return {name: value for name, value in resource(of).items() if name != "version"}


def _fact(fact: Fact | Check | None) -> Json | None:
    if fact is None:
        return None
    return {"on": fact.on.isoformat(), "text": fact.text, "by": fact.by, "at": wire_instant(fact.at)}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
