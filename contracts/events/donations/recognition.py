"""Events about honours."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import MAX_SUM_VND, LocalDay, Vnd


class HonourRow(Row):
    """An honour.  ``name`` as far as the honoured one consented; ``rule`` is null for what was nominated by hand.
    ``status``: proposed, approved, rejected, or lapsed (what it rested on is gone)."""

    honour_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    form = fields.String(required=True)
    level = fields.String(required=True)
    rule = fields.String(required=True, allow_none=True)
    year = fields.Integer(required=True)
    span_years = fields.Integer(required=True)
    name = fields.String(required=True)
    total_vnd = Vnd(minimum=0, maximum=MAX_SUM_VND, required=True)
    gifts = fields.Integer(required=True)
    years_in_row = fields.Integer(required=True)
    status = fields.String(required=True)
    proposed_on = LocalDay(required=True)
    decided_on = LocalDay(required=True, allow_none=True)


@event("donations.honours_changed.v1")
class HonoursChangedV1(EventData):
    """Honours proposed, approved, rejected or lapsed."""

    entries = entries(HonourRow)
