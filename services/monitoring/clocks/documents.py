"""Versions of clocks that users saved, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, DateTimeField, Document, IntField, StringField


class SavedClock(Document):
    """A version of a clock, ``<code>:<version>``; never changed.  Version 1 is the default that is shipped."""

    id = StringField(primary_key=True)
    code = StringField(required=True)
    version = IntField(required=True)
    name = StringField(required=True)
    days = IntField(required=True)
    citation = StringField(required=True)
    from_on = DateField(required=True)
    to_on = DateField()
    saved_by = StringField(required=True)
    saved_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {"db_alias": "monitoring", "collection": "clocks", "auto_create_index": False}
