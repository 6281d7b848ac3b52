"""Commands about visits: supervision and inspection on the spot."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.monitoring.subjects import CHECKLIST_SUBJECTS
from contracts.fields import LocalDay, Text, choice_field, code_field, unit_field

VISIT_KINDS = ["supervision", "inspection"]
VISIT_STATUSES = ["planned", "under_way", "reported", "closed", "cancelled"]
TEAM_ROLES = ["leader", "deputy", "secretary", "member"]


class TeamMember(Command):
    """Somebody of the team, as its decision names them."""

    name = Text(required=True, longest=120)
    office = Text(longest=200, load_default="", shortest=0)
    role = choice_field(TEAM_ROLES, required=True)


class PlannedOccurrence(Command):
    """The line of a plan, and its day, that a visit is for."""

    plan_id = fields.String(required=True, validate=validate.Length(1, 40))
    item = code_field(required=True)
    due_on = LocalDay(required=True)


class OpenVisit(Command):
    """Plan a visit by ``by_unit`` to ``unit``: from a line of a plan, or ad hoc and then with its reason."""

    campaign = code_field(required=True)
    by_unit = unit_field(required=True)
    unit = unit_field(required=True)
    kind = choice_field(VISIT_KINDS, required=True)
    subjects = fields.List(choice_field(CHECKLIST_SUBJECTS), required=True, validate=validate.Length(1, 15))
    title = Text(required=True, longest=300)
    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    planned = fields.Nested(PlannedOccurrence, load_default=None, allow_none=True)
    reason = Text(longest=1000, load_default="", shortest=0)
    team = fields.List(fields.Nested(TeamMember), required=True, validate=validate.Length(1, 30))


class VisitStep(Command):
    """What all steps of a visit name."""

    visit_id = fields.String(required=True)


class PostponeVisit(VisitStep):
    """Other days for a visit that has not begun."""

    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    reason = Text(required=True, longest=1000)


class SendDecision(VisitStep):
    """The decision about the team went out to whoever is visited."""

    sent_on = LocalDay(required=True)
    document_number = Text(required=True, longest=100)


class StartVisit(VisitStep):
    """The team is at work."""

    started_on = LocalDay(required=True)


class ReportVisit(VisitStep):
    """The team has finished and reports."""

    ended_on = LocalDay(required=True)
    reported_on = LocalDay(required=True)
    summary = Text(required=True, longest=10_000)


class CloseVisit(VisitStep):
    """Nothing of the visit is left to follow."""

    closed_on = LocalDay(required=True)
    conclusion = Text(required=True, longest=5000)


class CancelVisit(VisitStep):
    """The visit does not take place; the line of the plan is open again."""

    reason = Text(required=True, longest=1000)
