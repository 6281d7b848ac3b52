"""Events about recommendations."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class RecommendationRow(Row):
    """A recommendation to a body of ``unit``.  Replied, remedied and verified are three facts with three dates; only a
    verifier ends it.  ``status``: open, replied, remedied, verified or withdrawn; ``reply_due_on`` None: no clock was
    in force; ``escalated_on``: a letter to the superior level of the Front was drafted."""

    recommendation_id = fields.String(required=True)
    version = fields.Integer(required=True)
    finding_id = fields.String(required=True)
    visit_id = fields.String(required=True, allow_none=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    body = fields.String(required=True)
    status = fields.String(required=True)
    sent_on = LocalDay(required=True)
    reply_due_on = LocalDay(required=True, allow_none=True)
    remedy_by = LocalDay(required=True, allow_none=True)
    replied_on = LocalDay(required=True, allow_none=True)
    remedied_on = LocalDay(required=True, allow_none=True)
    verified_on = LocalDay(required=True, allow_none=True)
    escalated_on = LocalDay(required=True, allow_none=True)


@event("monitoring.recommendations_changed.v1")
class RecommendationsChangedV1(EventData):
    """Recommendations made, replied to, remedied, verified, escalated or withdrawn."""

    entries = entries(RecommendationRow)
