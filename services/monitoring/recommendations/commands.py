"""The steps of a recommendation: load, decide by the rules, save, see to its deadlines, publish."""

from __future__ import annotations

from bson import ObjectId

from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.monitoring.deadlines import keeping
from services.monitoring.deadlines.documents import Deadline
from services.monitoring.escalations.commands import follow_deadline
from services.monitoring.findings.documents import Fact, Finding
from services.monitoring.findings.following import check_open, reply_key
from services.monitoring.recommendations import rules
from services.monitoring.recommendations.documents import Check, Recommendation
from services.monitoring.recommendations.telling import advance, load, progress, resource, state


@once
def make_recommendation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Recommend something about a finding; the body then owes a reply to this, and no more to the finding itself.

    Raises FindingNotFound, FindingAlreadyClosed and what ``rules.made`` raises."""
    finding = check_open(command["finding_id"])
    others = Recommendation.objects(finding_id=finding.id).count()
    rules.made(finding.found_on, command["sent_on"], command["remedy_by"], others, local_day(uow.now))
    # Written, so that whoever closes the finding at this moment meets a conflict and sees what is new.
    Finding.objects(id=finding.id).update_one(inc__recommendations=1)
    of = Recommendation(
        id=str(ObjectId()), version=0, campaign=finding.campaign, visit_id=finding.visit_id, made_by=context.actor,
        **command,
    )
    keeping.drop(uow, list(Deadline.objects(id=reply_key(finding.id))))
    follow_deadline(uow, context, reply_key(finding.id))
    of.reply_due_on = keeping.by_clock(uow, _key(of, "reply"), "reply", of.sent_on, **_about(of))
    _remedy_due(uow, of)
    return advance(uow, context, of, {}, "made")


@once
def reply_to_recommendation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises RecommendationNotFound and what ``rules.replied`` raises."""
    of = load(command["recommendation_id"])
    before, on = state(of), command["replied_on"]
    rules.replied(progress(of), on, context.actor, local_day(uow.now))
    of.reply = Fact(on=on, text=command["text"], by=context.actor, at=uow.now)
    keeping.meet(uow, _key(of, "reply"), on)
    follow_deadline(uow, context, _key(of, "reply"))
    return advance(uow, context, of, before, "replied")


@once
def remedy_recommendation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises RecommendationNotFound and what ``rules.remedied`` raises."""
    of = load(command["recommendation_id"])
    before, on = state(of), command["remedied_on"]
    rules.remedied(progress(of), on, context.actor, local_day(uow.now))
    of.remedy = Fact(on=on, text=command["text"], by=context.actor, at=uow.now)
    keeping.meet(uow, _key(of, "remedy"), on)
    follow_deadline(uow, context, _key(of, "remedy"))
    return advance(uow, context, of, before, "remedied")


@once
def verify_recommendation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Passed: it is done.  Not passed: the remedy is due again, by its own day.  Raises RecommendationNotFound and what
    ``rules.verified`` raises."""
    of = load(command["recommendation_id"])
    before, on, passed = state(of), command["verified_on"], command["passed"]
    rules.verified(progress(of), on, passed, context.actor, local_day(uow.now))
    seen = {"on": on, "text": command["conclusion"], "by": context.actor, "at": uow.now}
    of.checks.append(Check(passed=passed, **seen))
    if passed:
        of.verification = Fact(**seen)
    else:
        of.remedy = None
        _remedy_due(uow, of)
        follow_deadline(uow, context, _key(of, "remedy"))
    return advance(uow, context, of, before, "verified" if passed else "not_remedied")


@once
def withdraw_recommendation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take it back, with its deadlines.  Raises RecommendationNotFound, RecommendationEnded."""
    of = load(command["recommendation_id"])
    before = state(of)
    rules.withdrawn(progress(of))
    of.withdrawn_reason = command["reason"]
    keeping.drop(uow, list(Deadline.objects(about_kind="recommendation", about_id=of.id)))
    for clock in ("reply", "remedy"):
        follow_deadline(uow, context, _key(of, clock))
    return advance(uow, context, of, before, "withdrawn")


def get_recommendation(recommendation_id: str) -> Json:
    """The full resource.  Raises RecommendationNotFound."""
    return resource(load(recommendation_id))


def _key(of: Recommendation, clock: str) -> str:
    return f"recommendation:{of.id}:{clock}"


def _about(of: Recommendation) -> Json:
    return {
        "campaign": of.campaign, "unit": of.unit, "about_kind": "recommendation", "about_id": of.id, "title": of.body,
        "visit_id": of.visit_id,
    }


def _remedy_due(uow: UnitOfWork, of: Recommendation) -> None:
    """Open, or open again, the deadline that the recommendation itself sets."""
    if of.remedy_by is not None:
        key = _key(of, "remedy")
        deadline = Deadline.objects(id=key).first() or Deadline(id=key, version=0)
        told = {
            **_about(of), "clock": "remedy", "from_on": of.sent_on, "due_on": of.remedy_by, "status": "open",
            "met_on": None, "citation": of.document_number,
        }
        for name, value in told.items():
            setattr(deadline, name, value)
        keeping.keep(uow, [deadline])
