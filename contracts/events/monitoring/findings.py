"""Events about findings."""

from marshmallow import fields

from contracts.events import EventData, Row, event
from contracts.fields import Instant, LocalDay


class FindingSubjectRow(Row):
    kind = fields.String(required=True)
    id = fields.String(required=True)


class FindingV1(EventData):
    """A finding as it now stands.  Replied, remedied and verified are three facts with three dates; only a verifier
    closes (monitoring.md, Chain).  ``status``: open, replied, remedied or closed; ``visit_id``, ``checklist`` (its
    subject) and ``question``: the visit that made it, None outside any."""

    finding_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    about = fields.Nested(FindingSubjectRow, required=True)
    severity = fields.String(required=True)
    summary = fields.String(required=True)
    status = fields.String(required=True)
    found_on = LocalDay(required=True)
    raised_at = Instant(required=True)
    reply_due_on = LocalDay(required=True)
    replied_on = LocalDay(required=True, allow_none=True)
    remedied_on = LocalDay(required=True, allow_none=True)
    verified_on = LocalDay(required=True, allow_none=True)
    visit_id = fields.String(allow_none=True)
    checklist = fields.String(allow_none=True)
    question = fields.String(allow_none=True)


@event("monitoring.finding_raised.v1")
class FindingRaisedV1(FindingV1):
    """Supervision found something."""


@event("monitoring.finding_answered.v1")
class FindingAnsweredV1(FindingV1):
    """The supervised body replied, or reported a remedy; the finding stays open."""


@event("monitoring.finding_closed.v1")
class FindingClosedV1(FindingV1):
    """A verifier has seen the remedy."""
