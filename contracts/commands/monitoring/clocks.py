"""Commands about clocks: how many days the rules give, from which fact on."""

from marshmallow import fields

from contracts.commands import Command
from contracts.fields import LocalDay, Text, WholeNumber, choice_field

CLOCKS = ["plan_sent", "decision_sent", "reply", "complaint_answer", "review_answer"]
"""Plan sent before its first day; team decision sent before the visit; written reply after a recommendation; answer to
a complaint that a body was given; answer of the drafting body to the conclusion of a review."""

DEADLINE_KINDS = [*CLOCKS, "plan_item", "remedy"]
"""A line of a plan and a remedy have a day of their own instead of a clock."""

DEADLINE_STATUSES = ["open", "met", "dropped"]


class SaveClock(Command):
    """A new version of a clock.  Deadlines that run keep the version they were made under."""

    code = choice_field(CLOCKS, required=True)
    name = Text(required=True, longest=200)
    days = WholeNumber(lowest=0, highest=365, required=True)
    citation = Text(required=True, longest=300)
    from_on = LocalDay(required=True)
    to_on = LocalDay(load_default=None, allow_none=True)


class ListClocks(Command):
    """All versions of all clocks."""


class ReadTrail(Command):
    """The audit trail of one thing, oldest first; ``after`` is the last version of the page before."""

    thing = fields.String(required=True)
    id = fields.String(required=True)
    after = WholeNumber(lowest=0, highest=10**9, load_default=0)
    limit = WholeNumber(lowest=1, highest=200, load_default=100)
