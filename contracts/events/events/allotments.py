"""Events about places that an office names guests into."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class AllotmentRow(Row):
    """An allotment.  ``unit``: whose office it is; ``left``: places without a guest, ``named``: with one,
    ``returned``: given or called back.  ``status``: open, returned or reclaimed."""

    allotment_id = fields.String(required=True)
    version = fields.Integer(required=True)
    activity = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    office = fields.String(required=True)
    quota = fields.String(required=True)
    also = fields.List(fields.String(), required=True)
    places = fields.Integer(required=True)
    left = fields.Integer(required=True)
    named = fields.Integer(required=True)
    returned = fields.Integer(required=True)
    status = fields.String(required=True)
    reclaim_on = LocalDay(required=True)
    allotted_on = LocalDay(required=True)


@event("events.allotments_changed.v1")
class AllotmentsChangedV1(EventData):
    """Places allotted, named, given back or called back."""

    entries = entries(AllotmentRow)
