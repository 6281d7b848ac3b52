"""Commands about recommendations: what a body is asked to do about a finding."""

from marshmallow import fields

from contracts.commands import Command
from contracts.fields import LocalDay, Text, unit_field

RECOMMENDATION_STATUSES = ["open", "replied", "remedied", "verified", "withdrawn"]


class MakeRecommendation(Command):
    """Recommend something to a body, in writing.  ``unit``: of that body; ``sent_on`` starts the clock of its reply;
    ``remedy_by``: the day by which it is to be remedied."""

    finding_id = fields.String(required=True)
    unit = unit_field(required=True)
    body = Text(required=True, longest=200)
    text = Text(required=True, longest=5000)
    document_number = Text(required=True, longest=100)
    sent_on = LocalDay(required=True)
    remedy_by = LocalDay(load_default=None, allow_none=True)


class RecommendationStep(Command):
    """What all steps of a recommendation name."""

    recommendation_id = fields.String(required=True)


class ReplyToRecommendation(RecommendationStep):
    """The body's written reply."""

    replied_on = LocalDay(required=True)
    text = Text(required=True, longest=5000)


class RemedyRecommendation(RecommendationStep):
    """What the body says that it did; this closes nothing."""

    remedied_on = LocalDay(required=True)
    text = Text(required=True, longest=5000)


class VerifyRecommendation(RecommendationStep):
    """Somebody else has looked: it is remedied, or it is not and the body has to do it again."""

    verified_on = LocalDay(required=True)
    passed = fields.Boolean(required=True)
    conclusion = Text(required=True, longest=2000)


class WithdrawRecommendation(RecommendationStep):
    """Take back a recommendation that was wrong."""

    reason = Text(required=True, longest=1000)
