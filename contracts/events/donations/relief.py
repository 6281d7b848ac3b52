"""Events about relief."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import MAX_SUM_VND, LocalDay, Vnd


class ReliefExtensionRow(Row):
    receiving_until_on = LocalDay(required=True)
    distribute_until_on = LocalDay(required=True)
    document_number = fields.String(required=True)
    reason = fields.String(required=True)
    extended_on = LocalDay(required=True)


@event("donations.relief_saved.v1")
class ReliefSavedV1(EventData):
    """The call for relief of a campaign with its clocks, as it now stands.  ``unit``: the one that leads it."""

    campaign = fields.String(required=True)
    version = fields.Integer(required=True)
    unit = fields.String(required=True)
    disaster = fields.String(required=True)
    document_number = fields.String(required=True)
    document_issuer = fields.String(required=True)
    document_on = LocalDay(required=True)
    called_on = LocalDay(required=True)
    receiving_until_on = LocalDay(required=True)
    distribute_until_on = LocalDay(required=True)
    citation = fields.String(required=True)
    receiving_days = fields.Integer(required=True)
    distribution_days = fields.Integer(required=True)
    extensions = fields.List(fields.Nested(ReliefExtensionRow), required=True)
    damage_refs = fields.List(fields.String(), required=True)


class ReliefItemRow(Row):
    name = fields.String(required=True)
    quantity = fields.String(required=True)
    measure = fields.String(required=True)
    value_vnd = Vnd(minimum=0, required=True)


class ReliefDistributionRow(Row):
    """Goods handed out.  ``status``: recorded or withdrawn; ``late``: after the end of distribution."""

    distribution_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    status = fields.String(required=True)
    distributed_on = LocalDay(required=True)
    late = fields.Boolean(required=True)
    for_whom = fields.String(required=True)
    place = fields.String(required=True)
    households = fields.Integer(required=True)
    items = fields.List(fields.Nested(ReliefItemRow), required=True)
    value_vnd = Vnd(minimum=0, maximum=MAX_SUM_VND, required=True)
    need_refs = fields.List(fields.String(), required=True)


@event("donations.relief_distributions_changed.v1")
class ReliefDistributionsChangedV1(EventData):
    """Goods handed out, or such a record withdrawn."""

    entries = entries(ReliefDistributionRow)
