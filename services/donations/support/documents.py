"""Support payments, what holds them, and what the Fund has committed, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from bson import ObjectId
from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    IntField,
    ListField,
    LongField,
    StringField,
)

from contracts.commands.donations.support import SUPPORT_KINDS
from services.donations.support.rules import STANDING

DB_ALIAS = "donations"

EARLIER_INDEXES = (
    "one_per_campaign_household_and_kind",  # counted withdrawn ones too
    "one_unpaid_per_household_and_kind", "one_standing_per_campaign_household_and_kind",  # knew no programmes
)

THE_ONE = "one"
"""``allocation`` of a payment whose household may have no other of its kind."""


def new_payment_id() -> str:
    """A fresh id."""
    return str(ObjectId())


class Payment(Document):
    """Support for one household, from proposal to payment; people are account ids, the household is its code.

    Two unique indexes hold "one active allocation per household and kind": one over what is not paid yet, whatever
    the campaign, and one per campaign, so that a household is not paid the same thing twice in it.  A
    withdrawn one counts in neither.  ``allocation`` is the same for all of them, but of a programme that allows
    several: there it is the payment's own id.
    """

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    kind = StringField(required=True, choices=SUPPORT_KINDS)
    household_code = StringField(required=True)
    amount_vnd = LongField(required=True, min_value=1)
    reason = StringField(required=True)
    status = StringField(required=True)
    is_unpaid = BooleanField(required=True)
    is_reserved = BooleanField(default=False)
    allocation = StringField(default=THE_ONE)
    programme = StringField()
    batch_id = StringField()
    proposed_on = DateField(required=True)
    proposed_by = StringField(required=True)
    proposed_at = DateTimeField(required=True)
    verified_by = StringField()
    verified_at = DateTimeField()
    approved_by = ListField(StringField())
    approved_at = ListField(DateTimeField())
    paid_on = DateField()
    paid_by = StringField()
    paid_at = DateTimeField()
    withdrawn_by = StringField()
    withdrawn_at = DateTimeField()
    withdrawn_reason = StringField()
    journal_entry_id = StringField()
    confirmed_on = DateField()
    was_received = BooleanField()
    confirmed_name = StringField()
    confirmed_manner = StringField()
    confirmed_note = StringField()
    confirmed_by = StringField()
    confirmed_at = DateTimeField()
    open_finding_ids = ListField(StringField())

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": DB_ALIAS,
        "collection": "payments",
        "auto_create_index": False,
        "indexes": [
            {
                "fields": ["household_code", "kind", "allocation"],
                "unique": True,
                "partialFilterExpression": {"is_unpaid": True},
                "name": "one_unpaid_per_household_kind_and_allocation",
            },
            {
                "fields": ["campaign", "household_code", "kind", "allocation"],
                "unique": True,
                "partialFilterExpression": {"status": {"$in": list(STANDING)}},
                "name": "one_standing_per_campaign_household_kind_and_allocation",
            },
            ("household_code",),
            ("campaign", "status", "unit"),
            ("open_finding_ids",),
            ("batch_id",),
        ],
    }


class FundBalance(Document):
    """What the Fund of one campaign and unit has paid out or holds back (an import being undone), in đồng.

    Intake never touches it: what came in is counted apart (``ledger/fund_receipts.py``).  Every payment changes it by
    one conditional update, so two payments at once can't both take the last đồng.
    """

    id = StringField(primary_key=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    committed_vnd = LongField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": DB_ALIAS,
        "collection": "fund_balances",
        "auto_create_index": False,
    }

    @staticmethod
    def key(campaign: str, unit: str) -> str:
        """The id of the balance of one campaign and unit."""
        return f"{campaign}:{unit}"


class FollowedFinding(Document):
    """The newest state of a finding that reached us: an older one that arrives late is passed over."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    about_kind = StringField(required=True)
    about_id = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    is_open = BooleanField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": DB_ALIAS,
        "collection": "followed_findings",
        "auto_create_index": False,
    }


class HouseholdHold(Document):
    """The findings that are open against a household.

    Proposing for the household and a finding against it both write this document, so the two can't pass each other
    unseen in transactions that run at once.
    """

    id = StringField(primary_key=True)
    open_finding_ids = ListField(StringField())
    touched = LongField(required=True, default=0)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": DB_ALIAS,
        "collection": "household_holds",
        "auto_create_index": False,
    }


DOCUMENTS = [Payment, FundBalance, FollowedFinding, HouseholdHold]
