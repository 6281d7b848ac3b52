"""Delegations as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    DateField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    StringField,
)


class Member(EmbeddedDocument):
    """Somebody who goes, or was invited."""

    name = StringField(required=True)
    office = StringField(required=True)
    answer = StringField(required=True)


class Delegation(Document):
    """A delegation; its names stay in this service."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    activity = StringField(required=True)
    purpose = StringField(required=True)
    status = StringField(required=True)
    head = EmbeddedDocumentField(Member, required=True)
    members = EmbeddedDocumentListField(Member)
    visits_unit = StringField()
    place = StringField(required=True)
    goes_on = DateField()
    went_on = DateField()
    house_ids = ListField(StringField())
    formed_by = StringField(required=True)
    called_off_cause = StringField()

    meta: ClassVar[dict[str, Any]] = {"db_alias": "events", "collection": "delegations", "auto_create_index": False}
