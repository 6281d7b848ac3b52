"""Households and looks at them, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, DateTimeField, Document, IntField, ListField, StringField


class Household(Document):
    """A household; id: its code.  ``household_id`` is what the outside knows of it.  ``folded``: head's name and code
    without diacritics, to be searched."""

    code = StringField(primary_key=True)
    household_id = StringField(required=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    household_class = StringField(required=True)
    class_number = StringField(required=True)
    class_from_on = DateField(required=True)
    head_name = StringField(required=True)
    folded = StringField(required=True)
    address = StringField(required=True)
    phone = StringField(default="")
    members = ListField()
    needs = ListField(StringField())
    house_state = StringField(required=True)
    note = StringField(default="")
    bank = StringField()
    bank_account = StringField(default="")
    status = StringField(required=True)
    closed_reason = StringField()
    changed_by = StringField(required=True)
    changed_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "households", "auto_create_index": False,
        "indexes": [("campaign", "code"), ("campaign", "unit", "code"), ("campaign", "unit", "folded")],
    }


class HouseholdLook(Document):
    """That somebody saw a household's personal data: who, when, which and why.  Never changed or deleted."""

    code = StringField(required=True)
    unit = StringField(required=True)
    looked_by = StringField(required=True)
    looked_at = DateTimeField(required=True)
    purpose = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "household_looks", "auto_create_index": False,
        "indexes": [("code", "-id")],
    }


DOCUMENTS = [Household, HouseholdLook]
