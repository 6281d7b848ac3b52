"""Questions to the books and to the sealed ledger."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import LARGEST_COUNT, LocalDay, Text, choice_field, code_field, unit_field

ACCOUNT_KINDS = ["cash", "bank", "clearing", "fund", "support", "unexplained", "refund_due"]

MOST_UNITS_ASKED = 20_000
"""More than any country has; the gateway names every unit below the one that is asked for."""

MOST_LINES = 500


class _Period(Command):
    """Of which campaign, units (all, when None) and days (from the beginning, to the end, when None)."""

    campaign = code_field(required=True)
    units = fields.List(
        unit_field(), load_default=None, allow_none=True, validate=validate.Length(max=MOST_UNITS_ASKED)
    )
    from_on = LocalDay(load_default=None, allow_none=True)
    to_on = LocalDay(load_default=None, allow_none=True)


class GetTrialBalance(_Period):
    """Opening, turnover and closing of every account; of one kind when ``kind`` is given."""

    kind = choice_field(ACCOUNT_KINDS, load_default=None, allow_none=True)


class GetAccountBook(_Period):
    """The lines of one account, a page at a time; ``after``: the mark that the page before gave."""

    account = Text(required=True, longest=200)
    after = Text(load_default=None, allow_none=True, longest=400)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, MOST_LINES))


class GetLedgerPart(Command):
    """The next blocks of a campaign's ledger after ``after_height``, up to ``through_height`` (None: all there are)."""

    campaign = code_field(required=True)
    after_height = fields.Integer(load_default=0, validate=validate.Range(0, LARGEST_COUNT))
    through_height = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, LARGEST_COUNT))


class GetLedgerDays(Command):
    """The closed days after day number ``after``, as far as they end at ``through_height``."""

    campaign = code_field(required=True)
    after = fields.Integer(load_default=0, validate=validate.Range(0, LARGEST_COUNT))
    through_height = fields.Integer(required=True, validate=validate.Range(0, LARGEST_COUNT))
