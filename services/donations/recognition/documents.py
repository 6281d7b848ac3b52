"""Rules and honours as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, Document, IntField, ListField, LongField, StringField


class RecognitionRule(Document):
    """One dated state of a rule; id: its code and the day it begins."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "recognition_rules", "auto_create_index": False, "indexes": ["code"],
    }

    id = StringField(primary_key=True)
    code = StringField(required=True)
    from_on = DateField(required=True)
    name = StringField(required=True)
    form = StringField(required=True)
    level = StringField(required=True)
    span_years = IntField(required=True)
    at_least_vnd = LongField(required=True)
    years_in_row = IntField(required=True)
    donor_kinds = ListField(StringField())
    citation = StringField(required=True)


class Honour(Document):
    """An honour of a year.  ``rule_id`` and ``rule`` are absent when nominated by hand; ``same`` is what makes it the
    same honour again."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "honours", "auto_create_index": False,
        "indexes": [{"fields": ["same"], "unique": True}, ("campaign", "year", "_id"), "rule_id"],
    }

    id = StringField(primary_key=True)
    version = IntField(required=True)
    same = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    kind = StringField(required=True)
    form = StringField(required=True)
    level = StringField(required=True)
    rule_id = StringField()
    rule = StringField()
    rule_name = StringField(default="")
    year = IntField(required=True)
    span_years = IntField(required=True)
    name = StringField(required=True)
    name_display = StringField(required=True)
    total_vnd = LongField(default=0)
    gifts = IntField(default=0)
    years_in_row = IntField(default=0)
    reason = StringField(default="")
    reference = StringField(default="")
    status = StringField(required=True)
    proposed_on = DateField(required=True)
    proposed_by = StringField(required=True)
    decided_on = DateField()
    decided_by = StringField()
    decision_number = StringField(default="")
    decision_reason = StringField(default="")


DOCUMENTS = [RecognitionRule, Honour]
