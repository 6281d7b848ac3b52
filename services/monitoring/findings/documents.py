"""Findings and their audit trail, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from bson import ObjectId
from mongoengine import (
    DateField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    IntField,
    StringField,
)

from contracts.commands.monitoring.findings import FINDING_STATUSES, SEVERITIES, SUBJECT_KINDS
from services.monitoring.trail.documents import AppendOnly

DB_ALIAS = "monitoring"


def new_finding_id() -> str:
    """A fresh id; later ids sort behind earlier ones (to the second), so pages run in the order of filing."""
    return str(ObjectId())


class Subject(EmbeddedDocument):
    """What a finding is about."""

    kind = StringField(required=True, choices=SUBJECT_KINDS)
    id = StringField(required=True)


class Fact(EmbeddedDocument):
    """One dated fact of the chain: the local day it happened on, its text, who recorded it and when (UTC)."""

    on = DateField(required=True)
    text = StringField(required=True)
    by = StringField(required=True)
    at = DateTimeField(required=True)


class Finding(Document):
    """A finding.  ``status`` repeats what the facts say, for queries; it is never set apart from them.  ``visit_id``,
    ``checklist`` (its subject) and ``question``: where it was made; ``recommendations``: how many were ever made."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    about = EmbeddedDocumentField(Subject, required=True)
    severity = StringField(required=True, choices=SEVERITIES)
    summary = StringField(required=True)
    detail = StringField(default="")
    recommendation = StringField(default="")
    found_on = DateField(required=True)
    reply_within_days = IntField(required=True)
    reply_due_on = DateField(required=True)
    raised_by = StringField(required=True)
    raised_at = DateTimeField(required=True)
    status = StringField(required=True, choices=FINDING_STATUSES)
    reply = EmbeddedDocumentField(Fact)
    remedy = EmbeddedDocumentField(Fact)
    verification = EmbeddedDocumentField(Fact)
    visit_id = StringField()
    checklist = StringField()
    question = StringField()
    recommendations = IntField(default=0)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": DB_ALIAS,
        "collection": "findings",
        "auto_create_index": False,
        "indexes": [
            ("campaign", "id"),
            ("campaign", "unit", "status", "id"),
            ("about.kind", "about.id", "id"),
            ("visit_id",),
        ],
    }


class AuditEntry(AppendOnly):
    """Who changed what of a finding, and when.  Entries are added and never touched again.

    The key is finding + version, so a change has exactly one entry.  ``changed``: field → [before, after].
    """

    id = StringField(primary_key=True)
    finding_id = StringField(required=True)
    version = IntField(required=True)
    action = StringField(required=True)
    by = StringField(required=True)
    at = DateTimeField(required=True)
    correlation_id = StringField(required=True)
    changed = DictField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": DB_ALIAS,
        "collection": "finding_audit",
        "auto_create_index": False,
        "indexes": [("finding_id", "version")],
    }
