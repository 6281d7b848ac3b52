"""Checklists that users added, and answers, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    LongField,
    StringField,
)


class SavedTemplate(Document):
    """A version of a subject's checklist, ``<subject>:<version>``; never changed.  Version 1 is shipped."""

    id = StringField(primary_key=True)
    subject = StringField(required=True)
    version = IntField(required=True)
    title = StringField(required=True)
    questions = ListField(required=True)
    saved_by = StringField(required=True)
    saved_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "checklist_templates", "auto_create_index": False,
        "indexes": [("subject", "version")],
    }


class Edit(EmbeddedDocument):
    """An edit made on an older version than stood, kept until somebody settles it."""

    id = StringField(required=True)
    base_version = IntField(required=True)
    choice = StringField()
    number = LongField()
    text = StringField(default="")
    note = StringField(default="")
    by = StringField(required=True)
    at = DateTimeField(required=True)


class Answer(Document):
    """The answer to one question of a visit: ``<visit>:<subject>:<question>``.  ``version`` grows with what it says,
    ``revision`` with whatever is written about it."""

    id = StringField(primary_key=True)
    visit_id = StringField(required=True)
    subject = StringField(required=True)
    template_version = IntField(required=True)
    question = StringField(required=True)
    version = IntField(required=True)
    revision = IntField(required=True)
    choice = StringField()
    number = LongField()
    text = StringField(default="")
    note = StringField(default="")
    by = StringField(required=True)
    at = DateTimeField(required=True)
    conflicts = EmbeddedDocumentListField(Edit)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "answers", "auto_create_index": False, "indexes": [("visit_id",)],
    }
