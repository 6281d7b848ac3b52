"""Visits, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, Document, IntField, ListField, StringField


class Visit(Document):
    """A visit by ``by_unit`` to ``unit``.  ``deadline_id``: the day of the plan that it is for; ``checklists``: subject
    and version of each, with its questions, and how many were answered, counted when the visit is reported."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    by_unit = StringField(required=True)
    unit = StringField(required=True)
    kind = StringField(required=True)
    subjects = ListField(StringField(), required=True)
    title = StringField(required=True)
    status = StringField(required=True)
    starts_on = DateField(required=True)
    ends_on = DateField(required=True)
    plan_id = StringField()
    item = StringField()
    due_on = DateField()
    deadline_id = StringField()
    reason = StringField(default="")
    team = ListField(required=True)
    opened_by = StringField(required=True)
    decision_sent_on = DateField()
    document_number = StringField(default="")
    started_on = DateField()
    ended_on = DateField()
    reported_on = DateField()
    summary = StringField(default="")
    closed_on = DateField()
    conclusion = StringField(default="")
    change_reason = StringField(default="")
    findings = IntField(default=0)
    evidence = IntField(default=0)
    checklists = ListField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "visits", "auto_create_index": False,
        "indexes": [("campaign", "unit", "id")],
    }
