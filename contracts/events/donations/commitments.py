"""Events about signed commitments."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import MAX_SUM_VND, LocalDay, Vnd


class CommitmentRow(Row):
    """A sponsorship or twinning; nothing in it leads to the household.  ``partner_name`` as far as consented;
    ``given_vnd``: value of all that was reported."""

    commitment_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    status = fields.String(required=True)
    partner_name = fields.String(required=True)
    partner_unit = fields.String(required=True, allow_none=True)
    signed_on = LocalDay(required=True)
    until_on = LocalDay(required=True, allow_none=True)
    ended_on = LocalDay(required=True, allow_none=True)
    monthly_vnd = Vnd(minimum=0, required=True)
    given_vnd = Vnd(minimum=0, maximum=MAX_SUM_VND, required=True)
    reports = fields.Integer(required=True)
    last_reported_on = LocalDay(required=True, allow_none=True)
    household_class = fields.String(required=True, allow_none=True)


@event("donations.commitments_changed.v1")
class CommitmentsChangedV1(EventData):
    """Commitments signed, reported on or ended."""

    entries = entries(CommitmentRow)
