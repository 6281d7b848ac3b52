"""Outcomes as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, Document, IntField, ListField, StringField


class Outcome(Document):
    """What came of an activity or delegation; never deleted.

    ``standing`` names the activity and delegation while it stands, and is unique: one outcome of each."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    activity = StringField(required=True)
    activity_kind = StringField(required=True)
    delegation_id = StringField()
    standing = StringField()
    status = StringField(required=True)
    held_on = DateField(required=True)
    summary = StringField(required=True)
    people = IntField(required=True)
    households = IntField(required=True)
    gifts = IntField(required=True)
    donation_ids = ListField(StringField())
    payment_ids = ListField(StringField())
    house_ids = ListField(StringField())
    hand_out_ids = ListField(StringField())
    recorded_by = StringField(required=True)
    withdrawn_cause = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "outcomes", "auto_create_index": False,
        "indexes": [{"fields": ["standing"], "unique": True, "sparse": True}],
    }
