"""Write opinions down, and what became of them."""

from __future__ import annotations

import datetime as dt

from bson import ObjectId

from contracts.business_days import check_business_day
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.events.activities.commands import find_activity
from services.events.opinions import rules
from services.events.opinions.documents import Answer, AskerLook, Opinion

MOST_LOOKS = 200
"""Looks told with an opinion: the newest."""


@once
def record_opinion(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write an opinion down.

    Raises DayInFuture, DayTooEarly, UnknownActivity, ActivityElsewhere, BeforeTheOpinion."""
    check_business_day(command["voiced_on"], local_day(uow.now), "voiced_on")
    if command["activity"] and find_activity(command["activity"]).campaign != command["campaign"]:
        raise rules.ActivityElsewhere(
            "Hoạt động này thuộc đợt vận động khác.", field="activity", remedy="Chọn hoạt động của đợt vận động này."
        )
    opinion = Opinion(id=str(ObjectId()), version=0, status="recorded", recorded_by=context.actor, **command)
    if opinion.answer_due_on:
        rules.check_deadline(_standing(opinion), opinion.answer_due_on)
    return _advance(uow, opinion)


@once
def assign_opinion(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Name the office that is to answer, and the deadline.  Raises what ``rules.check_deadline`` raises."""
    opinion = _load(command["opinion_id"])
    rules.check_deadline(_standing(opinion), command["answer_due_on"])
    opinion.owner, opinion.answer_due_on = command["owner"], command["answer_due_on"]
    return _advance(uow, opinion)


@once
def answer_opinion(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Add an answer.  Raises what ``rules.check_answer`` raises."""
    opinion = _load(command["opinion_id"])
    rules.check_answer(_standing(opinion), command["answered_on"], local_day(uow.now))
    opinion.answers.append(
        Answer(answered_on=command["answered_on"], text=command["text"], owner=opinion.owner or "-",
               recorded_by=context.actor)
    )
    opinion.judged_on, opinion.satisfied, opinion.judged_note = None, None, ""
    return _advance(uow, opinion)


@once
def resolve_opinion(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """The matter is settled.  Raises what ``rules.check_resolution`` raises."""
    opinion = _load(command["opinion_id"])
    rules.check_resolution(_standing(opinion), command["resolved_on"], local_day(uow.now))
    opinion.resolved_on, opinion.resolved_how = command["resolved_on"], command["how"]
    return _advance(uow, opinion)


@once
def judge_opinion(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """What the asker says of it.  Raises what ``rules.check_judgement`` raises."""
    opinion = _load(command["opinion_id"])
    rules.check_judgement(_standing(opinion), command["judged_on"], local_day(uow.now))
    opinion.judged_on, opinion.satisfied, opinion.judged_note = (
        command["judged_on"], command["satisfied"], command["note"],
    )
    return _advance(uow, opinion)


@once
def withdraw_opinion(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Take it back.  Raises OpinionNotFound, OpinionWithdrawn."""
    opinion = _load(command["opinion_id"])
    rules.check_open(_standing(opinion))
    opinion.status, opinion.withdrawn_cause = "withdrawn", command["cause"]
    return _advance(uow, opinion)


def look_at_asker(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Who asked; the look is kept in the same transaction, or nothing is shown.

    Raises OpinionNotFound, AskerUnknown."""
    opinion = _load(command["opinion_id"])
    if opinion.voice == "anonymous":
        raise rules.AskerUnknown(
            "Ý kiến không nêu tên.", field="opinion_id", remedy="Trả lời chung tại nơi nêu ý kiến."
        )
    AskerLook(
        id=str(ObjectId()), opinion_id=opinion.id, looked_by=context.actor, looked_at=uow.now,
        purpose=command["purpose"],
    ).save(force_insert=True)
    return {
        "opinion_id": opinion.id, "asker_name": opinion.asker_name, "asker_contact": opinion.asker_contact,
        "proxy_name": opinion.proxy_name,
    }


def get_opinion(opinion_id: str) -> Json:
    """The full resource without who asked, and who looked at that.  Raises OpinionNotFound."""
    opinion = _load(opinion_id, "id")
    looks = AskerLook.objects(opinion_id=opinion_id).order_by("-id").limit(MOST_LOOKS)
    return _resource(opinion) | {
        "looks": [
            {"looked_by": one.looked_by, "looked_at": wire_instant(one.looked_at), "purpose": one.purpose}
            for one in looks
        ]
    }


def _load(opinion_id: str, field: str = "opinion_id") -> Opinion:
    opinion: Opinion | None = Opinion.objects(id=opinion_id).first()
    if opinion is None:
        raise rules.OpinionNotFound("Không có ý kiến nào mang mã này.", field=field, remedy="Kiểm tra lại mã.")
    return opinion


def _standing(opinion: Opinion) -> rules.Standing:
    return rules.Standing(
        opinion.status, opinion.voice, opinion.voiced_on, tuple(one.answered_on for one in opinion.answers),
        opinion.resolved_on, opinion.satisfied,
    )


def _advance(uow: UnitOfWork, opinion: Opinion) -> Json:
    opinion.version += 1
    opinion.save()
    uow.publish("events.opinions_changed.v1", subject=opinion.campaign, data={"entries": [_row(opinion)]})
    return _resource(opinion) | {"looks": []}


def _row(opinion: Opinion) -> Json:
    answered = [one.answered_on for one in opinion.answers]
    return {
        "opinion_id": opinion.id, "version": opinion.version, "campaign": opinion.campaign, "unit": opinion.unit,
        "activity": opinion.activity, "status": opinion.status, "category": opinion.category, "voice": opinion.voice,
        "summary": opinion.summary, "voiced_on": opinion.voiced_on.isoformat(), "owner": opinion.owner,
        "answer_due_on": _day(opinion.answer_due_on), "answered_on": _day(min(answered, default=None)),
        "answers": len(answered), "resolved_on": _day(opinion.resolved_on), "judged_on": _day(opinion.judged_on),
        "satisfied": opinion.satisfied,
    }


def _resource(opinion: Opinion) -> Json:
    return {
        **_row(opinion), "text": opinion.text, "resolved_how": opinion.resolved_how,
        "judged_note": opinion.judged_note, "recorded_by": opinion.recorded_by,
        "withdrawn_cause": opinion.withdrawn_cause,
        "answer_list": [
            {"answered_on": one.answered_on.isoformat(), "text": one.text, "owner": one.owner,
             "recorded_by": one.recorded_by}
            for one in opinion.answers
        ],
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
