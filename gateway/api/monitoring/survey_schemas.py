"""What the API shows of surveys."""

from __future__ import annotations

from marshmallow import Schema, fields

from contracts.commands.monitoring.surveys import SurveyArea, SurveyQuestion
from contracts.events.monitoring.surveys import SurveyRow
from contracts.fields import LocalDay
from contracts.shapes import Strict


class AreaProgress(SurveyArea):
    """How many have answered in an area, and how many tickets were given out there."""

    answers = fields.Integer(required=True)
    tickets = fields.Integer(required=True)


class Survey(SurveyRow):
    """A survey with its questions as they are asked now, and with its earlier versions, the first one first."""

    intro = fields.String(required=True)
    overall = fields.String(required=True)
    made_by = fields.String(required=True)
    withdrawn_reason = fields.String(required=True, allow_none=True)
    question_list = fields.List(fields.Nested(SurveyQuestion), required=True)
    earlier = fields.List(fields.List(fields.Nested(SurveyQuestion)), required=True)
    progress = fields.List(fields.Nested(AreaProgress), required=True)


class PublicSurvey(Schema):
    """A survey as whoever answers sees it; questionnaire: the version to answer to."""

    survey_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    title = fields.String(required=True)
    intro = fields.String(required=True)
    status = fields.String(required=True)
    opens_on = LocalDay(required=True)
    closes_on = LocalDay(required=True)
    takes_answers = fields.Boolean(required=True)
    uses_tickets = fields.Boolean(required=True)
    areas = fields.List(fields.String(), required=True)
    questionnaire = fields.Integer(required=True)
    questions = fields.List(fields.Nested(SurveyQuestion), required=True)


class Taken(Schema):
    """That an answer was taken."""

    survey_id = fields.String(required=True)
    taken = fields.Boolean(required=True)


class Tickets(Schema):
    """Tickets, shown once; the same key gives the same again."""

    survey_id = fields.String(required=True)
    unit = fields.String(required=True)
    tickets = fields.List(fields.String(), required=True)


class SurveyTextRead(Schema):
    question = fields.String(required=True)
    unit = fields.String(required=True)
    text = fields.String(required=True)


class SurveyTexts(Schema):
    texts = fields.List(fields.Nested(SurveyTextRead), required=True)
    next = fields.String(required=True, allow_none=True)


class AreaAnswers(Schema):
    """count None, here and below: withheld."""

    unit = fields.String(required=True)
    name = fields.String(required=True)
    answers = fields.Integer(required=True, allow_none=True)


class PartCount(Schema):
    """part: satisfied, not_satisfied, chosen, not_chosen, _none (no answer) or a choice."""

    part = fields.String(required=True)
    name = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True)


class ValueCount(Schema):
    value = fields.String(required=True)
    name = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True)


class TableColumn(Schema):
    part = fields.String(required=True)
    name = fields.String(required=True)


class ResultRow(Schema):
    """row: a unit, a choice, or _withheld: those with few answers together."""

    row = fields.String(required=True)
    name = fields.String(required=True)
    cells = fields.List(fields.Integer(allow_none=True), required=True)


class ResultTable(Schema):
    """by: unit, or the question whose answers make the groups."""

    by = fields.String(required=True)
    by_name = fields.String(required=True)
    columns = fields.List(fields.Nested(TableColumn), required=True)
    rows = fields.List(fields.Nested(ResultRow), required=True)


class Measured(Schema):
    """A question, or one choice of a question with several."""

    question = fields.String(required=True)
    choice = fields.String(required=True, allow_none=True)
    text = fields.String(required=True)
    choice_text = fields.String(required=True)
    kind = fields.String(required=True)
    parts = fields.List(fields.Nested(PartCount), required=True)
    values = fields.List(fields.Nested(ValueCount), required=True)
    tables = fields.List(fields.Nested(ResultTable), required=True)


class SurveyResults(Schema):
    """Counts below smallest_shown are withheld, and as many others as it takes so that they can't be reckoned."""

    survey_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    topic = fields.String(required=True)
    title = fields.String(required=True)
    opens_on = LocalDay(required=True)
    closed_on = LocalDay(required=True)
    sample = fields.Integer(required=True)
    smallest_shown = fields.Integer(required=True)
    answers = fields.Integer(required=True, allow_none=True)
    overall = fields.String(required=True)
    areas = fields.List(fields.Nested(AreaAnswers), required=True)
    measures = fields.List(fields.Nested(Measured), required=True)
    questions = fields.List(fields.Nested(SurveyQuestion), required=True)


class Nothing(Strict):
    """No query."""
