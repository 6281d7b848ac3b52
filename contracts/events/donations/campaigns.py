"""Events about campaigns."""

from marshmallow import fields

from contracts.events import EventData, Row, event
from contracts.fields import LocalDay, Vnd


class CampaignUnitRow(Row):
    unit = fields.String(required=True)
    target_vnd = Vnd(minimum=0, required=True)


@event("donations.campaign_saved.v1")
class CampaignSavedV1(EventData):
    """A campaign as it now stands.  ``kind`` is absent in old messages: then it is ``fund``."""

    campaign = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    target_vnd = Vnd(minimum=0, required=True)
    lead_unit = fields.String(required=True)
    units = fields.List(fields.Nested(CampaignUnitRow), required=True)
    kind = fields.String()
