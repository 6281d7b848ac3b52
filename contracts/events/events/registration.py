"""Events about the guests of activities."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import Instant, LocalDay


class RegistrationRow(Row):
    """One guest's registration, without personal data.  ``status``: confirmed, offered, waiting or cancelled.

    ``also``: quotas across the others that they take from; ``offered_until``: how long the place is kept for them;
    ``ended_by``: how a cancelled one ended, by cancelled, declined or expired."""

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
    also = fields.List(fields.String())
    group_id = fields.String()
    allotment_id = fields.String()
    offered_until = Instant()
    ended_by = fields.String()


@event("events.registrations_changed.v1")
class RegistrationsChangedV1(EventData):
    """Guests registered, wait-listed, moved up or cancelled in one transaction."""

    entries = entries(RegistrationRow)
