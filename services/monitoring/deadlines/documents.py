"""Deadlines, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, DateField, Document, IntField, StringField


class Deadline(Document):
    """A day by which something is to be done, under a key that says what: made twice it is one.  ``item``: the line of
    a plan; ``visit_id``: the visit that sees to it; ``escalated``: a letter about it was drafted."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    clock = StringField(required=True)
    clock_version = IntField()
    citation = StringField(default="")
    about_kind = StringField(required=True)
    about_id = StringField(required=True)
    item = StringField()
    title = StringField(required=True)
    from_on = DateField()
    due_on = DateField(required=True)
    met_on = DateField()
    status = StringField(required=True)
    visit_id = StringField()
    escalated = BooleanField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "deadlines", "auto_create_index": False,
        "indexes": [("about_kind", "about_id"), ("clock", "status", "due_on")],
    }
