"""Commands about damage after disasters."""

from marshmallow import fields

from contracts.commands import Command
from contracts.fields import Instant, LocalDay, Text, Vnd, WholeNumber, choice_field, code_field, unit_field

DISASTERS = ["storm", "flood", "landslide", "drought", "fire", "cold", "other"]
MOST = 10**7

LOSSES = [
    "dead", "missing", "injured", "households_hit", "houses_collapsed", "houses_damaged", "households_moved",
    "crops_ha", "livestock",
]
"""What is counted, in persons, households, houses, hectares and heads."""


class ReportDamage(Command):
    """What a disaster has done in a unit, as far as it is known by now; at once, and again as more is known.

    disaster_code: the disaster's own name among all reports ("bao-so-3-2024"); a further report of the same disaster
    and unit takes the place of the one before, which is kept.  known_at: as of when."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    disaster_code = code_field(required=True)
    disaster = choice_field(DISASTERS, required=True)
    happened_on = LocalDay(required=True)
    known_at = Instant(required=True)
    loss_vnd = Vnd(minimum=0, load_default=0)
    needs = Text(longest=1000, load_default="", shortest=0)
    final = fields.Boolean(load_default=False)
    dead = WholeNumber(lowest=0, highest=MOST, load_default=0)
    missing = WholeNumber(lowest=0, highest=MOST, load_default=0)
    injured = WholeNumber(lowest=0, highest=MOST, load_default=0)
    households_hit = WholeNumber(lowest=0, highest=MOST, load_default=0)
    houses_collapsed = WholeNumber(lowest=0, highest=MOST, load_default=0)
    houses_damaged = WholeNumber(lowest=0, highest=MOST, load_default=0)
    households_moved = WholeNumber(lowest=0, highest=MOST, load_default=0)
    crops_ha = WholeNumber(lowest=0, highest=MOST, load_default=0)
    livestock = WholeNumber(lowest=0, highest=MOST, load_default=0)


class WithdrawDamage(Command):
    """Take a report back that was filed wrongly."""

    damage_id = fields.String(required=True)
    cause = Text(required=True, longest=300)
