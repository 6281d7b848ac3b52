"""Evidence, as kept in MongoDB; the files themselves lie in GridFS."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BinaryField, DateTimeField, Document, FloatField, IntField, StringField


class Evidence(Document):
    """What is known of a file.  ``status``: uploading until size and hash have proved it, then kept."""

    id = StringField(primary_key=True)
    visit_id = StringField(required=True)
    checklist = StringField()
    question = StringField()
    finding_id = StringField()
    caption = StringField(default="")
    taken_at = DateTimeField()
    place = StringField(default="")
    latitude = FloatField()
    longitude = FloatField()
    file_name = StringField(required=True)
    status = StringField(required=True)
    content_type = StringField()
    size_bytes = IntField()
    sha256 = StringField()
    added_by = StringField(required=True)
    added_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "evidence", "auto_create_index": False, "indexes": [("visit_id", "id")],
    }


class EvidencePiece(Document):
    """A piece of a file on its way: ``<evidence>:<index>``; gone when the file is kept."""

    id = StringField(primary_key=True)
    evidence_id = StringField(required=True)
    data = BinaryField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "evidence_pieces", "auto_create_index": False,
        "indexes": [("evidence_id",)],
    }
