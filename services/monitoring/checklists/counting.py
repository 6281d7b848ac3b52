"""What the checklists of a visit come to, when it is reported."""

from __future__ import annotations

from messaging.idempotency import Json
from services.monitoring.checklists import rules
from services.monitoring.checklists.documents import Answer
from services.monitoring.checklists.templates import template


def checklists_of(subjects: list[str]) -> list[Json]:
    """The newest checklist of each subject, not answered yet, for a visit that is being opened."""
    return [
        {
            "subject": subject, "version": newest["version"], "questions": len(newest["questions"]), "answered": 0,
            "unmet": 0,
        }
        for subject in subjects
        for newest in [template(subject)]
    ]


def counted(visit_id: str, checklists: list[Json]) -> list[Json]:
    """The same with how many questions were answered, and how many with "no".  Raises AnswersInConflict."""
    answers = list(Answer.objects(visit_id=visit_id))
    waiting = [one.question for one in answers if one.conflicts]
    if waiting:
        raise rules.AnswersInConflict(
            f"Còn {len(waiting)} câu có ý trả lời khác nhau chưa dung hòa.", remedy="Dung hòa trước khi báo cáo.",
            questions=waiting[:20],
        )
    return [
        {
            **one,
            "answered": sum(answer.subject == one["subject"] for answer in answers),
            "unmet": sum(answer.subject == one["subject"] and answer.choice == "no" for answer in answers),
        }
        for one in checklists
    ]
