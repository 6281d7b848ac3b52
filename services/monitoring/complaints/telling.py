"""A complaint loaded, saved and told: as rows of the events, to the office, and to whoever filed it."""

from __future__ import annotations

import datetime as dt

from messaging.context import CommandContext
from messaging.idempotency import Json
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.monitoring.complaints import rules
from services.monitoring.complaints.documents import Complaint, Forwarding
from services.monitoring.trail.writing import write_trail


def load(complaint_id: str, field: str = "complaint_id") -> Complaint:
    """Raises ComplaintNotFound."""
    found: Complaint | None = Complaint.objects(id=complaint_id).first()
    if found is None:
        raise rules.ComplaintNotFound(
            "Không có phản ánh nào mang mã này.", field=field, remedy="Kiểm tra lại mã phản ánh."
        )
    return found


def load_by_code(code_hash: str) -> Complaint:
    """The complaint of a return code.  Raises ComplaintNotFound."""
    found: Complaint | None = Complaint.objects(code_hash=code_hash).first()
    if found is None:
        raise rules.ComplaintNotFound(
            "Không có phản ánh nào mang mã tra cứu này.", field="return_code",
            remedy="Gõ lại đúng mã ghi trên giấy biên nhận khi gửi phản ánh.",
        )
    return found


def having_to_answer(complaint: Complaint) -> Forwarding | None:
    """The body that has it to answer now."""
    last = complaint.forwardings[-1] if complaint.forwardings else None
    return last if last is not None and last.status == "open" else None


def standing(complaint: Complaint) -> rules.Standing:
    """For the rules."""
    body = having_to_answer(complaint)
    return rules.Standing(
        complaint.status, complaint.filed_on, len(complaint.messages), len(complaint.forwardings),
        body.forwarded_on if body else None,
    )


def advance(
    uow: UnitOfWork, context: CommandContext, complaint: Complaint, action: str, before: Json,
    *changed: Forwarding,
) -> Json:
    """Save, leave an audit entry, publish the complaint and the forwardings that changed; the row."""
    complaint.version += 1
    for one in changed:
        one.version += 1
    complaint.save()
    after = row(complaint)
    write_trail(uow, context, "complaint", complaint.id, complaint.version, action, before, after)
    uow.publish("monitoring.complaints_changed.v1", subject=complaint.id, data={"entries": [after]})
    if changed:
        told = [_forwarding(complaint, one) for one in changed]
        uow.publish("monitoring.complaint_forwardings_changed.v1", subject=complaint.id, data={"entries": told})
    return resource(complaint)


def row(complaint: Complaint) -> Json:
    """As the event tells it."""
    last = complaint.forwardings[-1] if complaint.forwardings else None
    answered = [one.answered_on for one in complaint.forwardings if one.answered_on]
    about = complaint.about
    return {
        "complaint_id": complaint.id, "version": complaint.version, "campaign": complaint.campaign,
        "unit": complaint.unit, "place": complaint.place, "category": complaint.category,
        "about_kind": about.kind if about else None, "about_id": about.id if about else None,
        "status": complaint.status, "filed_on": complaint.filed_on.isoformat(), "body": last.body if last else "",
        "body_unit": last.unit if last else None,
        "answer_due_on": _iso(last.due_on) if last and last.status == "open" else None,
        "answered_on": _iso(max(answered, default=None)), "closed_on": _iso(complaint.closed_on),
        "reopened_on": _iso(complaint.reopened_on), "reopenings": complaint.reopenings,
        "messages": len(complaint.messages), "awaits_office": complaint.messages[-1].writer == "person",
        "receipt_sha256": complaint.receipt_sha256,
    }


def resource(complaint: Complaint) -> Json:
    """For the office, without what was written."""
    return {**row(complaint), "forwardings": [_forwarding(complaint, one) for one in complaint.forwardings]}


def with_texts(complaint: Complaint) -> Json:
    """For those of the office who may read it."""
    return {**resource(complaint), "dialogue": _messages(complaint)}


def for_the_person(complaint: Complaint) -> Json:
    """For whoever holds the return code: what they need to know, and who of which office wrote is not part of it."""
    told = row(complaint)
    names = (
        "complaint_id", "campaign", "place", "category", "status", "filed_on", "body", "answer_due_on", "answered_on",
        "closed_on", "reopenings", "receipt_sha256",
    )
    return {
        **{name: told[name] for name in names}, "filed_at": wire_instant(complaint.filed_at),
        "can_reopen": complaint.status in ("answered", "closed"),
        "dialogue": [{name: one[name] for name in ("writer", "text", "at")} for one in _messages(complaint)],
    }


def _messages(complaint: Complaint) -> list[Json]:
    return [
        {"writer": one.writer, "text": one.text, "at": wire_instant(one.at), "by": one.by}
        for one in complaint.messages
    ]


def _forwarding(complaint: Complaint, one: Forwarding) -> Json:
    return {
        "forwarding_id": f"{complaint.id}:{one.number}", "version": one.version, "complaint_id": complaint.id,
        "campaign": complaint.campaign, "unit": one.unit, "body": one.body, "category": complaint.category,
        "cause": one.cause, "status": one.status, "forwarded_on": one.forwarded_on.isoformat(),
        "due_on": _iso(one.due_on), "answered_on": _iso(one.answered_on),
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
