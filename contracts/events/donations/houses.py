"""Events about houses."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay, Vnd


class HouseRow(Row):
    """A house; nothing in it leads to the household.  ``cost_vnd`` is known from acceptance on; ``photos`` counts
    them; ``open_finding_ids`` is not empty while supervision holds its steps."""

    house_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    status = fields.String(required=True)
    planned_vnd = Vnd(required=True)
    cost_vnd = Vnd(required=True, allow_none=True)
    registered_on = LocalDay(required=True)
    surveyed_on = LocalDay(required=True, allow_none=True)
    accepted_on = LocalDay(required=True, allow_none=True)
    handed_over_on = LocalDay(required=True, allow_none=True)
    payment_ids = fields.List(fields.String(), required=True)
    photos = fields.Integer(required=True)
    open_finding_ids = fields.List(fields.String(), required=True)


@event("donations.houses_changed.v1")
class HousesChangedV1(EventData):
    """Houses planned, surveyed, accepted, handed over, cancelled, held or released."""

    entries = entries(HouseRow)
