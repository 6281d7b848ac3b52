"""A piece of outreach, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, DateField, Document, IntField, StringField


class Outreach(Document):
    """One article, broadcast, meeting ...; never deleted, a wrong one is withdrawn."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    status = StringField(required=True)
    form = StringField(required=True)
    title = StringField(required=True)
    outlet = StringField(required=True)
    published_on = DateField(required=True)
    address = StringField(default="")
    good_example = BooleanField(required=True)
    recorded_by = StringField(required=True)
    withdrawn_by = StringField()
    withdrawn_cause = StringField()

    meta: ClassVar[dict[str, Any]] = {"db_alias": "events", "collection": "outreach", "auto_create_index": False}
