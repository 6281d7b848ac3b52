"""What is done with reviews: load, decide by the rules, save, see to the answer's deadline, publish."""

from __future__ import annotations

import datetime as dt

from bson import ObjectId

from contracts.business_days import check_business_day
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.monitoring.deadlines import keeping
from services.monitoring.escalations.commands import follow_deadline
from services.monitoring.plans.commands import load_plan
from services.monitoring.reviews import rules
from services.monitoring.reviews.documents import Opinion, Point, Review
from services.monitoring.trail.writing import write_trail


@once
def make_review(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises DayInFuture, DayTooEarly, PlanNotFound."""
    check_business_day(command["received_on"], local_day(uow.now), "received_on")
    if command["plan_id"]:
        load_plan(command["plan_id"])
    review = Review(id=str(ObjectId()), version=0, status="requested", made_by=context.actor, **command)
    return _advance(uow, context, review, "made", {})


@once
def arrange_review(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Choose form and day, or others.  Raises ReviewNotFound and what ``rules.check_arranging`` raises."""
    review = _load(command["review_id"])
    before = _row(review)
    rules.check_arranging(_standing(review), command["held_on"])
    review.status, review.form, review.held_on = "arranged", command["form"], command["held_on"]
    review.place = command["place"]
    return _advance(uow, context, review, "arranged", before)


@once
def add_review_opinion(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises ReviewNotFound and what ``rules.check_opinion`` raises."""
    review = _load(command["review_id"])
    before = _row(review)
    rules.check_opinion(_standing(review), command["given_on"], local_day(uow.now))
    told = {name: command[name] for name in ("by", "part", "text", "given_on")}
    review.opinions.append(Opinion(recorded_by=context.actor, **told))
    return _advance(uow, context, review, "opinion_added", before)


@once
def conclude_review(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """The conclusion went out: its answer is due by the clock.  Raises ReviewNotFound and what
    ``rules.check_conclusion`` raises."""
    review = _load(command["review_id"])
    before, on = _row(review), command["sent_on"]
    codes = [one["code"] for one in command["points"]]
    rules.check_conclusion(_standing(review), codes, on, local_day(uow.now))
    review.status, review.concluded_on, review.document_number = "concluded", on, command["document_number"]
    review.points = [Point(**one) for one in command["points"]]
    review.answer_due_on = keeping.by_clock(
        uow, _key(review), "review_answer", on, campaign=review.campaign, unit=review.body_unit, about_kind="review",
        about_id=review.id, title=review.title,
    )
    return _advance(uow, context, review, "concluded", before)


@once
def answer_review(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """What the drafting body does with points; its deadline is met with the last of them.  Raises ReviewNotFound and
    what ``rules.check_answer`` raises."""
    review = _load(command["review_id"])
    before, on = _row(review), command["answered_on"]
    answers = {one["code"]: one for one in command["answers"]}
    codes = [one["code"] for one in command["answers"]]
    rules.check_answer(_standing(review), codes, on, local_day(uow.now))
    for point in review.points:
        if point.code in answers:
            point.outcome, point.reason = answers[point.code]["outcome"], answers[point.code]["reason"]
            point.answered_on, point.answered_in = on, command["document_number"]
    if rules.all_answered([one.outcome for one in review.points]):
        review.status = "answered"
        keeping.meet(uow, _key(review), _answered_on(review) or on)
        follow_deadline(uow, context, _key(review))
    return _advance(uow, context, review, "answered", before)


@once
def withdraw_review(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises ReviewNotFound, ReviewStepOutOfOrder."""
    review = _load(command["review_id"])
    before = _row(review)
    rules.check_withdrawal(_standing(review))
    review.status, review.withdrawn_reason = "withdrawn", command["reason"]
    return _advance(uow, context, review, "withdrawn", before)


def get_review(review_id: str) -> Json:
    """The full resource.  Raises ReviewNotFound."""
    return _resource(_load(review_id, "id"))


def _load(review_id: str, field: str = "review_id") -> Review:
    review: Review | None = Review.objects(id=review_id).first()
    if review is None:
        raise rules.ReviewNotFound(
            "Không có cuộc phản biện nào mang mã này.", field=field, remedy="Kiểm tra lại mã."
        )
    return review


def _key(review: Review) -> str:
    return f"review:{review.id}:answer"


def _standing(review: Review) -> rules.Standing:
    return rules.Standing(
        review.status, review.received_on, len(review.opinions), review.concluded_on,
        {one.code: one.outcome for one in review.points},
    )


def _answered_on(review: Review) -> dt.date | None:
    """The day of the last point's answer; None while one is missing."""
    if review.status != "answered":
        return None
    last: dt.date = max(one.answered_on for one in review.points)
    return last


def _advance(uow: UnitOfWork, context: CommandContext, review: Review, action: str, before: Json) -> Json:
    review.version += 1
    review.save()
    after = _row(review)
    write_trail(uow, context, "review", review.id, review.version, action, before, after)
    uow.publish("monitoring.reviews_changed.v1", subject=review.id, data={"entries": [after]})
    return _resource(review)


def _row(review: Review) -> Json:
    outcomes = [one.outcome for one in review.points]
    same = (
        "version", "campaign", "unit", "origin", "plan_id", "document_kind", "title", "drafting_body", "body_unit",
        "status", "form",
    )
    days = ("received_on", "wanted_by", "held_on", "concluded_on", "answer_due_on")
    return {
        "review_id": review.id, **{name: getattr(review, name) for name in same},
        **{name: _iso(getattr(review, name)) for name in days}, "answered_on": _iso(_answered_on(review)),
        "opinions": len(review.opinions), "points": len(outcomes),
        **{name: outcomes.count(name) for name in ("accepted", "partly", "refused")},
    }


def _resource(review: Review) -> Json:
    return {
        **_row(review), "place": review.place, "document_number": review.document_number, "made_by": review.made_by,
        "withdrawn_reason": review.withdrawn_reason,
        "opinion_list": [
            {"by": one.by, "part": one.part, "text": one.text, "given_on": one.given_on.isoformat(),
             "recorded_by": one.recorded_by}
            for one in review.opinions
        ],
        "point_list": [
            {"code": one.code, "part": one.part, "text": one.text, "outcome": one.outcome, "reason": one.reason,
             "answered_on": _iso(one.answered_on), "answered_in": one.answered_in}
            for one in review.points
        ],
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
