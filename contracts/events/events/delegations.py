"""Events about delegations."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class DelegationRow(Row):
    """A delegation, with offices and without names.  ``status``: formed, went or called_off; ``coming``: how many go,
    its head among them."""

    delegation_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True)
    purpose = fields.String(required=True)
    status = fields.String(required=True)
    head_office = fields.String(required=True)
    invited = fields.Integer(required=True)
    coming = fields.Integer(required=True)
    visits_unit = fields.String(required=True, allow_none=True)
    place = fields.String(required=True)
    goes_on = LocalDay(required=True, allow_none=True)
    went_on = LocalDay(required=True, allow_none=True)
    house_ids = fields.List(fields.String(), required=True)


@event("events.delegations_changed.v1")
class DelegationsChangedV1(EventData):
    """Delegations formed, changed, gone or called off."""

    entries = entries(DelegationRow)
