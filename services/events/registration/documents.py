"""How a registration is kept.  Personal data stays here: events carry none of it."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, DateTimeField, Document, IntField, ListField, StringField

from runtime.clock import wire_instant
from services.events.guests.rules import initials
from services.events.registration.waiting_rules import all_quotas

TOLD_IF_SET = ("group_id", "allotment_id", "ended_by")


class Registration(Document):
    """One guest in one quota of one activity.  Never deleted: a cancelled one keeps its number and its
    history.

    ``number`` counts the registrations of the activity from 1; ``waiting_number`` is set while the guest
    waits.  ``code``: short, on the badge.  ``beneficiary``: shown by initials unless somebody says why; what was kept
    before this was known is hidden.  ``folded``: name, place and code to be searched, without diacritics.
    ``also``: quotas across the others that they take from too.  ``party``: who is served together, the group's id or
    the registration's own; ``wish``: what the party waits for (``waiting_rules.Wish``).  ``ended_by``: how a cancelled
    one ended, by ``cancelled``, ``declined`` or ``expired``.
    ``contacts``: telephone number and e-mail address as they are known again (``guests.rules.contacts_of``).
    ``row_key``: of the row of a list that it came from, ``list_id``: of the list; ``answered_at``: when the guest took
    an offer.  ``forgotten_on``: the day its personal data were blanked.
    """

    registration_id = StringField(primary_key=True)
    version = IntField(required=True)
    number = IntField(required=True)
    activity = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    quota = StringField(required=True)
    also = ListField(StringField())
    party = StringField(required=True)
    wish = StringField(required=True)
    group_id = StringField()
    allotment_id = StringField()
    status = StringField(required=True)
    waiting_number = IntField()
    offered_until = DateTimeField()
    guest_name = StringField(required=True)
    organisation = StringField()
    commune = StringField()
    phone = StringField()
    assisted = BooleanField(required=True)
    homonym_key = StringField(required=True)
    contacts = ListField(StringField())
    registered_at = DateTimeField(required=True)
    registered_on = StringField(required=True)
    registered_by = StringField(required=True)
    changed_at = DateTimeField(required=True)
    cancel_reason = StringField()
    ended_by = StringField()
    code = StringField()
    kind = StringField(default="guest")
    beneficiary = BooleanField(default=True)
    email = StringField()
    needs = ListField(StringField())
    needs_note = StringField()
    photo_consent = BooleanField()
    publication_consent = BooleanField()
    assisted_reason = StringField()
    folded = StringField()
    row_key = StringField()
    list_id = StringField()
    answered_at = DateTimeField()
    seat = StringField()
    forgotten_on = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "registrations", "auto_create_index": False,
        "indexes": [
            {"fields": ["activity", "number"], "unique": True},
            ["activity", "status", "wish", "waiting_number"],
            ["party"],
            ["activity", "homonym_key"],
            ["activity", "contacts"],
            {"fields": ["activity", "code"], "unique": True, "partialFilterExpression": {"code": {"$type": "string"}}},
            {"fields": ["activity", "row_key"], "unique": True,
             "partialFilterExpression": {"row_key": {"$type": "string"}}},
            {"fields": ["activity", "list_id"], "partialFilterExpression": {"list_id": {"$type": "string"}}},
        ],
    }

    @property
    def takes_from(self) -> str:
        """What this guest has a place in, or waits for."""
        return all_quotas(self.quota, self.also)

    def to_wire(self, *, whole: bool = False) -> dict[str, Any]:
        """The full resource; a beneficiary without name, place and address unless ``whole``."""
        return {**self.remembered(), **self.person(whole=whole)}

    def remembered(self) -> dict[str, Any]:
        """All but what tells who the guest is: this may be kept when the guest is forgotten."""
        return {
            **self.to_row(),
            "number": self.number, "assisted": self.assisted, "assisted_reason": self.assisted_reason,
            "registered_by": self.registered_by, "changed_at": wire_instant(self.changed_at),
            "code": self.code or "", "kind": self.kind, "beneficiary": self.beneficiary,
            "photo_consent": self.photo_consent, "publication_consent": self.publication_consent,
            "seat": self.seat or "", "forgotten_on": self.forgotten_on,
        }

    def person(self, *, whole: bool = False) -> dict[str, Any]:
        """Who the guest is; of a beneficiary the initials alone, unless ``whole``."""
        hidden = self.beneficiary and not whole
        told = {
            name: "" if hidden else getattr(self, name) or ""
            for name in ("organisation", "commune", "phone", "email", "needs_note", "cancel_reason")
        }
        name = initials(self.guest_name) if hidden else self.guest_name
        return {"guest_name": name, "needs": list(self.needs), **told}

    def to_row(self) -> dict[str, Any]:
        """The row of ``events.registrations_changed.v1``: no personal data."""
        return {
            "registration_id": self.registration_id, "version": self.version, "activity": self.activity,
            "campaign": self.campaign, "unit": self.unit, "quota": self.quota, "status": self.status,
            "waiting_number": self.waiting_number, "registered_at": wire_instant(self.registered_at),
            "registered_on": self.registered_on,
            **({"also": list(self.also)} if self.also else {}),
            **{name: value for name in TOLD_IF_SET if (value := getattr(self, name))},
            **({"offered_until": wire_instant(self.offered_until)} if self.offered_until else {}),
        }


class Group(Document):
    """A delegation that is admitted whole or not at all; its members are registrations.  ``size``: as registered."""

    group_id = StringField(primary_key=True)
    activity = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    quota = StringField(required=True)
    also = ListField(StringField())
    name = StringField(required=True)
    size = IntField(required=True)
    registered_at = DateTimeField(required=True)
    registered_by = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "groups", "auto_create_index": False,
        "indexes": [["activity", "-registered_at"]],
    }

    def to_wire(self) -> dict[str, Any]:
        """The group without its members."""
        return {
            "group_id": self.group_id, "activity": self.activity, "campaign": self.campaign, "unit": self.unit,
            "quota": self.quota, "also": list(self.also), "name": self.name, "size": self.size,
            "registered_at": wire_instant(self.registered_at), "registered_by": self.registered_by,
        }
