"""Events about pledges."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import MAX_SUM_VND, LocalDay, Vnd


class InstalmentRow(Row):
    """A part of a pledge, and by which day it is to come."""

    due_on = LocalDay(required=True)
    amount_vnd = Vnd(required=True)


class PledgeRow(Row):
    """A pledge.  ``status``: open, part_fulfilled, fulfilled or lapsed (what was still owed is given up);
    ``fulfilled_vnd`` may exceed ``amount_vnd``; ``appeal``: whose letter it answers (absent in old messages); ``kind``:
    pledge or symbolic_cheque (absent: pledge)."""

    pledge_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True, allow_none=True)
    appeal = fields.String(allow_none=True)
    amount_vnd = Vnd(required=True)
    fulfilled_vnd = Vnd(minimum=0, maximum=MAX_SUM_VND, required=True)
    status = fields.String(required=True)
    pledged_on = LocalDay(required=True)
    pledger_name = fields.String(required=True)
    memo_code = fields.String(required=True)
    kind = fields.String()
    instalments = fields.List(fields.Nested(InstalmentRow))
    lapsed_on = LocalDay(allow_none=True)
    donor_kind = fields.String(allow_none=True)


@event("donations.pledges_changed.v1")
class PledgesChangedV1(EventData):
    """Pledges registered, fulfilled in whole or in part, lapsed, or shown otherwise."""

    entries = entries(PledgeRow)
