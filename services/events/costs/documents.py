"""Cost lines as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, Document, IntField, LongField, StringField


class Cost(Document):
    """A line of the budget, or of what was spent; never changed, a wrong one is withdrawn.

    ``paid_by``: the payment that it is while it stands, unique: one payment is spent once."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    activity = StringField(required=True)
    stage = StringField(required=True)
    status = StringField(required=True)
    item = StringField(required=True)
    amount_vnd = LongField(required=True)
    source = StringField(required=True)
    payment_id = StringField()
    paid_by = StringField()
    document = StringField(default="")
    counted_on = DateField(required=True)
    recorded_by = StringField(required=True)
    withdrawn_cause = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "costs", "auto_create_index": False,
        "indexes": [{"fields": ["paid_by"], "unique": True, "sparse": True}],
    }
