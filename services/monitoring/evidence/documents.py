"""Evidence, as kept in MongoDB; the files themselves lie in GridFS or in a bucket."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BinaryField, DateTimeField, Document, FloatField, IntField, StringField


class Evidence(Document):
    """What is known of a file.

    status: uploading until size and hash have proved it, then kept; withdrawn when it was entered by mistake, and
    ``file_gone_at`` tells when its content went; abandoned: never finished, about to be forgotten.
    kept_in: the storage that holds it."""

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
    kept_in = StringField(default="gridfs")
    withdrawn_by = StringField()
    withdrawn_at = DateTimeField()
    withdrawn_reason = StringField(default="")
    file_gone_at = DateTimeField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "evidence", "auto_create_index": False,
        "indexes": [("visit_id", "id"), ("status", "file_gone_at", "added_at")],
    }


class EvidenceLook(Document):
    """That somebody saw a file, or the small picture of it."""

    visit_id = StringField(required=True)
    evidence_id = StringField(required=True)
    looked_by = StringField(required=True)
    looked_at = DateTimeField(required=True)
    what = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "evidence_looks", "auto_create_index": False,
        "indexes": [("visit_id", "-id")],
    }


class EvidenceThumbnail(Document):
    """The small picture of a photo, once somebody has asked for it; its id is the evidence's."""

    id = StringField(primary_key=True)
    data = BinaryField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "evidence_thumbnails", "auto_create_index": False,
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
