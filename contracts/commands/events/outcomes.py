"""Commands about what came of an activity, or of a delegation."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import LocalDay, Text, WholeNumber, code_field, unit_field

MOST_REFERENCES = 200
OUTCOME_STATUSES = ["recorded", "withdrawn"]


def _ids() -> fields.List:
    return fields.List(Text(longest=60), load_default=list, validate=validate.Length(max=MOST_REFERENCES))


class RecordOutcome(Command):
    """What came of it: how many came, how many households were helped, how many gifts they got.

    Money and goods are not told again here: the ids lead to the donation, the payment, the house, the hand-out of goods
    that say it.  ``summary``: one paragraph without names of beneficiaries."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    activity = code_field(required=True)
    delegation_id = Text(longest=60, load_default=None, allow_none=True)
    held_on = LocalDay(required=True)
    summary = Text(required=True, longest=2000)
    people = WholeNumber(lowest=0, highest=1_000_000, load_default=0)
    households = WholeNumber(lowest=0, highest=1_000_000, load_default=0)
    gifts = WholeNumber(lowest=0, highest=1_000_000, load_default=0)
    donation_ids = _ids()
    payment_ids = _ids()
    house_ids = _ids()
    hand_out_ids = _ids()


class WithdrawOutcome(Command):
    """Take back what was written down wrongly; a delegation has not gone then."""

    outcome_id = fields.String(required=True)
    cause = Text(required=True, longest=300)
