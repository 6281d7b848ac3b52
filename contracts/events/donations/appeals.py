"""Events about appeals."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay, Vnd


@event("donations.appeal_saved.v1")
class AppealSavedV1(EventData):
    """An appeal as it now stands."""

    appeal = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    title = fields.String(required=True)
    issued_on = LocalDay(required=True)
    reply_by_on = LocalDay(required=True)
    letters = fields.Integer(required=True)
    sent_on = LocalDay(required=True, allow_none=True)


class AppealLetterRow(Row):
    """A letter to one enterprise, which is not named.  ``status``: listed, sent, pledged, declined or answered."""

    letter_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    appeal = fields.String(required=True)
    number = fields.Integer(required=True)
    status = fields.String(required=True)
    listed_on = LocalDay(required=True)
    sent_on = LocalDay(required=True, allow_none=True)
    answered_on = LocalDay(required=True, allow_none=True)
    pledge_id = fields.String(required=True, allow_none=True)
    pledged_vnd = Vnd(minimum=0, required=True)


@event("donations.appeal_letters_changed.v1")
class AppealLettersChangedV1(EventData):
    """Letters listed, sent or answered."""

    entries = entries(AppealLetterRow)
