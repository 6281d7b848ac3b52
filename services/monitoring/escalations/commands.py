"""Draft letters about what was not done in time, send and drop them.

Whoever drafts asks what is missed today; nothing depends on having been up yesterday.  The letter bears the id of its
deadline, and is written with its event in one transaction: twice, from two processes or after a kill, it is one letter.
"""

from __future__ import annotations

import datetime as dt

from mongoengine import Q

from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import local_day, utc_now
from services.monitoring.complaints.telling import load as load_complaint
from services.monitoring.deadlines.documents import Deadline
from services.monitoring.escalations import rules
from services.monitoring.escalations.documents import Escalation
from services.monitoring.findings.following import load_finding
from services.monitoring.plans.documents import Plan
from services.monitoring.recommendations import telling as recommendations
from services.monitoring.reviews.documents import Review
from services.monitoring.trail.writing import write_trail
from services.monitoring.visits.telling import load as load_visit

MOST_PER_ROUND = 100

THE_CLOCK = "đồng hồ thời hạn"
"""Who drafts, in the audit trail."""

NOT_OWED = {True: "Không còn phải trả lời.", False: "Không còn phải làm việc này."}


def draft_missed(store: Store, now: dt.datetime) -> int:
    """Draft a letter for each deadline that is missed by now; how many were drafted.  A round is bounded, the next one
    goes on."""
    today = local_day(now)
    late = Q(clock__in=rules.BY_OTHERS, due_on__lt=today) | Q(clock__in=rules.BY_THE_FRONT, from_on__lt=today)
    missed = Deadline.objects(late, status="open", escalated__ne=True).order_by("due_on").limit(MOST_PER_ROUND)
    return sum(_draft_in_turn(store, one.id, now) for one in list(missed.only("id")))


def follow_deadline(uow: UnitOfWork, context: CommandContext, deadline_id: str) -> None:
    """It was met after all, or is not owed any more, or on another day: a letter about it says so, and a draft is
    dropped.  Whoever meets, drops or moves a deadline of :data:`rules.ESCALATED` calls this."""
    letter = Escalation.objects(id=deadline_id).first()
    deadline = Deadline.objects(id=deadline_id).first()
    if letter is None or deadline is None:
        return
    before = {**_state(letter), "replied_on": None}
    if deadline.status == "dropped" and letter.status == "drafted":
        letter.status, letter.dropped_reason = "dropped", NOT_OWED[letter.clock == rules.REPLY]
        _advance(uow, context, letter, before, "dropped")
    elif deadline.status == "met":
        _advance(uow, context, letter, before, "replied" if letter.clock == rules.REPLY else "met")
    elif deadline.status == "open" and letter.status == "drafted":
        letter.due_on = deadline.due_on
        _advance(uow, context, letter, before, "due_again")


@once
def send_escalation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises EscalationNotFound and what ``rules.sent`` raises."""
    letter = _load(command["escalation_id"])
    before = _state(letter)
    rules.sent(letter.status, letter.due_on, command["sent_on"], local_day(uow.now))
    letter.status, letter.sent_on, letter.document_number = "sent", command["sent_on"], command["document_number"]
    return _advance(uow, context, letter, before, "sent")


@once
def drop_escalation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises EscalationNotFound, EscalationStepOutOfOrder."""
    letter = _load(command["escalation_id"])
    before = _state(letter)
    rules.in_draft(letter.status)
    letter.status, letter.dropped_reason = "dropped", command["reason"]
    return _advance(uow, context, letter, before, "dropped")


def get_escalation(escalation_id: str) -> Json:
    """The letter with what it says.  Raises EscalationNotFound."""
    return _resource(_load(escalation_id))


def _draft_in_turn(store: Store, deadline_id: str, now: dt.datetime) -> int:
    return store.transact(lambda uow: _draft(uow, deadline_id, now))


def _draft(uow: UnitOfWork, deadline_id: str, now: dt.datetime) -> int:
    deadline = Deadline.objects(id=deadline_id).first()
    if deadline is None or deadline.escalated or not rules.is_wanted(
        deadline.clock, deadline.status, deadline.due_on, deadline.from_on, local_day(now)
    ):
        return 0
    context = CommandContext(actor=THE_CLOCK, correlation_id=uow.correlation_id, deadline_at=utc_now())
    about, by_unit = _matter(uow, context, deadline, local_day(now))
    letter = Escalation(
        id=deadline.id, version=0, status="drafted", drafted_on=local_day(now), campaign=deadline.campaign,
        unit=deadline.unit, by_unit=by_unit, clock=deadline.clock, about_kind=deadline.about_kind,
        about_id=deadline.about_id, asked_on=deadline.from_on, due_on=deadline.due_on, citation=deadline.citation,
        **about,
    )
    # Written, so that a reply that comes at this moment meets a conflict.
    deadline.escalated = True
    deadline.save()
    _advance(uow, context, letter, {}, "drafted")
    return 1


def _matter(uow: UnitOfWork, context: CommandContext, deadline: Deadline, today: dt.date) -> tuple[Json, str]:
    """What the letter is about in words, and the unit whose Front writes it.  Words of a complaint are not among
    them: a letter goes through many hands."""
    kind, id = deadline.about_kind, deadline.about_id
    by_unit = load_visit(deadline.visit_id).by_unit if deadline.visit_id else deadline.unit
    if kind == "recommendation":
        of = recommendations.load(id)
        if deadline.clock == rules.REPLY:
            before = recommendations.state(of)
            of.escalated_on = today
            recommendations.advance(uow, context, of, before, "escalated")
        return {"body": of.body, "subject": of.text, "asked_number": of.document_number}, by_unit
    if kind == "complaint":
        return {"body": deadline.title, "subject": f"Phản ánh số {id}"}, load_complaint(id).unit
    if kind == "review":
        review = Review.objects(id=id).get()
        told = {"body": review.drafting_body, "subject": review.title, "asked_number": review.document_number}
        return told, review.unit
    if kind == "plan":
        return {"subject": Plan.objects(id=id).get().title}, by_unit
    if kind == "visit":
        return {"subject": deadline.title}, by_unit
    return {"subject": load_finding(id).summary}, by_unit


def _load(escalation_id: str) -> Escalation:
    letter: Escalation | None = Escalation.objects(id=escalation_id).first()
    if letter is None:
        raise rules.EscalationNotFound(
            "Không có công văn nào mang mã này.", field="escalation_id", remedy="Kiểm tra lại mã."
        )
    return letter


def _advance(uow: UnitOfWork, context: CommandContext, letter: Escalation, before: Json, action: str) -> Json:
    letter.version += 1
    letter.save(force_insert=letter.version == 1)
    write_trail(uow, context, "escalation", letter.id, letter.version, action, before, _state(letter))
    uow.publish("monitoring.escalations_changed.v1", subject=letter.id, data={"entries": [_row(letter)]})
    return _resource(letter)


def _row(letter: Escalation) -> Json:
    deadline = Deadline.objects(id=letter.id).first()
    return {
        "escalation_id": letter.id, "version": letter.version, "campaign": letter.campaign, "unit": letter.unit,
        "by_unit": letter.by_unit, "clock": letter.clock, "about_kind": letter.about_kind, "about_id": letter.about_id,
        "status": letter.status, "due_on": letter.due_on.isoformat(), "drafted_on": letter.drafted_on.isoformat(),
        "sent_on": _iso(letter.sent_on), "replied_on": _iso(deadline.met_on) if deadline else None,
    }


def _resource(letter: Escalation) -> Json:
    return {
        **_row(letter), "body": letter.body, "subject": letter.subject, "asked_number": letter.asked_number,
        "asked_on": letter.asked_on.isoformat(), "citation": letter.citation,
        "document_number": letter.document_number, "dropped_reason": letter.dropped_reason,
    }


def _state(letter: Escalation) -> Json:
    return {name: value for name, value in _resource(letter).items() if name != "version"}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
