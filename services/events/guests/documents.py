"""What is kept about guests beside their registrations."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, DateTimeField, Document, IntField, ListField, StringField


class GuestRules(Document):
    """What an activity says about its guests; id: the activity's code.  Where there is none, the defaults hold.

    names_quotas: whether ``beneficiary_quotas`` is told; else these are the guaranteed ones."""

    activity = StringField(primary_key=True)
    keep_days = IntField(required=True)
    basis = StringField(required=True)
    names_quotas = BooleanField(required=True)
    beneficiary_quotas = ListField(StringField())
    saved_by = StringField(required=True)
    saved_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {"db_alias": "events", "collection": "guest_rules", "auto_create_index": False}


class GuestLook(Document):
    """That somebody saw guests by name: who, when, which, why.  Never changed or deleted; it holds no names.

    what: list, papers ...; purpose is empty where only guests were shown who are not hidden."""

    activity = StringField(required=True)
    looked_by = StringField(required=True)
    looked_at = DateTimeField(required=True)
    what = StringField(required=True)
    purpose = StringField()
    registration_ids = ListField(StringField())
    invitation_ids = ListField(StringField())

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "guest_looks", "auto_create_index": False,
        "indexes": [("activity", "-id")],
    }


DOCUMENTS = [GuestRules, GuestLook]
