"""A survey loaded, saved and told: as rows of the events, to the office, and to whoever answers."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import Json
from messaging.unit_of_work import UnitOfWork
from services.monitoring.surveys import rules
from services.monitoring.surveys.counting import of_areas, satisfied_of
from services.monitoring.surveys.documents import Survey, SurveyCount
from services.monitoring.surveys.questions import QuestionnaireUnknown
from services.monitoring.trail.writing import write_trail


def load(survey_id: str, field: str = "survey_id") -> Survey:
    """Raises SurveyNotFound."""
    found: Survey | None = Survey.objects(id=survey_id).first()
    if found is None:
        raise rules.SurveyNotFound(
            "Không có cuộc khảo sát nào mang mã này.", field=field, remedy="Kiểm tra lại mã khảo sát."
        )
    return found


def questions_of(survey: Survey, version: int) -> list[Json]:
    """Raises QuestionnaireUnknown."""
    if version > len(survey.versions):
        raise QuestionnaireUnknown(
            f"Khảo sát này chưa có phiếu bản {version}.", field="questionnaire", remedy="Mở lại phiếu rồi trả lời."
        )
    return list(survey.versions[version - 1])


def ever_asked(survey: Survey) -> list[Json]:
    """Each question of any version, in its newest words."""
    newest = {question["code"]: question for version in survey.versions for question in version}
    return list(newest.values())


def units_of(survey: Survey) -> list[str]:
    """The areas."""
    return [area["unit"] for area in survey.areas]


def advance(uow: UnitOfWork, context: CommandContext, survey: Survey, action: str, before: Json) -> Json:
    """Save, leave an audit entry, publish the survey; the resource."""
    survey.version += 1
    survey.save(force_insert=survey.version == 1)
    write_trail(uow, context, "survey", survey.id, survey.version, action, before, state(survey))
    uow.publish("monitoring.surveys_changed.v1", subject=survey.id, data={"entries": [row(survey)]})
    return resource(survey)


def state(survey: Survey) -> Json:
    """For the audit trail."""
    told = {name: value for name, value in row(survey).items() if name != "version"}
    return {**told, "intro": survey.intro, "area_list": list(survey.areas), "question_list": survey.versions[-1]}


def row(survey: Survey) -> Json:
    """As the event tells it."""
    return {
        "survey_id": survey.id, "version": survey.version, "campaign": survey.campaign, "unit": survey.unit,
        "topic": survey.topic, "title": survey.title, "status": survey.status,
        "opens_on": survey.opens_on.isoformat(), "closes_on": survey.closes_on.isoformat(),
        "closed_on": survey.closed_on.isoformat() if survey.closed_on else None, "uses_tickets": survey.uses_tickets,
        "questionnaire": len(survey.versions), "questions": len(survey.versions[-1]), "areas": len(survey.areas),
        "sample": sum(area["sample"] for area in survey.areas), **_counted(survey.results),
    }


def area_rows(survey: Survey) -> list[Json]:
    """What a closed survey came to in each area."""
    counted = of_areas(survey.results)
    return [
        {
            "survey_area_id": f"{survey.id}:{area['unit']}", "version": 1, "survey_id": survey.id,
            "campaign": survey.campaign, "unit": area["unit"], "topic": survey.topic,
            "opens_on": survey.opens_on.isoformat(), "closed_on": survey.closed_on.isoformat(),
            "sample": area["sample"], **counted[area["unit"]],
        }
        for area in survey.areas
    ]


def resource(survey: Survey) -> Json:
    """For the office, with how many have answered in each area."""
    counts = {one.unit: one for one in SurveyCount.objects(survey_id=survey.id)}
    return {
        **row(survey), "intro": survey.intro, "overall": survey.overall, "made_by": survey.made_by,
        "withdrawn_reason": survey.withdrawn_reason, "question_list": survey.versions[-1],
        "earlier": [list(version) for version in survey.versions[:-1]],
        "progress": [
            {
                **area,
                "answers": counts[area["unit"]].answers if area["unit"] in counts else 0,
                "tickets": counts[area["unit"]].tickets if area["unit"] in counts else 0,
            }
            for area in survey.areas
        ],
    }


def for_the_person(survey: Survey, takes_answers: bool) -> Json:
    """For whoever answers."""
    return {
        "survey_id": survey.id, "campaign": survey.campaign, "unit": survey.unit, "title": survey.title,
        "intro": survey.intro, "status": survey.status, "opens_on": survey.opens_on.isoformat(),
        "closes_on": survey.closes_on.isoformat(), "takes_answers": takes_answers,
        "uses_tickets": survey.uses_tickets, "areas": units_of(survey), "questionnaire": len(survey.versions),
        "questions": survey.versions[-1],
    }


def published(survey: Survey) -> Json:
    """The results with the words of the questions.  Raises SurveyNotCounted."""
    if survey.status != "closed":
        raise rules.SurveyNotCounted(
            "Kết quả công bố sau khi khảo sát kết thúc.", field="survey_id", remedy="Xem lại sau ngày kết thúc."
        )
    about = ("survey_id", "campaign", "unit", "topic", "title", "opens_on", "closed_on", "sample")
    told = row(survey)
    return {**{name: told[name] for name in about}, **survey.results, "questions": ever_asked(survey)}


def _counted(results: dict[str, Any]) -> Json:
    if not results:
        return dict.fromkeys(("answers", "satisfied", "unplaced_answers", "unplaced_judged", "unplaced_satisfied"))
    total, satisfied, areas = results["answers"], satisfied_of(results), of_areas(results).values()
    judged = [one for one in areas if one["answers"] is not None and one["satisfied"] is not None]
    placed = sum(one["answers"] or 0 for one in areas)
    return {
        "answers": total, "satisfied": satisfied, "unplaced_answers": None if total is None else total - placed,
        "unplaced_judged": None if satisfied is None else total - sum(one["answers"] for one in judged),
        "unplaced_satisfied": None if satisfied is None else satisfied - sum(one["satisfied"] for one in judged),
    }
