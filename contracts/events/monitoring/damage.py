"""Events about damage after disasters."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import Instant, LocalDay, Vnd


class DamageRow(Row):
    """What a disaster has done in a unit as last reported.  ``status``: preliminary, final or withdrawn."""

    damage_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    status = fields.String(required=True)
    disaster_code = fields.String(required=True)
    disaster = fields.String(required=True)
    happened_on = LocalDay(required=True)
    known_at = Instant(required=True)
    reported_at = Instant(required=True)
    loss_vnd = Vnd(minimum=0, required=True)
    needs = fields.String(required=True)
    dead = fields.Integer(required=True)
    missing = fields.Integer(required=True)
    injured = fields.Integer(required=True)
    households_hit = fields.Integer(required=True)
    houses_collapsed = fields.Integer(required=True)
    houses_damaged = fields.Integer(required=True)
    households_moved = fields.Integer(required=True)
    crops_ha = fields.Integer(required=True)
    livestock = fields.Integer(required=True)


@event("monitoring.damage_reported.v1")
class DamageReportedV1(EventData):
    """Damage reported, corrected or taken back."""

    entries = entries(DamageRow)
