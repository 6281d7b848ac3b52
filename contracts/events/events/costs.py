"""Events about what activities cost."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay, Vnd


class CostRow(Row):
    """A line of an activity's budget, or of what was spent.  ``status``: recorded or withdrawn; ``payment_id``: the
    payment of the Fund that it is, null for all other money."""

    cost_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True)
    stage = fields.String(required=True)
    status = fields.String(required=True)
    item = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    source = fields.String(required=True)
    payment_id = fields.String(required=True, allow_none=True)
    document = fields.String(required=True)
    counted_on = LocalDay(required=True)


@event("events.costs_changed.v1")
class CostsChangedV1(EventData):
    """Lines recorded or withdrawn."""

    entries = entries(CostRow)
