"""Answers of a visit: each is saved on its own; of two edits of one answer both are kept."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.monitoring.checklists import rules
from services.monitoring.checklists.documents import Answer, Edit
from services.monitoring.checklists.templates import template
from services.monitoring.trail.writing import write_trail
from services.monitoring.visits import rules as visit_rules
from services.monitoring.visits.documents import Visit
from services.monitoring.visits.telling import facts, load


@once
def save_answer(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """``{"outcome": "saved" | "same" | "conflict", "answer": {…}}``.  Raises VisitNotFound, VisitStepOutOfOrder,
    QuestionNotFound and what ``rules.check_content`` and ``rules.decide`` raise."""
    visit = load(command["visit_id"])
    visit_rules.in_status(facts(visit), ("under_way",))
    version, question = question_of(visit, command["subject"], command["question"])
    edit = rules.Content(command["choice"], command["number"], command["text"], command["note"])
    rules.check_content(question, edit)
    key = answer_key(visit.id, command["subject"], command["question"])
    answer = Answer.objects(id=key).first()
    decision = rules.decide(_kept(answer), edit, command["base_version"], command["settles"])
    if decision.outcome == "same":
        return {"outcome": "same", "answer": told(answer)}
    before = told(answer) if answer else {}
    if answer is None:
        answer = Answer(
            id=key, visit_id=visit.id, subject=command["subject"], template_version=version,
            question=command["question"], version=0, revision=0,
        )
    if decision.outcome == "saved":
        _write(answer, edit, uow, context)
        answer.version += 1
        answer.conflicts = [one for one in answer.conflicts if one.id in decision.left]
    else:
        kept = Edit(id=str(ObjectId()), base_version=command["base_version"])
        _write(kept, edit, uow, context)
        answer.conflicts.append(kept)
    answer.revision += 1
    answer.save()
    write_trail(uow, context, "answer", key, answer.revision, decision.outcome, before, told(answer))
    return {"outcome": decision.outcome, "answer": told(answer)}


def get_checklist(_uow: UnitOfWork, query: Json) -> Json:
    """The visit's questions about a subject, each with its answer or None.  Raises VisitNotFound,
    QuestionNotFound."""
    visit = load(query["visit_id"])
    asked = template(query["subject"], _version(visit, query["subject"]))
    answers = {one.question: one for one in Answer.objects(visit_id=visit.id, subject=query["subject"])}
    return {
        "visit_id": visit.id, "subject": asked["subject"], "template_version": asked["version"],
        "title": asked["title"],
        "questions": [
            {**question, "answer": told(answers[question["code"]]) if question["code"] in answers else None}
            for question in asked["questions"]
        ],
    }


def question_of(visit: Visit, subject: str, code: str) -> tuple[int, Json]:
    """The version of the visit's checklist, and the question.  Raises QuestionNotFound."""
    version = _version(visit, subject)
    for question in template(subject, version)["questions"]:
        if question["code"] == code:
            return version, question
    raise rules.QuestionNotFound(
        f"Phiếu của cuộc này không có câu {code}.", field="question", remedy="Xem lại phiếu của cuộc."
    )


def answer_key(visit_id: str, subject: str, question: str) -> str:
    """The key of the answer to a question of a visit."""
    return f"{visit_id}:{subject}:{question}"


def told(answer: Answer) -> Json:
    """An answer with the edits that wait to be settled."""
    return {
        "question": answer.question, "subject": answer.subject, "template_version": answer.template_version,
        "version": answer.version, **_said(answer),
        "conflicts": [
            {"conflict_id": one.id, "base_version": one.base_version, **_said(one)} for one in answer.conflicts
        ],
    }


def _said(one: Answer | Edit) -> Json:
    return {
        "choice": one.choice, "number": one.number, "text": one.text, "note": one.note, "by": one.by,
        "at": wire_instant(one.at),
    }


def _write(one: Answer | Edit, edit: rules.Content, uow: UnitOfWork, context: CommandContext) -> None:
    one.choice, one.number, one.text, one.note = edit
    one.by, one.at = context.actor, uow.now


def _kept(answer: Answer | None) -> rules.Kept | None:
    if answer is None:
        return None
    return rules.Kept(answer.version, _content(answer), {one.id: _content(one) for one in answer.conflicts})


def _content(one: Any) -> rules.Content:
    return rules.Content(one.choice, one.number, one.text, one.note)


def _version(visit: Visit, subject: str) -> int:
    for one in visit.checklists:
        if one["subject"] == subject:
            return int(one["version"])
    raise rules.QuestionNotFound(
        "Cuộc này không có phiếu về nội dung ấy.", field="subject", remedy="Chọn một nội dung của cuộc."
    )
