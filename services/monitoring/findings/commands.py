"""What is done with findings: load, decide by the rules, save, leave an entry in the audit trail, publish."""

from __future__ import annotations

import datetime as dt
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.monitoring.deadlines import keeping
from services.monitoring.deadlines.documents import Deadline
from services.monitoring.escalations.commands import follow_deadline
from services.monitoring.findings import rules
from services.monitoring.findings.documents import AuditEntry, Fact, Finding, Subject, new_finding_id
from services.monitoring.findings.following import (
    load_finding,
    made_in_visit,
    reply_due,
    reply_key,
    reply_within,
)
from services.monitoring.recommendations.documents import Recommendation

Resource = dict[str, Any]

# What the event says of a finding; its texts and people stay in this service.
_PUBLIC = (
    "finding_id", "version", "campaign", "unit", "about", "severity", "summary", "status", "found_on",
    "raised_at", "reply_due_on", "replied_on", "remedied_on", "verified_on", "visit_id", "checklist", "question",
)


@once
def raise_finding(uow: UnitOfWork, command: Resource, context: CommandContext) -> Resource:
    """File a finding, inside a visit or outside.  Raises DayInFuture, DayTooEarly and what ``made_in_visit`` raises.

    Publishes ``monitoring.finding_raised.v1``."""
    today = local_day(uow.now)
    progress = rules.raised(command["found_on"], today)
    made_in_visit(uow, context, command)
    days = reply_within(command["found_on"], command["reply_within_days"])
    finding = Finding(
        id=new_finding_id(),
        version=1,
        campaign=command["campaign"],
        unit=command["unit"],
        about=Subject(**command["about"]),
        severity=command["severity"],
        summary=command["summary"],
        detail=command["detail"],
        recommendation=command["recommendation"],
        found_on=command["found_on"],
        reply_within_days=days,
        reply_due_on=rules.reply_due_on(command["found_on"], days),
        raised_by=context.actor,
        raised_at=uow.now,
        status=progress.status,
        visit_id=command["visit_id"],
        checklist=command["checklist"],
        question=command["question"],
    )
    finding.save(force_insert=True)
    reply_due(uow, finding, command["reply_within_days"])
    return _told(uow, finding, {}, "raised", context)


@once
def record_reply(uow: UnitOfWork, command: Resource, context: CommandContext) -> Resource:
    """Record the body's written reply.  Raises FindingNotFound and what ``rules.replied`` raises.

    Publishes ``monitoring.finding_answered.v1``."""
    finding = load_finding(command["finding_id"])
    before = _state(finding)
    progress = rules.replied(_progress(finding), command["replied_on"], context.actor, local_day(uow.now))
    finding.reply = Fact(on=command["replied_on"], text=command["text"], by=context.actor, at=uow.now)
    keeping.meet(uow, reply_key(finding.id), command["replied_on"])
    follow_deadline(uow, context, reply_key(finding.id))
    _advance(finding, progress)
    return _told(uow, finding, before, "answered", context)


@once
def record_remedy(uow: UnitOfWork, command: Resource, context: CommandContext) -> Resource:
    """Record what the body did about it.  Raises FindingNotFound and what ``rules.remedied`` raises.

    Publishes ``monitoring.finding_answered.v1``: the finding stays open."""
    finding = load_finding(command["finding_id"])
    before = _state(finding)
    progress = rules.remedied(_progress(finding), command["remedied_on"], context.actor, local_day(uow.now))
    finding.remedy = Fact(on=command["remedied_on"], text=command["text"], by=context.actor, at=uow.now)
    _advance(finding, progress)
    return _told(uow, finding, before, "answered", context)


@once
def close_finding(uow: UnitOfWork, command: Resource, context: CommandContext) -> Resource:
    """Close a finding whose remedy, or every recommendation, was verified.  Raises FindingNotFound and what
    ``rules.closed`` raises.

    Publishes ``monitoring.finding_closed.v1``."""
    finding = load_finding(command["finding_id"])
    before = _state(finding)
    progress = rules.closed(
        _progress(finding), command["verified_on"], context.actor, local_day(uow.now), _recommended(finding)
    )
    finding.verification = Fact(
        on=command["verified_on"], text=command["conclusion"], by=context.actor, at=uow.now
    )
    keeping.drop(uow, list(Deadline.objects(id=reply_key(finding.id))))
    follow_deadline(uow, context, reply_key(finding.id))
    _advance(finding, progress)
    return _told(uow, finding, before, "closed", context)


def get_finding(uow: UnitOfWork, query: Resource) -> Resource:
    """The finding with its audit trail (``history``, oldest first).  Raises FindingNotFound."""
    finding = load_finding(query["id"])
    history = AuditEntry.objects(finding_id=finding.id).order_by("version")
    return {**_resource(finding, uow.now), "history": [_entry(entry) for entry in history]}


def list_findings(uow: UnitOfWork, query: Resource) -> Resource:
    """A page of findings in the order of filing: ``{"findings": […], "next_after": id or None}``.

    ``query`` is a loaded ListFindings; ``after`` is the last id of the page before."""
    wanted = {"campaign": query["campaign"]}
    wanted.update({name: query[name] for name in ("unit", "status") if query[name] is not None})
    if query["about"] is not None:
        wanted.update({"about__kind": query["about"]["kind"], "about__id": query["about"]["id"]})
    if query["after"] is not None:
        wanted["id__gt"] = query["after"]
    limit = query["limit"]
    found = list(Finding.objects(**wanted).order_by("id").limit(limit + 1))
    page = found[:limit]
    return {
        "findings": [_resource(finding, uow.now) for finding in page],
        "next_after": page[-1].id if len(found) > limit else None,
    }


def _progress(finding: Finding) -> rules.Progress:
    reply, remedy, verification = finding.reply, finding.remedy, finding.verification
    return rules.Progress(
        found_on=finding.found_on,
        replied_on=reply.on if reply else None,
        replied_by=reply.by if reply else None,
        remedied_on=remedy.on if remedy else None,
        remedied_by=remedy.by if remedy else None,
        verified_on=verification.on if verification else None,
        verified_by=verification.by if verification else None,
    )


def _recommended(finding: Finding) -> list[rules.Recommended]:
    """Its recommendations, but for those that were withdrawn."""
    return [
        rules.Recommended(
            verified_on=one.verification.on if one.verification else None,
            answered_by=frozenset(fact.by for fact in (one.reply, one.remedy) if fact),
        )
        for one in Recommendation.objects(finding_id=finding.id, status__ne="withdrawn")
    ]


def _advance(finding: Finding, progress: rules.Progress) -> None:
    finding.status = progress.status
    finding.version += 1
    finding.save()


def _told(uow: UnitOfWork, finding: Finding, before: Resource, action: str, context: CommandContext) -> Resource:
    """Write the audit entry, publish the new state, and give the answer."""
    state = _state(finding)
    AuditEntry(
        id=f"{finding.id}:{finding.version}",
        finding_id=finding.id,
        version=finding.version,
        action=action,
        by=context.actor,
        at=uow.now,
        correlation_id=context.correlation_id,
        changed={
            name: [before.get(name), value] for name, value in state.items() if before.get(name) != value
        },
    ).save()
    uow.publish(
        type=f"monitoring.finding_{action}.v1",
        subject=finding.id,
        data={name: state[name] for name in _PUBLIC},
        aggregate_version=finding.version,
    )
    return _resource(finding, uow.now)


def _state(finding: Finding) -> Resource:
    """Everything that is kept of a finding, as JSON values."""
    return {
        "finding_id": finding.id,
        "version": finding.version,
        "campaign": finding.campaign,
        "unit": finding.unit,
        "about": {"kind": finding.about.kind, "id": finding.about.id},
        "severity": finding.severity,
        "summary": finding.summary,
        "detail": finding.detail,
        "recommendation": finding.recommendation,
        "status": finding.status,
        "found_on": finding.found_on.isoformat(),
        "raised_by": finding.raised_by,
        "raised_at": wire_instant(finding.raised_at),
        "reply_within_days": finding.reply_within_days,
        "reply_due_on": finding.reply_due_on.isoformat(),
        **_fact("replied", "reply_text", finding.reply),
        **_fact("remedied", "remedy_text", finding.remedy),
        **_fact("verified", "conclusion", finding.verification),
        "visit_id": finding.visit_id,
        "checklist": finding.checklist,
        "question": finding.question,
    }


def _fact(name: str, text: str, fact: Fact | None) -> Resource:
    return {
        f"{name}_on": fact.on.isoformat() if fact else None,
        f"{name}_by": fact.by if fact else None,
        f"{name}_at": wire_instant(fact.at) if fact else None,
        text: fact.text if fact else None,
    }


def _resource(finding: Finding, now: dt.datetime) -> Resource:
    """The state, and whether the reply is overdue today."""
    # Where there are recommendations a reply is owed to each of them, by a deadline of its own.
    overdue = not finding.recommendations and rules.is_overdue(
        _progress(finding), finding.reply_due_on, local_day(now)
    )
    return {**_state(finding), "is_overdue": overdue}


def _entry(entry: AuditEntry) -> Resource:
    return {
        "version": entry.version, "action": entry.action, "by": entry.by, "at": wire_instant(entry.at),
        "changed": {name: list(pair) for name, pair in entry.changed.items()},
    }
