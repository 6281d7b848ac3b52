"""Commands about activities."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import LocalDay, Text, WholeNumber, choice_field, code_field, unit_field

ACTIVITY_KINDS = ["forum", "launch", "golf", "study_visit", "great_unity_day", "hand_over", "outreach"]

MOST_PLACES = 100_000
"""Places of one activity at the most."""

WAITING_POLICIES = ["strict", "best_fit"]
LONGEST_OFFER_MINUTES = 30 * 24 * 60


class QuotaSpec(Command):
    """A number of places.  A quota ``within`` another takes from both; a guaranteed one is set apart for its
    guests and can't be crowded out (events.md, guaranteed floor).  One ``across`` the others (beds, seats on stage)
    lies in no block: guests of blocks take from it as well."""

    code = code_field(required=True)
    name = Text(required=True, longest=300)
    places = WholeNumber(lowest=0, highest=MOST_PLACES, required=True)
    within = code_field(load_default=None, allow_none=True)
    guaranteed = fields.Boolean(load_default=False)
    protocol_order = WholeNumber(lowest=0, highest=1000, load_default=0)
    across = fields.Boolean(load_default=False)


class ProgrammeStep(Command):
    """One step of an activity's programme."""

    order = WholeNumber(lowest=0, highest=1000, required=True)
    title = Text(required=True, longest=600)


class SaveActivity(Command):
    """Make an activity, or bring it to this state (natural key: ``code``).

    ``waiting_policy``: in strict order, or best fit for groups.  ``offer_minutes``: how long a place that has become
    free is kept for the next who waits until they accept it; null gives it to them at once."""

    code = code_field(required=True)
    campaign = code_field(required=True)
    unit = unit_field(required=True)
    kind = choice_field(ACTIVITY_KINDS, required=True)
    name = Text(required=True, longest=300)
    place = Text(longest=300, load_default="", shortest=0)
    starts_on = LocalDay(load_default=None, allow_none=True)
    ends_on = LocalDay(load_default=None, allow_none=True)
    places = WholeNumber(lowest=1, highest=MOST_PLACES, load_default=None, allow_none=True)
    quotas = fields.List(fields.Nested(QuotaSpec), load_default=list, validate=validate.Length(max=200))
    programme = fields.List(
        fields.Nested(ProgrammeStep), load_default=list, validate=validate.Length(max=100)
    )
    waiting_list = fields.Boolean(load_default=True)
    waiting_policy = choice_field(WAITING_POLICIES, load_default="strict")
    offer_minutes = WholeNumber(lowest=1, highest=LONGEST_OFFER_MINUTES, load_default=None, allow_none=True)
