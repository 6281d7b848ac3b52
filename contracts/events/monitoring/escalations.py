"""Events about letters to the superior level of the Front."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class EscalationRow(Row):
    """A letter about what ``unit`` did not do in time, drafted for ``by_unit``.  There is one per deadline, whose id it
    bears, and whose kind ``clock`` is (a reply where it is not told).  ``status``: drafted, sent or dropped;
    ``replied_on``: the reply came after all, or what else is owed was done."""

    escalation_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    by_unit = fields.String(required=True)
    about_kind = fields.String(required=True)
    about_id = fields.String(required=True)
    status = fields.String(required=True)
    due_on = LocalDay(required=True)
    drafted_on = LocalDay(required=True)
    sent_on = LocalDay(required=True, allow_none=True)
    replied_on = LocalDay(required=True, allow_none=True)
    clock = fields.String()


@event("monitoring.escalations_changed.v1")
class EscalationsChangedV1(EventData):
    """Letters drafted, sent or dropped."""

    entries = entries(EscalationRow)
