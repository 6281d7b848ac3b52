"""Surveys, for whoever answers them: no log-in, no name.  Whoever is logged in by chance is not told to the service."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from flask_smorest import Blueprint
from limits import parse
from marshmallow import RAISE, fields

from contracts.commands.monitoring import surveys as asked
from contracts.fields import Text
from gateway.access import survey_tickets
from gateway.access.current import for_those_who_may
from gateway.access.return_codes import LONGEST_TYPED, key_kept
from gateway.access.slowing import slow_down_unknown, slowed
from gateway.api.asking import KEY_PARAMETER, answer, idempotency_key
from gateway.api.downloads import Table, add_table
from gateway.api.monitoring.survey_schemas import Nothing, PublicSurvey, SurveyResults, Taken
from gateway.reports import surveys as reports
from gateway.service_client import services
from gateway.service_client.client import context_for

blp = Blueprint(
    "public_surveys", __name__, url_prefix="/api/v1/public/surveys",
    description="Trả lời khảo sát không nêu tên và xem kết quả, không cần đăng nhập",
)

ANSWERED_BY_NOBODY = parse("600 per 1 hour")
"""Answers from one drawer of addresses: a whole village may answer by the network of its culture house."""

Json = dict[str, Any]


class SurveyAnswerByLink(asked.AnswerSurvey):
    """ticket: as it is printed."""

    class Meta:
        exclude = ("survey_id", "ticket_hash", "blind")
        unknown = RAISE

    ticket = Text(load_default=None, allow_none=True, longest=LONGEST_TYPED)
    answers = fields.List(fields.Nested(asked.QuestionAnswered), required=True)


@blp.route("/<survey_id>")
@for_those_who_may("survey.answer")
@blp.response(200, PublicSurvey)
def get_questions(survey_id: str) -> Response:
    """Xem phiếu khảo sát đang hỏi."""
    return answer(found(survey_id))


@blp.route("/<survey_id>/answers", methods=["POST"])
@for_those_who_may("survey.answer")
@blp.arguments(SurveyAnswerByLink)
@blp.response(201, Taken)
@blp.doc(parameters=[KEY_PARAMETER])
def answer_questions(told: Json, survey_id: str) -> Response:
    """Trả lời khảo sát, không nêu tên."""
    return answer(answered(survey_id, told, idempotency_key()), 201)


@blp.route("/<survey_id>/results")
@for_those_who_may("survey.answer")
@blp.response(200, SurveyResults)
def results(survey_id: str) -> Response:
    """Kết quả khảo sát đã kết thúc; số nhỏ không nêu để không lộ ai đã trả lời thế nào."""
    return answer(published(survey_id))


def _results_table(_which: Json, survey_id: str) -> Table:
    return Table("khao-sat", "Kết quả khảo sát", reports.COLUMNS, reports.lines(published(survey_id)))


add_table(blp, "/<survey_id>/results", "survey.answer", Nothing, "kết quả khảo sát", _results_table)


def found(survey_id: str) -> Json:
    """The survey as whoever answers sees it.  Raises SurveyNotFound."""
    return _unknown("find_survey", {"survey_id": survey_id})


def published(survey_id: str) -> Json:
    """The results, with names.  Raises SurveyNotFound, SurveyNotCounted."""
    return reports.named(_unknown("read_survey_results", {"survey_id": survey_id}))


def answered(survey_id: str, told: Json, key: str) -> Json:
    """Take one person's answers.  Raises TooManyAttempts, and what the service refuses."""
    slow_down_unknown("survey-answered", ANSWERED_BY_NOBODY)
    ticket = told.get("ticket")
    payload: Json = {
        **{name: told[name] for name in ("questionnaire", "unit", "answers") if name in told},
        "survey_id": survey_id, "blind": survey_tickets.blind_of(key),
        "ticket_hash": survey_tickets.hashes_of(survey_id, [ticket])[0] if ticket else None,
    }
    with slowed("survey-ticket", "ticket_unknown", by_drawer=True):
        return _unknown("answer_survey", payload, key)


def _unknown(method: str, payload: Json, key: str | None = None) -> Json:
    """Ask the service in nobody's name."""
    return services().call(
        "monitoring", method, payload, context_for("", g.correlation_id, key_kept(key) if key else None)
    )
