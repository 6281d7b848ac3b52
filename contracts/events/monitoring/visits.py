"""Events about visits."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class ChecklistRow(Row):
    """A subject of a visit: the version of its checklist, its questions, how many were answered, how many with "no"."""

    subject = fields.String(required=True)
    version = fields.Integer(required=True)
    questions = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    unmet = fields.Integer(required=True)


class VisitRow(Row):
    """A visit by ``by_unit`` to ``unit``.  ``status``: planned, under_way, reported, closed or cancelled; ``due_on``:
    the day by which its line of the plan was to be done (None: ad hoc).  ``questions``, ``answered`` and ``unmet``
    (answered "no"): of its checklists, counted when it is reported."""

    visit_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    by_unit = fields.String(required=True)
    kind = fields.String(required=True)
    subjects = fields.List(fields.String(), required=True)
    title = fields.String(required=True)
    status = fields.String(required=True)
    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    plan_id = fields.String(required=True, allow_none=True)
    item = fields.String(required=True, allow_none=True)
    due_on = LocalDay(required=True, allow_none=True)
    decision_sent_on = LocalDay(required=True, allow_none=True)
    started_on = LocalDay(required=True, allow_none=True)
    ended_on = LocalDay(required=True, allow_none=True)
    reported_on = LocalDay(required=True, allow_none=True)
    closed_on = LocalDay(required=True, allow_none=True)
    team_size = fields.Integer(required=True)
    findings = fields.Integer(required=True)
    questions = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    unmet = fields.Integer(required=True)
    checklists = fields.List(fields.Nested(ChecklistRow))
    evidence = fields.Integer()


@event("monitoring.visits_changed.v1")
class VisitsChangedV1(EventData):
    """Visits planned, begun, reported, closed or cancelled."""

    entries = entries(VisitRow)
