"""Events about the register of poor households."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class HouseholdRow(Row):
    """What may be counted of a household.  Its id leads nowhere: code, name and place stay in the service."""

    household_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    household_class = fields.String(required=True)
    class_from_on = LocalDay(required=True)
    house_state = fields.String(required=True)
    needs = fields.List(fields.String(), required=True)
    status = fields.String(required=True)


@event("donations.households_changed.v1")
class HouseholdsChangedV1(EventData):
    """Households entered, changed or taken out of the register."""

    entries = entries(HouseholdRow)
