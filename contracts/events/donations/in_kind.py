"""Events about gifts in kind and labour."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay, Vnd


class GoodsRow(Row):
    """Goods received.  ``quantity`` = ``handed_out`` + ``in_store``, always; ``stated_vnd``: what all are worth,
    ``handed_out_vnd`` the share of it that was handed out.  ``status``: received or withdrawn (counts in no figure).
    ``donor_name`` as far as the donor consents."""

    goods_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    status = fields.String(required=True)
    category = fields.String(required=True)
    what = fields.String(required=True)
    quantity = fields.Integer(required=True)
    handed_out = fields.Integer(required=True)
    in_store = fields.Integer(required=True)
    measure = fields.String(required=True)
    condition = fields.String(required=True)
    stated_vnd = Vnd(minimum=0, required=True)
    handed_out_vnd = Vnd(minimum=0, required=True)
    received_on = LocalDay(required=True)
    donor_name = fields.String(required=True)
    donor_kind = fields.String(required=True, allow_none=True)


@event("donations.goods_changed.v1")
class GoodsChangedV1(EventData):
    """Goods received, handed out in part, or withdrawn."""

    entries = entries(GoodsRow)


class HandOutRow(Row):
    """Goods that went to a household (which is not named) or to a ``place``.  ``status``: handed_out or undone."""

    hand_out_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    status = fields.String(required=True)
    goods_id = fields.String(required=True)
    category = fields.String(required=True)
    what = fields.String(required=True)
    quantity = fields.Integer(required=True)
    measure = fields.String(required=True)
    value_vnd = Vnd(minimum=0, required=True)
    handed_on = LocalDay(required=True)
    to = fields.String(required=True)
    place = fields.String(required=True)


@event("donations.hand_outs_changed.v1")
class HandOutsChangedV1(EventData):
    """Goods handed out, or come back."""

    entries = entries(HandOutRow)


class LabourRow(Row):
    """Work given.  ``labour_days`` = ``people`` x ``days``.  ``status``: given or withdrawn (counts in no figure)."""

    labour_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    status = fields.String(required=True)
    what = fields.String(required=True)
    people = fields.Integer(required=True)
    days = fields.Integer(required=True)
    labour_days = fields.Integer(required=True)
    stated_vnd = Vnd(minimum=0, required=True)
    worked_on = LocalDay(required=True)
    donor_name = fields.String(required=True)
    donor_kind = fields.String(required=True, allow_none=True)


@event("donations.labour_changed.v1")
class LabourChangedV1(EventData):
    """Work written down, or withdrawn."""

    entries = entries(LabourRow)
