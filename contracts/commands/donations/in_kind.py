"""Commands about gifts in kind and labour."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.donations.intake import NAME_DISPLAYS, DonorFacts
from contracts.fields import LocalDay, Text, Vnd, WholeNumber, choice_field, code_field, unit_field

GOODS_CATEGORIES = ["food", "clothing", "medicine", "school", "household_goods", "building", "livestock", "other_goods"]
CONDITIONS = ["new", "good", "worn"]
RECIPIENT_KINDS = ["to_household", "to_place"]


class _FromDonor(Command):
    """Who gives, where, and how the name may be shown."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    what = Text(required=True, longest=120)
    stated_vnd = Vnd(minimum=0, load_default=0)
    valued_by = Text(longest=120, load_default="", shortest=0)
    donor_name = Text(longest=120, load_default="", shortest=0)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    donor = fields.Nested(DonorFacts, load_default=None, allow_none=True)
    note = Text(longest=500, load_default="", shortest=0)


class RecordGoods(_FromDonor):
    """Goods received: how many of what measure, in what condition, worth what and who valued them."""

    category = choice_field(GOODS_CATEGORIES, required=True)
    quantity = WholeNumber(lowest=1, highest=10**9, required=True)
    measure = Text(required=True, longest=30)
    condition = choice_field(CONDITIONS, load_default="new")
    received_on = LocalDay(required=True)


class OfGoods(Command):
    """About goods that were received."""

    goods_id = fields.String(required=True, validate=validate.Length(max=40))


class WithdrawGoods(OfGoods):
    """The goods were written down wrongly."""

    cause = Text(required=True, longest=500, shortest=5)


class HandOutGoods(OfGoods):
    """Goods go to a household or to a place (a school, a village)."""

    quantity = WholeNumber(lowest=1, highest=10**9, required=True)
    handed_on = LocalDay(required=True)
    to = choice_field(RECIPIENT_KINDS, required=True)
    household_code = code_field(load_default=None, allow_none=True)
    place = Text(longest=120, load_default="", shortest=0)
    received_by = Text(required=True, longest=120)
    note = Text(longest=500, load_default="", shortest=0)


class UndoHandOut(Command):
    """Goods that were handed out came back to the store, or never left it."""

    hand_out_id = fields.String(required=True, validate=validate.Length(max=40))
    cause = Text(required=True, longest=500, shortest=5)


class RecordLabour(_FromDonor):
    """Work given: ``people`` worked ``days`` days each."""

    people = WholeNumber(lowest=1, highest=100_000, required=True)
    days = WholeNumber(lowest=1, highest=366, required=True)
    worked_on = LocalDay(required=True)


class WithdrawLabour(Command):
    """The work was written down wrongly."""

    labour_id = fields.String(required=True, validate=validate.Length(max=40))
    cause = Text(required=True, longest=500, shortest=5)
