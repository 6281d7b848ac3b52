"""Commands about findings."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.monitoring.subjects import CHECKLIST_SUBJECTS
from contracts.fields import LocalDay, Text, choice_field, code_field, unit_field

SUBJECT_KINDS = ["campaign", "donation", "statement_line", "payment", "household", "house", "activity"]
SEVERITIES = ["note", "minor", "serious"]
FINDING_STATUSES = ["open", "replied", "remedied", "closed"]


class FindingSubject(Command):
    """What a finding is about."""

    kind = choice_field(SUBJECT_KINDS, required=True)
    id = fields.String(required=True, validate=validate.Length(1, 80))


class RaiseFinding(Command):
    """Write down what supervision found.

    ``visit_id``, ``checklist`` (a subject) with ``question``: the visit, and the question of it, that found it.
    Without ``reply_within_days`` the clock in force counts."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    about = fields.Nested(FindingSubject, required=True)
    severity = choice_field(SEVERITIES, required=True)
    found_on = LocalDay(required=True)
    summary = Text(required=True, longest=300)
    detail = Text(longest=5000, load_default="", shortest=0)
    recommendation = Text(longest=2000, load_default="", shortest=0)
    reply_within_days = fields.Integer(
        strict=True, load_default=None, allow_none=True,
        validate=validate.Range(1, 365, error="Phải từ 1 đến 365 ngày."),
    )
    visit_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 40))
    checklist = choice_field(CHECKLIST_SUBJECTS, load_default=None, allow_none=True)
    question = code_field(load_default=None, allow_none=True)


class RecordReply(Command):
    """The supervised body's written reply.  A reply does not close a finding."""

    finding_id = fields.String(required=True)
    replied_on = LocalDay(required=True)
    text = Text(required=True, longest=5000)


class RecordRemedy(Command):
    """What the supervised body did about it."""

    finding_id = fields.String(required=True)
    remedied_on = LocalDay(required=True)
    text = Text(required=True, longest=5000)


class CloseFinding(Command):
    """A verifier (never the body itself) has seen the remedy and closes the finding."""

    finding_id = fields.String(required=True)
    verified_on = LocalDay(required=True)
    conclusion = Text(required=True, longest=2000)


class ListFindings(Command):
    """A page of findings in the order of filing; ``after`` is the last id of the page before."""

    campaign = code_field(required=True)
    unit = unit_field(load_default=None, allow_none=True)
    status = choice_field(FINDING_STATUSES, load_default=None, allow_none=True)
    about = fields.Nested(FindingSubject, load_default=None, allow_none=True)
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 40))
    limit = fields.Integer(strict=True, load_default=50, validate=validate.Range(1, 200, error="Phải từ 1 đến 200."))
