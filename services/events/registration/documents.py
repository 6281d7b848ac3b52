"""How a registration is kept.  Personal data stays here: events carry none of it."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, DateTimeField, Document, IntField, StringField

from runtime.clock import wire_instant


class Registration(Document):
    """One guest in one quota of one activity.  Never deleted: a cancelled one keeps its number and its
    history.

    ``number`` counts the registrations of the activity from 1; ``waiting_number`` is set while the guest
    waits.
    """

    registration_id = StringField(primary_key=True)
    version = IntField(required=True)
    number = IntField(required=True)
    activity = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    quota = StringField(required=True)
    status = StringField(required=True)
    waiting_number = IntField()
    guest_name = StringField(required=True)
    organisation = StringField()
    commune = StringField()
    phone = StringField()
    assisted = BooleanField(required=True)
    homonym_key = StringField(required=True)
    registered_at = DateTimeField(required=True)
    registered_on = StringField(required=True)
    registered_by = StringField(required=True)
    changed_at = DateTimeField(required=True)
    cancel_reason = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "registrations", "auto_create_index": False,
        "indexes": [
            {"fields": ["activity", "number"], "unique": True},
            ["activity", "status", "waiting_number"],
            ["activity", "homonym_key"],
        ],
    }

    def to_wire(self) -> dict[str, Any]:
        """The full resource, with names."""
        return {
            **self.to_row(),
            "number": self.number, "guest_name": self.guest_name, "organisation": self.organisation or "",
            "commune": self.commune or "", "phone": self.phone or "", "assisted": self.assisted,
            "changed_at": wire_instant(self.changed_at), "cancel_reason": self.cancel_reason or "",
        }

    def to_row(self) -> dict[str, Any]:
        """The row of ``events.registrations_changed.v1``: no personal data."""
        return {
            "registration_id": self.registration_id, "version": self.version, "activity": self.activity,
            "campaign": self.campaign, "unit": self.unit, "quota": self.quota, "status": self.status,
            "waiting_number": self.waiting_number, "registered_at": wire_instant(self.registered_at),
            "registered_on": self.registered_on,
        }
