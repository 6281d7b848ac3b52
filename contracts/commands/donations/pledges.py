"""Commands about pledges."""

from contracts.commands import Command
from contracts.commands.donations.intake import NAME_DISPLAYS
from contracts.fields import LocalDay, Text, Vnd, choice_field, code_field, unit_field


class RegisterPledge(Command):
    """A promise (phiếu đăng ký ủng hộ): not money until bank lines or gifts fulfil it."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    amount_vnd = Vnd(required=True)
    pledger_name = Text(required=True, longest=120)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    pledged_on = LocalDay(required=True)
    activity = code_field(load_default=None, allow_none=True)
    note = Text(longest=500, load_default="", shortest=0)
