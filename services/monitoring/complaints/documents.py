"""Complaints, as kept in MongoDB.  Nothing in them says who filed one: no name, no address, no account."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from services.monitoring.trail.documents import AppendOnly


class About(EmbeddedDocument):
    """What it is about."""

    kind = StringField(required=True)
    id = StringField(required=True)


class Message(EmbeddedDocument):
    """One message.  writer: person, office or body; ``by``: the account that wrote it down, none for a person."""

    writer = StringField(required=True)
    text = StringField(required=True)
    at = DateTimeField(required=True)
    by = StringField()


class Forwarding(EmbeddedDocument):
    """That a body has it to answer.  ``version`` counts its own changes."""

    number = IntField(required=True)
    version = IntField(required=True)
    body = StringField(required=True)
    unit = StringField(required=True)
    cause = StringField(required=True)
    status = StringField(required=True)
    forwarded_on = DateField(required=True)
    due_on = DateField()
    answered_on = DateField()


class Complaint(Document):
    """A complaint.  ``code_hash``: SHA-256 of the return code, which is kept nowhere."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    code_hash = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    place = StringField(required=True)
    category = StringField(required=True)
    about = EmbeddedDocumentField(About)
    status = StringField(required=True)
    filed_at = DateTimeField(required=True)
    filed_on = DateField(required=True)
    receipt_sha256 = StringField(required=True)
    messages = EmbeddedDocumentListField(Message)
    forwardings = EmbeddedDocumentListField(Forwarding)
    closed_on = DateField()
    reopened_on = DateField()
    reopenings = IntField(default=0)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "complaints", "auto_create_index": False,
        "indexes": [{"fields": ["code_hash"], "unique": True}],
    }


class ComplaintLook(AppendOnly):
    """Who of the offices read the texts of a complaint, and what for."""

    id = StringField(primary_key=True)
    complaint_id = StringField(required=True)
    looked_by = StringField(required=True)
    looked_at = DateTimeField(required=True)
    purpose = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "complaint_looks", "auto_create_index": False,
        "indexes": [("complaint_id", "id")],
    }
