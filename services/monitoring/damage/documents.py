"""What a disaster has done in a unit, as kept in MongoDB.  Earlier reports are in the audit trail."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, DateTimeField, DictField, Document, IntField, LongField, StringField


class Damage(Document):
    """Id: ``<campaign>:<unit>:<disaster code>``; ``losses``: by the names of ``LOSSES`` in the contract."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    status = StringField(required=True)
    disaster_code = StringField(required=True)
    disaster = StringField(required=True)
    happened_on = DateField(required=True)
    known_at = DateTimeField(required=True)
    reported_at = DateTimeField(required=True)
    reported_by = StringField(required=True)
    loss_vnd = LongField(required=True)
    needs = StringField(default="")
    losses = DictField()
    cause = StringField()

    meta: ClassVar[dict[str, Any]] = {"db_alias": "monitoring", "collection": "damage", "auto_create_index": False}
