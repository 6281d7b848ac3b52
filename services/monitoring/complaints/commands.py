"""What is done with complaints: load, decide by the rules, save, see to the body's deadline, publish."""

from __future__ import annotations

import datetime as dt

from bson import ObjectId

from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.monitoring.complaints import rules
from services.monitoring.complaints.documents import About, Complaint, ComplaintLook, Forwarding, Message
from services.monitoring.complaints.telling import (
    advance,
    for_the_person,
    having_to_answer,
    load,
    load_by_code,
    resource,
    row,
    standing,
    with_texts,
)
from services.monitoring.deadlines import keeping
from services.monitoring.deadlines.documents import Deadline
from services.monitoring.escalations.commands import follow_deadline


@once
def file_complaint(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take it, and prove that it was taken.  The answer is kept under its key, so no text is part of it."""
    about = command["about"]
    filed_at = wire_instant(uow.now)
    told = [
        command["campaign"], command["place"], command["category"], f"{about['kind']}:{about['id']}" if about else "",
        command["text"],
    ]
    complaint = Complaint(
        id=str(ObjectId()), version=0, code_hash=command["code_hash"], campaign=command["campaign"],
        unit=command["unit"], place=command["place"], category=command["category"],
        about=About(**about) if about else None, status="filed", filed_at=uow.now, filed_on=local_day(uow.now),
        receipt_sha256=rules.receipt_of(command["code_hash"], filed_at, told),
        messages=[Message(writer="person", text=command["text"], at=uow.now)],
    )
    advance(uow, context, complaint, "filed", {})
    return {
        "complaint_id": complaint.id, "campaign": complaint.campaign, "place": complaint.place,
        "category": complaint.category, "filed_at": filed_at, "receipt_sha256": complaint.receipt_sha256,
    }


def read_dialogue(_uow: UnitOfWork, command: Json) -> Json:
    """Raises ComplaintNotFound."""
    return for_the_person(load_by_code(command["code_hash"]))


@once
def write_in_dialogue(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises ComplaintNotFound and what ``rules.check_message`` raises."""
    complaint = load_by_code(command["code_hash"])
    before = row(complaint)
    rules.check_message(standing(complaint))
    _say(uow, complaint, "person", command["text"], None)
    advance(uow, context, complaint, "person_wrote", before)
    return {"complaint_id": complaint.id}


@once
def say_not_fixed(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Open it again, and give it back to the body that had it last.  Raises ComplaintNotFound and what
    ``rules.check_reopening`` raises."""
    complaint = load_by_code(command["code_hash"])
    before, today = row(complaint), local_day(uow.now)
    rules.check_reopening(standing(complaint))
    _say(uow, complaint, "person", command["text"], None)
    complaint.status, complaint.reopened_on, complaint.closed_on = "reopened", today, None
    complaint.reopenings += 1
    changed = []
    if complaint.forwardings:
        last = complaint.forwardings[-1]
        changed.append(_give(uow, complaint, last.body, last.unit, "not_fixed", today))
    advance(uow, context, complaint, "not_fixed", before, *changed)
    return {"complaint_id": complaint.id}


@once
def forward_complaint(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises ComplaintNotFound and what ``rules.check_forwarding`` raises."""
    complaint = load(command["complaint_id"])
    before, on = row(complaint), command["forwarded_on"]
    cause = rules.check_forwarding(standing(complaint), on, local_day(uow.now))
    changed = []
    if (earlier := having_to_answer(complaint)) is not None:
        earlier.status = "passed_on"
        keeping.drop(uow, list(Deadline.objects(id=_key(complaint, earlier))))
        follow_deadline(uow, context, _key(complaint, earlier))
        changed.append(earlier)
    changed.append(_give(uow, complaint, command["body"], command["body_unit"], cause, on))
    complaint.status = "forwarded"
    return advance(uow, context, complaint, "forwarded", before, *changed)


@once
def answer_complaint(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises ComplaintNotFound and what ``rules.check_answer`` raises."""
    complaint = load(command["complaint_id"])
    before, on = row(complaint), command["answered_on"]
    rules.check_answer(standing(complaint), on, local_day(uow.now))
    body = complaint.forwardings[-1]
    body.status, body.answered_on, complaint.status = "answered", on, "answered"
    keeping.meet(uow, _key(complaint, body), on)
    follow_deadline(uow, context, _key(complaint, body))
    _say(uow, complaint, "body", command["text"], context.actor)
    return advance(uow, context, complaint, "answered", before, body)


@once
def write_to_complainant(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises ComplaintNotFound and what ``rules.check_message`` raises."""
    complaint = load(command["complaint_id"])
    before = row(complaint)
    rules.check_message(standing(complaint))
    _say(uow, complaint, "office", command["text"], context.actor)
    return advance(uow, context, complaint, "office_wrote", before)


@once
def close_complaint(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises ComplaintNotFound and what ``rules.check_closing`` raises."""
    complaint = load(command["complaint_id"])
    before, on = row(complaint), command["closed_on"]
    rules.check_closing(standing(complaint), on, local_day(uow.now))
    complaint.status, complaint.closed_on = "closed", on
    _say(uow, complaint, "office", command["conclusion"], context.actor)
    return advance(uow, context, complaint, "closed", before)


def look_at_complaint(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """What was written; the look is kept in the same transaction, or nothing is shown.  Raises ComplaintNotFound."""
    complaint = load(command["complaint_id"])
    ComplaintLook(
        id=str(ObjectId()), complaint_id=complaint.id, looked_by=context.actor, looked_at=uow.now,
        purpose=command["purpose"],
    ).save()
    return with_texts(complaint)


def get_complaint(complaint_id: str) -> Json:
    """The complaint without what was written.  Raises ComplaintNotFound."""
    return resource(load(complaint_id, "id"))


def _say(uow: UnitOfWork, complaint: Complaint, writer: str, text: str, by: str | None) -> None:
    complaint.messages.append(Message(writer=writer, text=text, at=uow.now, by=by))


def _key(complaint: Complaint, forwarding: Forwarding) -> str:
    return f"complaint:{complaint.id}:{forwarding.number}"


def _give(uow: UnitOfWork, complaint: Complaint, body: str, unit: str, cause: str, on: dt.date) -> Forwarding:
    """Let a body have it to answer, by the clock."""
    given = Forwarding(
        number=len(complaint.forwardings) + 1, version=0, body=body, unit=unit, cause=cause, status="open",
        forwarded_on=on,
    )
    given.due_on = keeping.by_clock(
        uow, _key(complaint, given), "complaint_answer", on, campaign=complaint.campaign, unit=unit,
        about_kind="complaint", about_id=complaint.id, title=body,
    )
    complaint.forwardings.append(given)
    return given
