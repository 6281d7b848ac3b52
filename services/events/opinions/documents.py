"""Opinions as kept in MongoDB, and who looked at who asked."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)


class Answer(EmbeddedDocument):
    """What the office answered."""

    answered_on = DateField(required=True)
    text = StringField(required=True)
    owner = StringField(required=True)
    recorded_by = StringField(required=True)


class Opinion(Document):
    """An opinion; never deleted.  ``satisfied`` is unknown again after each new answer."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    activity = StringField()
    status = StringField(required=True)
    category = StringField(required=True)
    voice = StringField(required=True)
    voiced_on = DateField(required=True)
    summary = StringField(required=True)
    text = StringField(required=True)
    asker_name = StringField(default="")
    asker_contact = StringField(default="")
    proxy_name = StringField(default="")
    owner = StringField(default="")
    answer_due_on = DateField()
    answers = EmbeddedDocumentListField(Answer)
    resolved_on = DateField()
    resolved_how = StringField()
    judged_on = DateField()
    satisfied = BooleanField(null=True)
    judged_note = StringField(default="")
    recorded_by = StringField(required=True)
    withdrawn_cause = StringField()

    meta: ClassVar[dict[str, Any]] = {"db_alias": "events", "collection": "opinions", "auto_create_index": False}


class AskerLook(Document):
    """Who looked at who asked, when and what for; added and never changed."""

    id = StringField(primary_key=True)
    opinion_id = StringField(required=True)
    looked_by = StringField(required=True)
    looked_at = DateTimeField(required=True)
    purpose = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "asker_looks", "auto_create_index": False, "indexes": ["opinion_id"],
    }
