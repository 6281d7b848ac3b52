"""How an invitation is kept.  Personal data stays here: events carry none of it."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateTimeField, Document, IntField, ListField, StringField

from runtime.clock import wire_instant


class Invitation(Document):
    """An office, or a person of an office, invited to one quota of an activity.  Never deleted.

    guest_name, title: whom it is addressed to, empty for the office alone; comes_name, comes_title: who comes in
    their place.  reminders: when, by whom and how the answer was asked for again."""

    invitation_id = StringField(primary_key=True)
    version = IntField(required=True)
    number = IntField(required=True)
    activity = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    quota = StringField(required=True)
    status = StringField(required=True)
    office = StringField(required=True)
    guest_name = StringField()
    title = StringField()
    email = StringField()
    phone = StringField()
    folded = StringField()
    row_key = StringField()
    invited_on = StringField(required=True)
    invited_by = StringField(required=True)
    reply_by_on = StringField(required=True)
    answered_at = DateTimeField()
    answered_on = StringField()
    answered_by = StringField()
    manner = StringField()
    comes_name = StringField()
    comes_title = StringField()
    registration_id = StringField()
    withdrawn_reason = StringField()
    reminders = ListField()
    forgotten_on = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "invitations", "auto_create_index": False,
        "indexes": [
            {"fields": ["activity", "number"], "unique": True},
            {"fields": ["activity", "row_key"], "unique": True,
             "partialFilterExpression": {"row_key": {"$type": "string"}}},
        ],
    }

    def to_wire(self) -> dict[str, Any]:
        """The full resource, with names."""
        return {**self.remembered(), **self.person()}

    def remembered(self) -> dict[str, Any]:
        """All but the people: this may be kept when they are forgotten."""
        return {
            **self.to_row(), "number": self.number, "office": self.office, "invited_by": self.invited_by,
            "answered_at": wire_instant(self.answered_at) if self.answered_at else None,
            "answered_by": self.answered_by, "manner": self.manner, "reminders": list(self.reminders),
            "forgotten_on": self.forgotten_on,
        }

    def person(self) -> dict[str, Any]:
        """Who was invited, and who comes."""
        names = ("guest_name", "title", "email", "phone", "comes_name", "comes_title", "withdrawn_reason")
        return {name: getattr(self, name) or "" for name in names}

    def to_row(self) -> dict[str, Any]:
        """The row of ``events.invitations_changed.v1``: no personal data."""
        return {
            "invitation_id": self.invitation_id, "version": self.version, "activity": self.activity,
            "campaign": self.campaign, "unit": self.unit, "quota": self.quota, "status": self.status,
            "invited_on": self.invited_on, "reply_by_on": self.reply_by_on, "answered_on": self.answered_on,
            "registration_id": self.registration_id,
        }
