"""Events about complaints.  What people write is never in them."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class ComplaintRow(Row):
    """A complaint that ``unit`` follows, about something in ``place``.  status: filed, forwarded, answered, closed or
    reopened (whoever filed it says that it is not fixed).  ``awaits_office``: the last word is not the office's.
    ``receipt_sha256``: what the receipt of whoever filed it says, so that nobody can deny or backdate it."""

    complaint_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    place = fields.String(required=True)
    category = fields.String(required=True)
    about_kind = fields.String(required=True, allow_none=True)
    about_id = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    filed_on = LocalDay(required=True)
    body = fields.String(required=True)
    body_unit = fields.String(required=True, allow_none=True)
    answer_due_on = LocalDay(required=True, allow_none=True)
    answered_on = LocalDay(required=True, allow_none=True)
    closed_on = LocalDay(required=True, allow_none=True)
    reopened_on = LocalDay(required=True, allow_none=True)
    reopenings = fields.Integer(required=True)
    messages = fields.Integer(required=True)
    awaits_office = fields.Boolean(required=True)
    receipt_sha256 = fields.String(required=True)


@event("monitoring.complaints_changed.v1")
class ComplaintsChangedV1(EventData):
    """Complaints filed, forwarded, answered, closed or reopened, or written to."""

    entries = entries(ComplaintRow)


class ForwardingRow(Row):
    """That a body of ``unit`` has a complaint to answer.  cause: first, passed_on (from another body) or not_fixed (the
    answer settled nothing); status: open, answered or passed_on."""

    forwarding_id = fields.String(required=True)
    version = fields.Integer(required=True)
    complaint_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    body = fields.String(required=True)
    category = fields.String(required=True)
    cause = fields.String(required=True)
    status = fields.String(required=True)
    forwarded_on = LocalDay(required=True)
    due_on = LocalDay(required=True, allow_none=True)
    answered_on = LocalDay(required=True, allow_none=True)


@event("monitoring.complaint_forwardings_changed.v1")
class ComplaintForwardingsChangedV1(EventData):
    """Complaints given to bodies, answered by them, or passed on."""

    entries = entries(ForwardingRow)
