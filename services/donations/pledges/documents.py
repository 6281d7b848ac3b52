"""A pledge as the donations service keeps it."""

from __future__ import annotations

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    DictField,
    Document,
    IntField,
    ListField,
    LongField,
    StringField,
)


class Pledge(Document):
    """``memo_code`` is what the pledger writes into the bank transfer; it finds the pledge again.

    ``suggested_at``: since when the bank lines that were there before it have been looked through for its money.
    ``lapsed_on`` is set while it is given up; ``history``: lapses, reopenings and each time the pledger said how the
    name may be shown, with who noted it and when.  ``promise_version`` is set for one that follows a promise made at an
    event: the newest state of it that was applied; ``promise_withdrawn``: its withdrawal was applied already;
    ``promise_display``: how the name was to be shown by the promise's last word."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": "pledges", "auto_create_index": False,
        "indexes": [{"fields": ("memo_code",), "unique": True}, ("campaign", "unit"), ("suggested_at", "campaign")],
    }

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    activity = StringField()
    appeal = StringField()
    amount_vnd = LongField(required=True)
    fulfilled_vnd = LongField(required=True)
    pledger_name = StringField(required=True)
    name_display = StringField(required=True)
    note = StringField(default="")
    memo_code = StringField(required=True)
    pledged_on = DateField(required=True)
    kind = StringField(default="pledge")
    cheque = DictField()
    instalments = ListField(DictField())
    donor = DictField()
    lapsed_on = DateField()
    history = ListField(DictField())
    registered_at = DateTimeField(required=True)
    registered_by = StringField(required=True)
    suggested_at = DateTimeField()
    promise_version = IntField()
    promise_withdrawn = BooleanField()
    promise_display = StringField()
