"""How the books are asked for, and how they are shown."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from contracts.commands.campaign_files import UNIT_LEVELS
from contracts.commands.donations.ledger import ACCOUNT_KINDS, MOST_LINES
from contracts.fields import LocalDay, Text, choice_field, code_field, unit_field
from contracts.shapes import Strict


class WhichBooks(Strict):
    """Of which campaign, unit (with all below), level of units and days."""

    campaign = code_field(required=True)
    unit = unit_field(load_default=None, allow_none=True)
    level = choice_field(list(UNIT_LEVELS), load_default=None, allow_none=True)
    from_on = LocalDay(load_default=None, allow_none=True)
    to_on = LocalDay(load_default=None, allow_none=True)


class WhichTrialBalance(WhichBooks):
    """Of accounts of one kind, when told: ``cash`` gives what every cash box had, took in, gave out and has."""

    kind = choice_field(ACCOUNT_KINDS, load_default=None, allow_none=True)


class WhichAccount(WhichBooks):
    account = Text(required=True, longest=200)


class WhichPage(WhichAccount):
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, MOST_LINES))


class WhichLedger(Strict):
    campaign = code_field(required=True)


class TrialSums(Schema):
    """Column sums; each debit sum equals the credit sum beside it when all kinds of accounts are in."""

    opening_debit_vnd = fields.Integer(required=True)
    opening_credit_vnd = fields.Integer(required=True)
    debit_vnd = fields.Integer(required=True)
    credit_vnd = fields.Integer(required=True)
    closing_debit_vnd = fields.Integer(required=True)
    closing_credit_vnd = fields.Integer(required=True)


class TrialRow(TrialSums):
    account = fields.String(required=True)


class BookSchema(Schema):
    """Which book; it holds what was sealed up to block ``sealed_height``, about a second ago."""

    campaign = fields.String(required=True)
    from_on = LocalDay(required=True, allow_none=True)
    to_on = LocalDay(required=True, allow_none=True)
    sealed_height = fields.Integer(required=True)
    sealed_entries = fields.Integer(required=True)


class TrialBalance(BookSchema):
    rows = fields.List(fields.Nested(TrialRow), required=True)
    total = fields.Nested(TrialSums, required=True)


class BookLine(Schema):
    """An entry in an account's book; ``against``: the other accounts of the entry."""

    booked_on = LocalDay(required=True)
    entry_id = fields.String(required=True)
    unit = fields.String(required=True)
    about_kind = fields.String(required=True)
    about_id = fields.String(required=True)
    reverses = fields.String(required=True, allow_none=True)
    against = fields.List(fields.String(), required=True)
    debit_vnd = fields.Integer(required=True)
    credit_vnd = fields.Integer(required=True)
    balance_vnd = fields.Integer(required=True)


class AccountBook(BookSchema):
    """A page of an account's book.  ``side``: on which side its balances are counted as positive."""

    account = fields.String(required=True)
    side = fields.String(required=True)
    opening_vnd = fields.Integer(required=True)
    debit_vnd = fields.Integer(required=True)
    credit_vnd = fields.Integer(required=True)
    closing_vnd = fields.Integer(required=True)
    rows = fields.List(fields.Nested(BookLine), required=True)
    next = fields.String(required=True, allow_none=True)
