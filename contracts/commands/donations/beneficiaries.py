"""Commands about the register of poor households."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.donations.campaigns import BANKS
from contracts.commands.donations.support import SUPPORT_KINDS
from contracts.fields import END, LocalDay, Text, WholeNumber, choice_field, code_field, entry_mark_field, unit_field

HOUSEHOLD_CLASSES = ["poor", "near_poor", "newly_escaped"]
HOUSE_STATES = ["none", "temporary", "dilapidated", "sound"]

MOST_IN_A_PAGE = 200


class HouseholdMember(Command):
    """Somebody of the household."""

    name = Text(required=True, longest=120)
    birth_year = WholeNumber(lowest=1900, highest=2100, load_default=None, allow_none=True)
    relation = Text(longest=60, load_default="", shortest=0)


class SaveHousehold(Command):
    """Enter a household into the register, or bring it to this state (natural key: ``code``).

    class_number: the decision that put it into its class, from ``class_from_on`` on.  seen_version: the version that
    whoever changes it has seen; left out, the newest.  bank_account: where support may be paid to."""

    code = code_field(required=True)
    campaign = code_field(required=True)
    unit = unit_field(required=True)
    household_class = choice_field(HOUSEHOLD_CLASSES, required=True)
    class_number = Text(required=True, longest=60)
    class_from_on = LocalDay(required=True)
    head_name = Text(required=True, longest=120)
    address = Text(required=True, longest=300)
    phone = fields.String(
        load_default="",
        validate=validate.Regexp(rf"^(\+?[0-9][0-9 .]{{6,16}})?{END}", error="Số điện thoại chỉ gồm chữ số."),
    )
    members = fields.List(fields.Nested(HouseholdMember), load_default=list, validate=validate.Length(max=30))
    needs = fields.List(choice_field(SUPPORT_KINDS), load_default=list, validate=validate.Length(max=10))
    house_state = choice_field(HOUSE_STATES, required=True)
    note = Text(longest=1000, load_default="", shortest=0)
    bank = choice_field(BANKS, load_default=None, allow_none=True)
    bank_account = fields.String(
        load_default="",
        validate=validate.Regexp(rf"^([0-9]{{6,19}})?{END}", error="Số tài khoản gồm 6 đến 19 chữ số."),
    )
    seen_version = WholeNumber(lowest=1, highest=10**9, load_default=None, allow_none=True)


class CloseHousehold(Command):
    """Take a household out of the register: it moved away, joined another, or was entered by mistake."""

    code = code_field(required=True)
    reason = Text(required=True, longest=500)


class LookAtHousehold(Command):
    """Read the whole of a household; who looks says why, and the look is kept."""

    code = code_field(required=True)
    purpose = Text(required=True, longest=200, shortest=5)


class ListHouseholds(Command):
    """A page of households by code, names as initials only.  ``text``: part of the head's name or the code,
    diacritics and capitals do not matter; ``units``: of these alone, null for all."""

    campaign = code_field(required=True)
    units = fields.List(unit_field(), load_default=None, allow_none=True, validate=validate.Length(max=20_000))
    household_class = fields.String(
        load_default=None, allow_none=True,
        validate=validate.OneOf(HOUSEHOLD_CLASSES, error="Phải là một trong: {choices}."),
    )
    text = Text(longest=120, load_default="", shortest=0)
    after = Text(longest=60, load_default="", shortest=0)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_IN_A_PAGE))


class ListLooks(Command):
    """A page of the looks at households, newest first; ``before`` is the id of the last one seen."""

    code = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
    before = entry_mark_field()
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_IN_A_PAGE))
