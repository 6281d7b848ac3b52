"""Events about surveys.  No single answer is in them, and no count that could tell one."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class SurveyRow(Row):
    """A survey by the Front of ``unit``.  status: draft, open, closed or withdrawn; questionnaire: the version of its
    questions.

    Once it is closed: how many answered, and how many of them are satisfied, None where that is withheld;
    ``unplaced_…``: the part of it that no row of an area states, ``unplaced_judged`` being the answers of which
    ``unplaced_satisfied`` are satisfied."""

    survey_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    topic = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.String(required=True)
    opens_on = LocalDay(required=True)
    closes_on = LocalDay(required=True)
    closed_on = LocalDay(required=True, allow_none=True)
    uses_tickets = fields.Boolean(required=True)
    questionnaire = fields.Integer(required=True)
    questions = fields.Integer(required=True)
    areas = fields.Integer(required=True)
    sample = fields.Integer(required=True)
    answers = fields.Integer(required=True, allow_none=True)
    satisfied = fields.Integer(required=True, allow_none=True)
    unplaced_answers = fields.Integer(required=True, allow_none=True)
    unplaced_judged = fields.Integer(required=True, allow_none=True)
    unplaced_satisfied = fields.Integer(required=True, allow_none=True)


@event("monitoring.surveys_changed.v1")
class SurveysChangedV1(EventData):
    """Surveys drawn up, opened, changed, closed or withdrawn."""

    entries = entries(SurveyRow)


class SurveyAreaRow(Row):
    """What a closed survey came to in an area; None: withheld."""

    survey_area_id = fields.String(required=True)
    version = fields.Integer(required=True)
    survey_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    topic = fields.String(required=True)
    opens_on = LocalDay(required=True)
    closed_on = LocalDay(required=True)
    sample = fields.Integer(required=True)
    answers = fields.Integer(required=True, allow_none=True)
    satisfied = fields.Integer(required=True, allow_none=True)


@event("monitoring.survey_areas_counted.v1")
class SurveyAreasCountedV1(EventData):
    """The areas of a survey that was closed."""

    entries = entries(SurveyAreaRow)
