"""Events about reviews of draft documents."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class ReviewRow(Row):
    """A review by the Front of ``unit``.  status: requested, arranged, concluded, answered (every point is) or
    withdrawn; ``points``: of its conclusion, of which so many were accepted, partly accepted, refused."""

    review_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    origin = fields.String(required=True)
    plan_id = fields.String(required=True, allow_none=True)
    document_kind = fields.String(required=True)
    title = fields.String(required=True)
    drafting_body = fields.String(required=True)
    body_unit = fields.String(required=True)
    status = fields.String(required=True)
    form = fields.String(required=True, allow_none=True)
    received_on = LocalDay(required=True)
    wanted_by = LocalDay(required=True, allow_none=True)
    held_on = LocalDay(required=True, allow_none=True)
    concluded_on = LocalDay(required=True, allow_none=True)
    answer_due_on = LocalDay(required=True, allow_none=True)
    answered_on = LocalDay(required=True, allow_none=True)
    opinions = fields.Integer(required=True)
    points = fields.Integer(required=True)
    accepted = fields.Integer(required=True)
    partly = fields.Integer(required=True)
    refused = fields.Integer(required=True)


@event("monitoring.reviews_changed.v1")
class ReviewsChangedV1(EventData):
    """Reviews taken on, arranged, concluded, answered or withdrawn."""

    entries = entries(ReviewRow)
