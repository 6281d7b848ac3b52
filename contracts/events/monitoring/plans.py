"""Events about supervision plans and the deadlines of supervision."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class PlanRow(Row):
    """A yearly plan.  ``status``: draft, approved, sent or withdrawn; ``items``: its lines; ``occurrences``: visits
    that they ask for in the year."""

    plan_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    level = fields.String(required=True)
    body = fields.String(required=True)
    year = fields.Integer(required=True)
    title = fields.String(required=True)
    status = fields.String(required=True)
    made_on = LocalDay(required=True)
    approved_on = LocalDay(required=True, allow_none=True)
    sent_on = LocalDay(required=True, allow_none=True)
    items = fields.Integer(required=True)
    occurrences = fields.Integer(required=True)


class DeadlineRow(Row):
    """A day by which something is to be done.  ``clock``: plan_sent, plan_item, decision_sent, reply or remedy;
    ``about_kind`` and ``about_id``: the plan, visit or recommendation; ``status``: open, met or dropped; ``met_on`` may
    be later than ``due_on``.  Whether an open one is overdue is for whoever asks to reckon, on the day of asking."""

    deadline_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    clock = fields.String(required=True)
    clock_version = fields.Integer(required=True, allow_none=True)
    citation = fields.String(required=True)
    about_kind = fields.String(required=True)
    about_id = fields.String(required=True)
    title = fields.String(required=True)
    from_on = LocalDay(required=True, allow_none=True)
    due_on = LocalDay(required=True)
    met_on = LocalDay(required=True, allow_none=True)
    status = fields.String(required=True)
    visit_id = fields.String(required=True, allow_none=True)


@event("monitoring.plans_changed.v1")
class PlansChangedV1(EventData):
    """Plans drawn up, amended, approved, sent or withdrawn."""

    entries = entries(PlanRow)


@event("monitoring.deadlines_changed.v1")
class DeadlinesChangedV1(EventData):
    """Deadlines set, met or dropped."""

    entries = entries(DeadlineRow)
