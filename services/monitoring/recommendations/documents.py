"""Recommendations, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from services.monitoring.findings.documents import Fact


class Check(EmbeddedDocument):
    """One look at a remedy: whether it passed."""

    on = DateField(required=True)
    text = StringField(required=True)
    by = StringField(required=True)
    at = DateTimeField(required=True)
    passed = BooleanField(required=True)


class Recommendation(Document):
    """A recommendation.  ``status`` repeats what the facts say, for queries; ``checks``: every verification, those that
    found nothing remedied among them."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    finding_id = StringField(required=True)
    visit_id = StringField()
    campaign = StringField(required=True)
    unit = StringField(required=True)
    body = StringField(required=True)
    text = StringField(required=True)
    document_number = StringField(required=True)
    sent_on = DateField(required=True)
    reply_due_on = DateField()
    remedy_by = DateField()
    made_by = StringField(required=True)
    status = StringField(required=True)
    reply = EmbeddedDocumentField(Fact)
    remedy = EmbeddedDocumentField(Fact)
    verification = EmbeddedDocumentField(Fact)
    checks = EmbeddedDocumentListField(Check)
    withdrawn_reason = StringField()
    escalated_on = DateField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "recommendations", "auto_create_index": False,
        "indexes": [("finding_id", "id")],
    }
