"""An indicator of a unit in a year, as kept in MongoDB.  Its history is in the audit trail."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, Document, IntField, LongField, StringField


class Indicator(Document):
    """Id: ``<campaign>:<unit>:<indicator>:<year>``."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    indicator = StringField(required=True)
    year = IntField(required=True)
    value = LongField()
    as_of_on = DateField()
    source = StringField(default="")
    reason = StringField(default="")
    aim = StringField()
    target_value = LongField()
    target_change = LongField()
    citation = StringField(default="")
    saved_by = StringField()
    targeted_by = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "indicators", "auto_create_index": False,
        "indexes": [{"fields": ["campaign", "indicator", "year"], "name": "of_a_campaign"}],
    }
