"""What a campaign file and `PUT /api/v1/campaigns/{code}` say about units, with the same limits for both."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import LocalDay, Text, choice_field, unit_field

UNIT_LEVELS = ["country", "province", "district", "commune"]

MOST_UNITS = 2_000
"""Units told of at once: a campaign has no more either."""

MOST_ACTIVITIES = 200


class DescribedUnit(Command):
    """An administrative unit with its days of validity and, if it has ended, its successors."""

    code = unit_field(required=True)
    name = Text(required=True)
    level = choice_field(UNIT_LEVELS, required=True)
    parent = unit_field(load_default=None, allow_none=True)
    valid_from = LocalDay(load_default=None, allow_none=True)
    valid_to = LocalDay(load_default=None, allow_none=True)
    successors = fields.List(unit_field(), load_default=list, validate=validate.Length(max=50))
