"""Commands about pledges."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.donations.intake import CONSENT_BASES, NAME_DISPLAYS, DonorFacts
from contracts.fields import LocalDay, Text, Vnd, WholeNumber, choice_field, code_field, unit_field

PLEDGE_KINDS = ["pledge", "symbolic_cheque"]
PLEDGE_STATUSES = ["open", "part_fulfilled", "fulfilled", "lapsed"]

MOST_INSTALMENTS = 60


class Instalment(Command):
    """A part of what was promised, and by which day it is to come."""

    due_on = LocalDay(required=True)
    amount_vnd = Vnd(required=True)


class Cheque(Command):
    """A symbolic cheque as it is handed over: what stands on it, its number if it has one, who hands it over."""

    text = Text(required=True, longest=300)
    number = Text(longest=60, load_default="", shortest=0)
    handed_over_by = Text(required=True, longest=120)


class RegisterPledge(Command):
    """A promise (phiếu đăng ký ủng hộ): not money until bank lines or gifts fulfil it.  So is a symbolic cheque."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    amount_vnd = Vnd(required=True)
    pledger_name = Text(required=True, longest=120)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    pledged_on = LocalDay(required=True)
    activity = code_field(load_default=None, allow_none=True)
    note = Text(longest=500, load_default="", shortest=0)
    kind = choice_field(PLEDGE_KINDS, load_default="pledge")
    cheque = fields.Nested(Cheque, load_default=None, allow_none=True)
    instalments = fields.List(
        fields.Nested(Instalment), load_default=list, validate=validate.Length(0, MOST_INSTALMENTS)
    )
    donor = fields.Nested(DonorFacts, load_default=None, allow_none=True)


class OfPledge(Command):
    """About a pledge that is registered."""

    pledge_id = fields.String(required=True, validate=validate.Length(max=40))


class LapsePledge(OfPledge):
    """What is still owed will not come."""

    reason = Text(required=True, longest=500, shortest=5)
    lapsed_on = LocalDay(required=True)


class ReopenPledge(OfPledge):
    """What was given up is expected again."""

    reason = Text(required=True, longest=500, shortest=5)


class ChangePledgerConsent(OfPledge):
    """The pledger says anew how the name may be shown."""

    name_display = choice_field(NAME_DISPLAYS, required=True)
    consent_basis = choice_field(CONSENT_BASES, required=True)
    minor = fields.Boolean(load_default=None, allow_none=True)


class ListOverduePledges(Command):
    """Pledges of which an instalment was due by ``as_of`` and has not come.  ``units``: None for all; ``after``: the
    mark of the page before."""

    campaign = code_field(required=True)
    as_of = LocalDay(required=True)
    units = fields.List(fields.String(), load_default=None, allow_none=True)
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    limit = WholeNumber(lowest=1, highest=200, load_default=50)
