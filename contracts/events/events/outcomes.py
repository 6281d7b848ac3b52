"""Events about outcomes."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class OutcomeRow(Row):
    """What came of an activity or delegation.  ``status``: recorded or withdrawn."""

    outcome_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True)
    activity_kind = fields.String(required=True)
    delegation_id = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    held_on = LocalDay(required=True)
    summary = fields.String(required=True)
    people = fields.Integer(required=True)
    households = fields.Integer(required=True)
    gifts = fields.Integer(required=True)
    donation_ids = fields.List(fields.String(), required=True)
    payment_ids = fields.List(fields.String(), required=True)
    house_ids = fields.List(fields.String(), required=True)
    hand_out_ids = fields.List(fields.String(), required=True)


@event("events.outcomes_changed.v1")
class OutcomesChangedV1(EventData):
    """Outcomes recorded or withdrawn."""

    entries = entries(OutcomeRow)
