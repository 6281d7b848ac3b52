"""Reviews, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    DateField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)


class Opinion(EmbeddedDocument):
    """What somebody said of the draft."""

    by = StringField(required=True)
    part = StringField(default="")
    text = StringField(required=True)
    given_on = DateField(required=True)
    recorded_by = StringField(required=True)


class Point(EmbeddedDocument):
    """One point of the conclusion, and what the drafting body does with it."""

    code = StringField(required=True)
    part = StringField(default="")
    text = StringField(required=True)
    outcome = StringField()
    reason = StringField(default="")
    answered_on = DateField()
    answered_in = StringField()


class Review(Document):
    """A review of a draft document."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    origin = StringField(required=True)
    plan_id = StringField()
    document_kind = StringField(required=True)
    title = StringField(required=True)
    drafting_body = StringField(required=True)
    body_unit = StringField(required=True)
    received_on = DateField(required=True)
    wanted_by = DateField()
    status = StringField(required=True)
    made_by = StringField(required=True)
    form = StringField()
    held_on = DateField()
    place = StringField(default="")
    opinions = EmbeddedDocumentListField(Opinion)
    concluded_on = DateField()
    document_number = StringField(default="")
    answer_due_on = DateField()
    points = EmbeddedDocumentListField(Point)
    withdrawn_reason = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "reviews", "auto_create_index": False,
    }
