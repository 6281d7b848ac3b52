"""Notices of days, as kept in MongoDB: added, never changed."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, DateTimeField, Document, StringField


class Announcement(Document):
    """One notice.  Ids sort in the order of writing."""

    id = StringField(primary_key=True)
    activity = StringField(required=True)
    starts_on = DateField(required=True)
    ends_on = DateField(required=True)
    announced_on = DateField(required=True)
    document = StringField(required=True)
    recorded_by = StringField(required=True)
    recorded_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "announcements", "auto_create_index": False, "indexes": ["activity"],
    }
