"""Houses and their photos, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    BinaryField,
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    LongField,
    StringField,
)


class HouseVisit(EmbeddedDocument):
    """One step of a house by a delegation, as its minutes say."""

    step = StringField(required=True)
    on = DateField(required=True)
    delegation = ListField(required=True)
    text = StringField(default="")
    passed = BooleanField(required=True)
    recorded_by = StringField(required=True)
    recorded_at = DateTimeField(required=True)


class HousePhotoRef(EmbeddedDocument):
    """That there is a photo of a step: its hash, without the picture."""

    sha256 = StringField(required=True)
    step = StringField(required=True)
    caption = StringField(default="")
    content_type = StringField(required=True)
    added_by = StringField(required=True)
    added_at = DateTimeField(required=True)


class House(Document):
    """A house from plan to hand-over."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    household_code = StringField(required=True)
    kind = StringField(required=True)
    status = StringField(required=True)
    planned_vnd = LongField(required=True)
    needed_vnd = LongField()
    cost_vnd = LongField()
    area_m2 = IntField()
    registered_on = DateField(required=True)
    registered_by = StringField(required=True)
    surveyed_on = DateField()
    accepted_on = DateField()
    handed_over_on = DateField()
    received_by = StringField()
    cancelled_reason = StringField()
    payment_ids = ListField(StringField())
    visits = EmbeddedDocumentListField(HouseVisit)
    photos = EmbeddedDocumentListField(HousePhotoRef)
    open_finding_ids = ListField(StringField())

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "houses", "auto_create_index": False,
        "indexes": [
            ("open_finding_ids",),
            ("campaign", "-id"),
            # Of houses that have payments: an empty list would count as a value.
            {
                "fields": ["payment_ids"], "unique": True,
                "partialFilterExpression": {"payment_ids.0": {"$exists": True}},
            },
        ],
    }


class HousePhoto(Document):
    """A picture, apart from its house: ``<house id>:<sha256>``."""

    id = StringField(primary_key=True)
    data = BinaryField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "house_photos", "auto_create_index": False,
    }


DOCUMENTS = [House, HousePhoto]
