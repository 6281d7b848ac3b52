"""Letters to the superior level, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, Document, IntField, StringField


class Escalation(Document):
    """A letter, under the id of the deadline that was missed: so there is one of it, whoever drafts it and how often.

    What it says of the matter is kept as it stood when it was drafted."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    by_unit = StringField(required=True)
    clock = StringField(default="reply")
    about_kind = StringField(required=True)
    about_id = StringField(required=True)
    body = StringField(default="")
    subject = StringField(required=True)
    asked_number = StringField(default="")
    asked_on = DateField(required=True)
    due_on = DateField(required=True)
    citation = StringField(default="")
    status = StringField(required=True)
    drafted_on = DateField(required=True)
    sent_on = DateField()
    document_number = StringField(default="")
    dropped_reason = StringField(default="")

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "escalations", "auto_create_index": False,
    }
