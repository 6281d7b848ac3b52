"""Gifts in kind and labour as the donations service keeps them."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, DateTimeField, DictField, Document, IntField, LongField, StringField


class _Gift(Document):
    """What goods and work have in common."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True}

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    status = StringField(required=True)
    what = StringField(required=True)
    stated_vnd = LongField(required=True)
    valued_by = StringField(default="")
    donor_name = StringField(default="")
    name_display = StringField(required=True)
    donor = DictField()
    note = StringField(default="")
    recorded_by = StringField(required=True)
    recorded_at = DateTimeField(required=True)
    withdrawn_by = StringField()
    withdrawn_cause = StringField()


class Goods(_Gift):
    """Goods received.  ``handed_out`` never exceeds ``quantity``."""

    meta: ClassVar[dict[str, Any]] = {"db_alias": "donations", "collection": "goods", "auto_create_index": False}

    category = StringField(required=True)
    quantity = LongField(required=True)
    handed_out = LongField(required=True)
    measure = StringField(required=True)
    condition = StringField(required=True)
    received_on = DateField(required=True)


class HandOut(Document):
    """Goods that left the store.  ``household_code`` stays in the service."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": "hand_outs", "auto_create_index": False, "indexes": ["goods_id"],
    }

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    status = StringField(required=True)
    goods_id = StringField(required=True)
    category = StringField(required=True)
    what = StringField(required=True)
    quantity = LongField(required=True)
    measure = StringField(required=True)
    value_vnd = LongField(required=True)
    handed_on = DateField(required=True)
    to = StringField(required=True)
    household_code = StringField()
    place = StringField(default="")
    received_by = StringField(required=True)
    note = StringField(default="")
    handed_by = StringField(required=True)
    handed_at = DateTimeField(required=True)
    undone_by = StringField()
    undone_cause = StringField()


class Labour(_Gift):
    """Work given."""

    meta: ClassVar[dict[str, Any]] = {"db_alias": "donations", "collection": "labour", "auto_create_index": False}

    people = IntField(required=True)
    days = IntField(required=True)
    worked_on = DateField(required=True)


DOCUMENTS = [Goods, HandOut, Labour]
