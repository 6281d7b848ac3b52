"""Events about guests who came."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import Instant, LocalDay


class ArrivalRow(Row):
    """That a guest came, without personal data and without the code on the badge.

    status: arrived, or undone when every scan of theirs was a slip.  arrived_at, gate: of the first scan, by the
    device's clock.  scans: how often the badge was scanned; admitted: how often a gate let its bearer in (more than
    once is a conflict)."""

    registration_id = fields.String(required=True)
    version = fields.Integer(required=True)
    activity = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    quota = fields.String(required=True)
    status = fields.String(required=True)
    arrived_at = Instant(required=True)
    arrived_on = LocalDay(required=True)
    gate = fields.String(required=True)
    scans = fields.Integer(required=True)
    admitted = fields.Integer(required=True)


@event("events.arrivals_changed.v1")
class ArrivalsChangedV1(EventData):
    """Guests came, or it turned out that they came earlier, elsewhere or not at all."""

    entries = entries(ArrivalRow)
