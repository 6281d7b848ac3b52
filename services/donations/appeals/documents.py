"""An appeal and its letters, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, Document, IntField, LongField, StringField


class Appeal(Document):
    """Natural key: the code.  Who adds letters takes their numbers from ``letters``, so of two imports at once one
    runs again and sees the other's."""

    meta: ClassVar[dict[str, Any]] = {"db_alias": "donations", "collection": "appeals", "auto_create_index": False}

    code = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    title = StringField(required=True)
    letter_text = StringField(required=True)
    letter_number = StringField(default="")
    place = StringField(required=True)
    issued_on = DateField(required=True)
    reply_by_on = DateField(required=True)
    signer_name = StringField(required=True)
    signer_office = StringField(required=True)
    account_number = StringField()
    letters = IntField(required=True)
    sent_on = DateField()


class AppealLetter(Document):
    """A letter to one enterprise, with the memo code that its pledge will bear."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "appeal_letters", "auto_create_index": False,
        "indexes": [
            {"fields": ["appeal", "number"], "unique": True}, {"fields": ["memo_code"], "unique": True},
        ],
    }

    id = StringField(primary_key=True)
    version = IntField(required=True)
    appeal = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    number = IntField(required=True)
    name = StringField(required=True)
    tax_code = StringField(default="")
    representative = StringField(default="")
    address = StringField(default="")
    memo_code = StringField(required=True)
    status = StringField(required=True)
    listed_on = DateField(required=True)
    listed_by = StringField(required=True)
    sent_on = DateField()
    answered_on = DateField()
    answer_note = StringField(default="")
    pledge_id = StringField()
    pledged_vnd = LongField(default=0)


DOCUMENTS = [Appeal, AppealLetter]
