"""Tickets, and the answers that people give."""

from __future__ import annotations

import datetime as dt

from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.monitoring.surveys import questions, rules
from services.monitoring.surveys.commands import count_key, random_id
from services.monitoring.surveys.documents import Survey, SurveyAnswer, SurveyCount, SurveyText, SurveyTicket
from services.monitoring.surveys.telling import load, questions_of, units_of


@once
def issue_survey_tickets(_uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """How many there are now.  Raises SurveyNotFound, SurveyStepOutOfOrder, NoTicketsHere, AreaNotAsked, SurveyFull."""
    survey, unit = load(command["survey_id"]), command["unit"]
    rules.in_status(survey.status, ("draft", "open"))
    rules.check_ticket(survey.uses_tickets, True)
    rules.check_area(unit, units_of(survey))
    hashes = dict.fromkeys(command["ticket_hashes"])
    there = sum(one.tickets for one in SurveyCount.objects(survey_id=survey.id))
    rules.check_room(there, len(hashes), rules.MOST_TICKETS, "mã phiếu")
    for ticket in hashes:
        SurveyTicket(id=_ticket_key(survey, ticket), unit=unit, used=False).save(force_insert=True)
    SurveyCount.objects(id=count_key(survey.id, unit)).update_one(inc__tickets=len(hashes))
    return {"survey_id": survey.id, "unit": unit, "issued": len(hashes)}


@once
def answer_survey(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """By link or QR code, today.  The answer is kept under its key, so nothing of what was said is part of it.

    Raises what :func:`_keep` raises."""
    return _keep(uow, command, "link", local_day(uow.now), None)


@once
def record_survey_answer(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """By somebody of the office.  Raises what :func:`_keep` raises."""
    return _keep(uow, command, command["channel"], command["answered_on"], context.actor)


def _keep(uow: UnitOfWork, command: Json, channel: str, on: dt.date, by: str | None) -> Json:
    """Raises SurveyNotFound, SurveyFull, QuestionnaireUnknown, and what ``rules.check_answering``,
    ``rules.check_ticket``, ``rules.check_use``, ``rules.check_area`` and ``questions.check_answers`` raise."""
    survey = load(command["survey_id"])
    rules.check_answering(survey.status, survey.opens_on, survey.closes_on, on, local_day(uow.now))
    given = questions.check_answers(questions_of(survey, command["questionnaire"]), command["answers"])
    rules.check_ticket(survey.uses_tickets, command["ticket_hash"] is not None)
    unit = _use_ticket(survey, command) if survey.uses_tickets else command["unit"]
    rules.check_area(unit, units_of(survey))
    there = sum(one.answers for one in SurveyCount.objects(survey_id=survey.id))
    rules.check_room(there, 1, rules.MOST_ANSWERS, "phiếu trả lời")
    SurveyCount.objects(id=count_key(survey.id, unit)).update_one(inc__answers=1)
    SurveyAnswer(
        id=random_id(), survey_id=survey.id, questionnaire=command["questionnaire"], unit=unit, channel=channel,
        answered_on=on, recorded_by=by, values=given.values,
    ).save(force_insert=True)
    for question, text in given.texts.items():
        SurveyText(id=random_id(), survey_id=survey.id, question=question, unit=unit, text=text).save(
            force_insert=True
        )
    return {"survey_id": survey.id, "taken": True}


def _use_ticket(survey: Survey, command: Json) -> str:
    ticket = SurveyTicket.objects(id=_ticket_key(survey, command["ticket_hash"])).first()
    unit = rules.check_use(ticket and ticket.used, ticket and ticket.unit, command["unit"])
    ticket.used = True
    ticket.save()
    return unit


def _ticket_key(survey: Survey, ticket_hash: str) -> str:
    return f"{survey.id}:{ticket_hash}"
