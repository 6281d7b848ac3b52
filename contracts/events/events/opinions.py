"""Events about opinions."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class OpinionRow(Row):
    """An opinion, with nothing of who said it.  ``status``: recorded or withdrawn.  Answered, resolved and satisfied
    are three facts: ``answered_on`` is the day of the first answer, ``satisfied`` what the asker said since the last
    answer (null: not asked)."""

    opinion_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    category = fields.String(required=True)
    voice = fields.String(required=True)
    summary = fields.String(required=True)
    voiced_on = LocalDay(required=True)
    owner = fields.String(required=True)
    answer_due_on = LocalDay(required=True, allow_none=True)
    answered_on = LocalDay(required=True, allow_none=True)
    answers = fields.Integer(required=True)
    resolved_on = LocalDay(required=True, allow_none=True)
    judged_on = LocalDay(required=True, allow_none=True)
    satisfied = fields.Boolean(required=True, allow_none=True)


@event("events.opinions_changed.v1")
class OpinionsChangedV1(EventData):
    """Opinions recorded, assigned, answered, resolved, judged by their askers or withdrawn."""

    entries = entries(OpinionRow)
