"""A commitment with its reports, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    LongField,
    StringField,
)


class CommitmentReport(EmbeddedDocument):
    """What was done, as it was reported."""

    reported_on = DateField(required=True)
    what = StringField(required=True)
    given_vnd = LongField(required=True)
    household_class = StringField()
    reported_by = StringField(required=True)
    reported_at = DateTimeField(required=True)


class Commitment(Document):
    """A signed commitment.  A household has one sponsor at a time, whatever the campaign."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    kind = StringField(required=True)
    status = StringField(required=True)
    household_code = StringField()
    household_class = StringField()
    partner_name = StringField(required=True)
    name_display = StringField(required=True)
    partner_unit = StringField()
    document_number = StringField(default="")
    signed_on = DateField(required=True)
    until_on = DateField()
    promise = StringField(required=True)
    monthly_vnd = LongField(required=True)
    reports = EmbeddedDocumentListField(CommitmentReport)
    ended_on = DateField()
    end_reason = StringField()
    registered_by = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "commitments", "auto_create_index": False,
        "indexes": [
            {
                "fields": ["household_code"], "unique": True, "name": "one_active_sponsor_per_household",
                "partialFilterExpression": {"status": "active", "kind": "sponsorship"},
            },
        ],
    }
