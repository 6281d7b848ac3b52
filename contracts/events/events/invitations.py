"""Events about invitations."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class InvitationRow(Row):
    """An invitation without personal data.  ``status``: sent (no answer yet), yes, no, substitute or withdrawn."""

    invitation_id = fields.String(required=True)
    version = fields.Integer(required=True)
    activity = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    quota = fields.String(required=True)
    status = fields.String(required=True)
    invited_on = LocalDay(required=True)
    reply_by_on = LocalDay(required=True)
    answered_on = LocalDay(required=True, allow_none=True)
    registration_id = fields.String(required=True, allow_none=True)


@event("events.invitations_changed.v1")
class InvitationsChangedV1(EventData):
    """Invitations sent, answered or withdrawn."""

    entries = entries(InvitationRow)
