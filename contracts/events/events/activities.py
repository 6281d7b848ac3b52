"""Events about activities."""

from marshmallow import fields

from contracts.events import EventData, Row, event
from contracts.fields import LocalDay


class QuotaRow(Row):
    """A quota as it stands.  ``taken`` counts confirmed guests only."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    places = fields.Integer(required=True)
    within = fields.String(required=True, allow_none=True)
    guaranteed = fields.Boolean(required=True)
    protocol_order = fields.Integer(required=True)
    across = fields.Boolean()


class ProgrammeStepRow(Row):
    order = fields.Integer(required=True)
    title = fields.String(required=True)


@event("events.activity_saved.v1")
class ActivitySavedV1(EventData):
    """An activity's description: what, when, where, which quotas and steps (not the counters: these follow from
    registrations)."""

    activity = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    place = fields.String(required=True)
    starts_on = LocalDay(required=True, allow_none=True)
    ends_on = LocalDay(required=True, allow_none=True)
    places = fields.Integer(required=True, allow_none=True)
    quotas = fields.List(fields.Nested(QuotaRow), required=True)
    programme = fields.List(fields.Nested(ProgrammeStepRow), required=True)
