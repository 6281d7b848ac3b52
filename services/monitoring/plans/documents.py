"""Plans, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, Document, IntField, ListField, StringField


class Plan(Document):
    """A body's plan for a year.  Its earlier lines are in the audit trail.  ``made_by``: who wrote the lines as they
    now stand.  ``holds``: campaign, unit, body and year while it is not withdrawn, so that there is one of them."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    level = StringField(required=True)
    body = StringField(required=True)
    year = IntField(required=True)
    title = StringField(required=True)
    status = StringField(required=True)
    made_on = DateField(required=True)
    made_by = StringField(required=True)
    items = ListField(required=True)
    occurrences = IntField(required=True)
    reason = StringField(default="")
    approved_on = DateField()
    approved_by = StringField()
    decision = StringField(default="")
    sent_on = DateField()
    document_number = StringField(default="")
    holds = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "supervision_plans", "auto_create_index": False,
        "indexes": [{"fields": ["holds"], "unique": True, "sparse": True}],
    }
