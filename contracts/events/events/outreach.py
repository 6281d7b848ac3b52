"""Events about outreach."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class OutreachRow(Row):
    """A piece of outreach.  ``status``: published or withdrawn."""

    outreach_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    status = fields.String(required=True)
    form = fields.String(required=True)
    title = fields.String(required=True)
    outlet = fields.String(required=True)
    published_on = LocalDay(required=True)
    address = fields.String(required=True)
    good_example = fields.Boolean(required=True)


@event("events.outreach_changed.v1")
class OutreachChangedV1(EventData):
    """Outreach recorded or withdrawn."""

    entries = entries(OutreachRow)
