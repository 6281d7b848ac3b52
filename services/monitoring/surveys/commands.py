"""What is done with surveys: load, decide by the rules, save, publish."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator, Sequence

from bson import ObjectId

from contracts.events import MAX_ENTRIES
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.monitoring.surveys import counting, questions, rules
from services.monitoring.surveys.documents import (
    Survey,
    SurveyAnswer,
    SurveyCount,
    SurveyText,
    SurveyTextLook,
)
from services.monitoring.surveys.telling import (
    advance,
    area_rows,
    ever_asked,
    for_the_person,
    load,
    published,
    resource,
    state,
    units_of,
)


@once
def make_survey(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises SurveyCodeTaken, and what ``rules.check_days``, ``rules.check_areas`` and
    ``questions.check_questionnaire`` raise."""
    rules.check_days(command["opens_on"], command["closes_on"])
    rules.check_areas([area["unit"] for area in command["areas"]])
    questions.check_questionnaire(command["questions"], command["overall"])
    if Survey.objects(id=command["survey_id"]).first() is not None:
        raise rules.SurveyCodeTaken("Mã khảo sát này đã dùng.", field="survey_id", remedy="Đặt mã khác.")
    told = {name: value for name, value in command.items() if name not in ("survey_id", "questions")}
    survey = Survey(
        id=command["survey_id"], version=0, status="draft", versions=[command["questions"]], made_by=context.actor,
        results={}, **told,
    )
    for area in survey.areas:
        SurveyCount(
            id=count_key(survey.id, area["unit"]), survey_id=survey.id, unit=area["unit"], answers=0, tickets=0,
            version=0,
        ).save()
    return advance(uow, context, survey, "made", {})


@once
def revise_survey(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises SurveyNotFound, SurveyStepOutOfOrder, SurveyFull, and what ``questions.check_questionnaire`` and
    ``questions.check_revision`` raise."""
    survey = load(command["survey_id"])
    before = state(survey)
    rules.in_status(survey.status, ("draft", "open"))
    rules.check_room(len(survey.versions), 1, rules.MOST_VERSIONS, "bản phiếu")
    questions.check_questionnaire(command["questions"], command["overall"])
    if survey.status == "open":
        questions.check_revision(survey.versions, (survey.overall, command["overall"]), command["questions"])
        survey.versions.append(command["questions"])
    else:
        survey.versions, survey.overall = [command["questions"]], command["overall"]
    return advance(uow, context, survey, "revised", before)


@once
def open_survey(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises SurveyNotFound, SurveyStepOutOfOrder."""
    survey = load(command["survey_id"])
    before = state(survey)
    rules.in_status(survey.status, ("draft",))
    survey.status = "open"
    return advance(uow, context, survey, "opened", before)


@once
def extend_survey(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises SurveyNotFound, SurveyStepOutOfOrder, SurveyEndsBeforeItBegins."""
    survey = load(command["survey_id"])
    before = state(survey)
    rules.in_status(survey.status, ("draft", "open"))
    rules.check_days(survey.opens_on, command["closes_on"])
    survey.closes_on = command["closes_on"]
    return advance(uow, context, survey, "extended", before)


@once
def close_survey(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Count it.  Raises SurveyNotFound, SurveyStepOutOfOrder."""
    survey = load(command["survey_id"])
    before = state(survey)
    rules.in_status(survey.status, ("open",))
    # Whoever answers at this moment writes one of these too, and then one of the two begins again.
    SurveyCount.objects(survey_id=survey.id).update(inc__version=1)
    given = [counting.Given(one.unit, one.values) for one in SurveyAnswer.objects(survey_id=survey.id)]
    survey.status, survey.closed_on = "closed", local_day(uow.now)
    survey.results = counting.results(ever_asked(survey), survey.overall, units_of(survey), given)
    told = advance(uow, context, survey, "closed", before)
    for some in _pieces(area_rows(survey)):
        uow.publish("monitoring.survey_areas_counted.v1", subject=survey.id, data={"entries": some})
    return told


@once
def withdraw_survey(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises SurveyNotFound, SurveyStepOutOfOrder."""
    survey = load(command["survey_id"])
    before = state(survey)
    rules.in_status(survey.status, ("draft", "open"))
    survey.status, survey.withdrawn_reason = "withdrawn", command["reason"]
    return advance(uow, context, survey, "withdrawn", before)


def get_survey(survey_id: str) -> Json:
    """Raises SurveyNotFound."""
    return resource(load(survey_id, "id"))


def find_survey(uow: UnitOfWork, query: Json) -> Json:
    """For whoever answers.  Raises SurveyNotFound, for one that is drawn up or was withdrawn too."""
    survey = load(query["survey_id"])
    if survey.status in ("draft", "withdrawn"):
        raise rules.SurveyNotFound(
            "Không có cuộc khảo sát nào mang mã này.", field="survey_id", remedy="Kiểm tra lại mã khảo sát."
        )
    today = local_day(uow.now)
    return for_the_person(survey, rules.takes_answers(survey.status, survey.opens_on, survey.closes_on, today))


def read_survey_results(_uow: UnitOfWork, query: Json) -> Json:
    """Raises SurveyNotFound, SurveyNotCounted."""
    return published(load(query["survey_id"]))


def look_at_survey_texts(uow: UnitOfWork, query: Json, context: CommandContext) -> Json:
    """A page of them; the look is kept in the same transaction, or nothing is shown.  Raises SurveyNotFound."""
    survey = load(query["survey_id"])
    SurveyTextLook(
        id=str(ObjectId()), survey_id=survey.id, looked_by=context.actor, looked_at=uow.now, purpose=query["purpose"],
    ).save()
    found = list(
        SurveyText.objects(survey_id=survey.id, id__gt=query["after"]).order_by("id").limit(query["limit"] + 1)
    )
    page = found[: query["limit"]]
    return {
        "texts": [{"question": one.question, "unit": one.unit, "text": one.text} for one in page],
        "next": page[-1].id if len(found) > len(page) else None,
    }


def count_key(survey_id: str, unit: str) -> str:
    """The key of an area's count."""
    return f"{survey_id}:{unit}"


def random_id() -> str:
    """Tells neither when it was made nor after which other."""
    return uuid.UUID(bytes=secrets.token_bytes(16), version=4).hex


def _pieces(rows: Sequence[Json]) -> Iterator[list[Json]]:
    for start in range(0, len(rows), MAX_ENTRIES):
        yield list(rows[start : start + MAX_ENTRIES])
