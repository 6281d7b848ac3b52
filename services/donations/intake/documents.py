"""Money received."""

from __future__ import annotations

from mongoengine import DateField, DateTimeField, DictField, Document, IntField, ListField, LongField, StringField

DONATIONS = "donations"

WORDS = "donor_words"

BY_WORDS = "by_words_of_the_donor"
"""The index by which gifts are found by name, the newest first, within units."""


class Donation(Document):
    """One gift of money.  Its money is never changed, and it is never deleted.  ``statement_line_id`` names the bank
    line behind a transfer; ``reversal_entry_id`` the journal entry that took the gift back, if one did; ``corrects``
    and ``corrected_by`` the gift before and after a correction.  ``consents``: each time the donor said how the name
    may be shown, after the first.  ``match_state``: what is known about
    the donor of a bank line, once anything is (``matching``).  ``donor_words``: the name in words (``naming``)."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": DONATIONS, "auto_create_index": False,
        # Few gifts are of a pledge, so an import hardly pays for it.
        "indexes": [
            {"fields": ["pledge_id"], "name": "of_a_pledge",
             "partialFilterExpression": {"pledge_id": {"$type": "string"}}},
            # Bank lines are nobody's until somebody has said whose, so an import pays nothing for it.
            {"fields": ["campaign", WORDS, "-received_on", "-id", "unit"], "name": BY_WORDS,
             "partialFilterExpression": {WORDS: {"$exists": True}}},
        ],
    }

    id = StringField(primary_key=True)
    version = IntField(required=True, default=1)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    amount_vnd = LongField(required=True)
    channel = StringField(required=True)
    received_on = DateField(required=True)
    recorded_at = DateTimeField(required=True)
    recorded_by = StringField(required=True)
    donor_name = StringField(default="")
    name_display = StringField(required=True)
    note = StringField(default="")
    pledge_id = StringField()
    statement_line_id = StringField()
    import_id = StringField()
    journal_entry_id = StringField(required=True)
    donor = DictField()
    foreign = DictField()
    reversal_entry_id = StringField()
    corrects = StringField()
    corrected_by = StringField()
    cause = StringField()
    refunded_vnd = LongField()
    consents = ListField(DictField())
    contributor_lists = IntField()
    match_state = StringField()
    donor_words = ListField(StringField())


class Refund(Document):
    """Money of a gift that went back.  Id: the gift's and the number of the refund.  ``bank_debit_entry_id``: see
    ``RefundRow``."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": "refunds", "auto_create_index": False,
        "indexes": [
            {"fields": ["bank_debit_entry_id"], "unique": True, "name": "one_refund_per_debit",
             "partialFilterExpression": {"bank_debit_entry_id": {"$type": "string"}}},
        ],
    }

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    donation_id = StringField(required=True)
    channel = StringField(required=True)
    way = StringField(required=True)
    amount_vnd = LongField(required=True)
    refunded_on = DateField(required=True)
    cause = StringField(required=True)
    refunded_by = StringField(required=True)
    refunded_at = DateTimeField(required=True)
    journal_entry_id = StringField(required=True)
    bank_debit_entry_id = StringField()


class Contributor(Document):
    """One of the people behind a collection.  Id: the gift's and a number."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": "contributors", "auto_create_index": False, "indexes": ["donation_id"],
    }

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    donation_id = StringField(required=True)
    status = StringField(required=True)
    name = StringField(required=True)
    name_display = StringField(required=True)
    consent_basis = StringField()
    amount_vnd = LongField(required=True)
    received_on = DateField(required=True)
    listed_by = StringField(required=True)


DOCUMENTS = [Donation, Refund, Contributor]
