"""Events about the guests of activities."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import Instant, LocalDay


class RegistrationRow(Row):
    """One guest's registration, without personal data.  ``status``: confirmed, waiting or cancelled."""

    registration_id = fields.String(required=True)
    version = fields.Integer(required=True)
    activity = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    quota = fields.String(required=True)
    status = fields.String(required=True)
    waiting_number = fields.Integer(required=True, allow_none=True)
    registered_at = Instant(required=True)
    registered_on = LocalDay(required=True)


@event("events.registrations_changed.v1")
class RegistrationsChangedV1(EventData):
    """Guests registered, wait-listed, moved up or cancelled in one transaction."""

    entries = entries(RegistrationRow)
