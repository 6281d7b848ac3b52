"""Commands about whose gift a bank line is."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.donations.intake import NAME_DISPLAYS
from contracts.fields import LocalDay, Text, Vnd, WholeNumber, choice_field, code_field, unit_field

MATCH_STATES = ["matched_by_code", "confirmed", "attributed", "suggested", "unmatched"]
MATCH_REASONS = [
    "amount_equal", "amount_part", "amount_other", "name_equal", "name_close", "name_truncated", "code_near",
    "day_soon", "day_late",
]


class AboutLine(Command):
    """``donation_id``: the gift that the line is booked as.  ``version``: of the gift, as the desk saw it; if somebody
    decided meanwhile, the command is refused."""

    donation_id = fields.String(required=True, validate=validate.Length(1, 80))
    version = WholeNumber(lowest=1, highest=10**9, required=True)
    note = Text(longest=500, load_default="", shortest=0)


class ConfirmMatch(AboutLine):
    """The suggested pledge is the right one."""

    pledge_id = fields.String(required=True, validate=validate.Length(1, 40))


class RejectMatch(AboutLine):
    """None of the suggested pledges is the right one."""


class AttributeLine(AboutLine):
    """A person knows whose gift it is: a pledge, a donor by name, or both."""

    pledge_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 40))
    donor_name = Text(longest=120, load_default="", shortest=0)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")


class UndoMatch(AboutLine):
    """The last decision was wrong; everything is as before it."""


class ListMatchLines(Command):
    """A page of lines in one state.  ``units``: these alone (None: all).  ``text``: in the memo or the other side,
    with or without diacritics."""

    campaign = code_field(required=True)
    units = fields.List(unit_field(), load_default=None, allow_none=True, validate=validate.Length(max=5000))
    state = choice_field(MATCH_STATES, load_default="suggested")
    account_number = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    from_on = LocalDay(load_default=None, allow_none=True)
    to_on = LocalDay(load_default=None, allow_none=True)
    amount_vnd = Vnd(load_default=None, allow_none=True)
    text = Text(longest=100, load_default="", shortest=0)
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))
    limit = WholeNumber(lowest=1, highest=200, load_default=50)


class DeskProgress(Command):
    """How far the desk has come with a campaign's lines, and what the asker decided last.  ``units``: as above."""

    campaign = code_field(required=True)
    units = fields.List(unit_field(), load_default=None, allow_none=True, validate=validate.Length(max=5000))


class FindPledges(Command):
    """Pledges by memo code or by a part of the name, with or without diacritics."""

    campaign = code_field(required=True)
    units = fields.List(unit_field(), load_default=None, allow_none=True, validate=validate.Length(max=5000))
    text = Text(longest=100, shortest=2, required=True)
