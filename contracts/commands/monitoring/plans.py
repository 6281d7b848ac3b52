"""Commands about yearly supervision plans."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.monitoring.subjects import BODIES, KINDS, LEVELS, SUBJECTS
from contracts.fields import LocalDay, Text, WholeNumber, choice_field, code_field, unit_field

PLAN_STATUSES = ["draft", "approved", "sent", "withdrawn"]
RECURRENCES = ["year", "half_year", "quarter", "month"]

MOST_ITEMS = 60
MOST_TARGETS = 100


class PlanItem(Command):
    """One line of a plan: what is supervised where, and how often.

    ``every`` with ``month`` and ``day`` gives the days by which it is to be done, none is typed: ``half_year`` with
    month 6 means June and December, ``year`` with month 10 means each October.  A day that a month doesn't have, 31
    unless told, means its last."""

    code = code_field(required=True)
    kind = choice_field(KINDS, required=True)
    subject = choice_field(SUBJECTS, required=True)
    title = Text(required=True, longest=300)
    targets = fields.List(unit_field(), required=True, validate=validate.Length(1, MOST_TARGETS))
    every = choice_field(RECURRENCES, required=True)
    month = WholeNumber(lowest=1, highest=12, required=True)
    day = WholeNumber(lowest=1, highest=31, load_default=31)


def _items() -> fields.List:
    return fields.List(fields.Nested(PlanItem), required=True, validate=validate.Length(1, MOST_ITEMS))


class MakePlan(Command):
    """Draw up the plan of a body for a year."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    level = choice_field(LEVELS, required=True)
    body = choice_field(BODIES, required=True)
    year = WholeNumber(lowest=2000, highest=2100, required=True)
    title = Text(required=True, longest=300)
    made_on = LocalDay(required=True)
    items = _items()


class PlanStep(Command):
    """What all steps of a plan name."""

    plan_id = fields.String(required=True)


class AmendPlan(PlanStep):
    """Replace the lines of a plan, and say why; it then needs its approval again."""

    reason = Text(required=True, longest=1000)
    items = _items()


class ApprovePlan(PlanStep):
    """Approve a plan; whoever drew it up can't."""

    approved_on = LocalDay(required=True)
    decision = Text(required=True, longest=100)


class SendPlan(PlanStep):
    """The plan went out to those whom it names."""

    sent_on = LocalDay(required=True)
    document_number = Text(required=True, longest=100)


class WithdrawPlan(PlanStep):
    """Give a plan up that has no visit yet."""

    reason = Text(required=True, longest=1000)
