"""What the desk's API takes and answers."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from contracts.fields import Instant, LocalDay, Text, WholeNumber, choice_field, code_field, unit_field
from contracts.shapes import Strict
from gateway.api.desk.doing import Page
from gateway.desk import flow_rules, period_rules

MOST_UNITS = 500
KINDS = list(period_rules.KINDS)


class AskedSection(Strict):
    """A section of the narrative."""

    key = code_field(required=True)
    title = Text(longest=200, required=True)
    required = fields.Boolean(load_default=False)


class OpenRound(Strict):
    """Ask units for their reports."""

    campaign = code_field(required=True)
    unit = unit_field(required=True, metadata={"description": "Đơn vị mở kỳ báo cáo và tổng hợp."})
    kind = choice_field(KINDS, required=True)
    from_on = LocalDay(required=True)
    to_on = LocalDay(
        load_default=None, allow_none=True, metadata={"description": "Chỉ cần cho kỳ theo ngày, đột xuất."}
    )
    first_year = WholeNumber(
        lowest=1945, highest=2199, load_default=period_rules.FIRST_YEAR,
        metadata={"description": "Năm đầu của kỳ 5 năm, 10 năm."},
    )
    title = Text(longest=300, shortest=0, load_default="")
    units = fields.List(unit_field(), required=True, validate=validate.Length(1, MOST_UNITS))
    due_on = LocalDay(load_default=None, allow_none=True)
    due_business_days = WholeNumber(lowest=0, highest=60, load_default=None, allow_none=True)
    sections = fields.List(fields.Nested(AskedSection), load_default=list, validate=validate.Length(max=30))
    indicators = fields.List(code_field(), load_default=list, validate=validate.Length(max=100))


class MoveDeadline(Strict):
    """Another last day, and why."""

    due_on = LocalDay(required=True)
    reason = Text(longest=1000, required=True)


class PeriodShown(Schema):
    kind = fields.String(required=True)
    from_on = LocalDay(required=True)
    to_on = LocalDay(required=True)
    name = fields.String(required=True)


class ReportRound(Schema):
    """A round of reports."""

    round_id = fields.String(required=True)
    version = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf(["open", "withdrawn"]))
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    title = fields.String(required=True)
    period = fields.Nested(PeriodShown, required=True)
    units = fields.List(fields.String(), required=True)
    due_on = LocalDay(required=True)
    sections = fields.List(fields.Nested(AskedSection), required=True)
    indicators = fields.List(fields.String(), required=True)
    opened_by = fields.String(required=True)
    opened_at = Instant(required=True)
    reason = fields.String(required=True)


class Standing(Schema):
    """How far a unit is; ``late_days`` by the day of asking."""

    report_id = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    kind = fields.String(required=True)
    status = fields.String(required=True)
    due_on = LocalDay(required=True)
    submitted_on = LocalDay(required=True, allow_none=True)
    late_days = fields.Integer(required=True)


class RoundStanding(Schema):
    """Who has reported, and who is late."""

    round_id = fields.String(required=True)
    title = fields.String(required=True)
    due_on = LocalDay(required=True)
    owed = fields.Integer(required=True)
    handed_in = fields.Integer(required=True)
    accepted = fields.Integer(required=True)
    late = fields.Integer(required=True)
    units = fields.List(fields.Nested(Standing), required=True)


class WhichRounds(Page):
    campaign = code_field(required=True)
    status = choice_field(["open", "withdrawn"], load_default=None, allow_none=True)


class RoundsPage(Schema):
    rows = fields.List(fields.Nested(ReportRound), required=True)
    next = fields.String(required=True, allow_none=True)


class ReportReminder(Schema):
    """A reminder, and what became of it."""

    reminder_id = fields.String(required=True)
    report_id = fields.String(required=True)
    round_id = fields.String(required=True)
    unit = fields.String(required=True)
    occasion = fields.String(required=True)
    status = fields.String(required=True)
    to = fields.List(fields.String(), required=True)
    subject = fields.String(required=True)
    error = fields.String(required=True)
    made_at = Instant(required=True)


class RemindersPage(Schema):
    rows = fields.List(fields.Nested(ReportReminder), required=True)
    next = fields.String(required=True, allow_none=True)


Value = fields.Float(
    allow_none=True, validate=validate.Range(0, 10**12, error="Phải từ {min} đến {max}."),
    error_messages={"invalid": "Phải là số."},
)


class WriteReport(Strict):
    """What the unit writes; what is not sent stays."""

    sections = fields.Dict(
        keys=code_field(), values=Text(longest=20_000, shortest=0), load_default=dict, validate=validate.Length(max=30)
    )
    indicators = fields.Dict(keys=code_field(), values=Value, load_default=dict, validate=validate.Length(max=100))
    examples = fields.List(fields.String(validate=validate.Length(1, 64)), load_default=None, allow_none=True,
                           validate=validate.Length(max=50))


class Consolidated(Schema):
    units = fields.List(fields.Dict(), required=True)
    without = fields.List(fields.String(), required=True)
    without_reason = fields.String(required=True)


class UnitReport(Schema):
    """A report as it stands."""

    report_id = fields.String(required=True)
    version = fields.Integer(required=True)
    round_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["unit", "whole"]))
    period = fields.Nested(PeriodShown, required=True)
    due_on = LocalDay(required=True)
    status = fields.String(required=True, validate=validate.OneOf(flow_rules.STATUSES))
    sections = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    indicators = fields.Dict(keys=fields.String(), values=fields.Float(allow_none=True), required=True)
    examples = fields.List(fields.String(), required=True)
    snapshot_id = fields.String(required=True, allow_none=True)
    submitted_on = LocalDay(required=True, allow_none=True)
    submitted_by = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    versions = fields.Integer(required=True)
    version_id = fields.String(required=True, allow_none=True)
    consolidated = fields.Nested(Consolidated, required=True, allow_none=True)
    correcting = fields.String(required=True, allow_none=True)


class WhichReports(Page):
    campaign = code_field(required=True)
    round_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=64))
    unit = unit_field(load_default=None, allow_none=True)
    status = choice_field(list(flow_rules.STATUSES), load_default=None, allow_none=True)


class ReportsPage(Schema):
    rows = fields.List(fields.Nested(UnitReport), required=True)
    next = fields.String(required=True, allow_none=True)


class ConsolidateReports(Strict):
    """Which units are left out, and why."""

    without = fields.List(unit_field(), load_default=list, validate=validate.Length(max=MOST_UNITS))
    reason = Text(longest=1000, shortest=0, load_default="")


class SignReport(Strict):
    """Who signs.  ``confirmed_numbers``: numbers of the narrative that come from elsewhere, word for word."""

    signer_name = Text(longest=120, required=True)
    signer_position = Text(longest=200, required=True)
    on_behalf_of = Text(longest=200, shortest=0, load_default="")
    document_number = Text(longest=60, shortest=0, load_default="")
    confirmed_numbers = fields.List(Text(longest=100), load_default=list, validate=validate.Length(max=50))


class SnapshotShown(Schema):
    """How far the gathering of figures is."""

    snapshot_id = fields.String(required=True)
    status = fields.String(required=True)
    rows_done = fields.Integer(required=True)
    rows_expected = fields.Integer(required=True, allow_none=True)
    error = fields.String(required=True)
    sha256 = fields.String(required=True, allow_none=True)


class ReportFigures(Schema):
    """The figures: ``live`` from the read models, or those of the snapshot."""

    live = fields.Boolean(required=True)
    snapshot = fields.Nested(SnapshotShown, required=True, allow_none=True)
    content = fields.Dict(required=True, allow_none=True)


class ReportDraft(Schema):
    """The whole report as it would be frozen now; see docs/snapshots.md."""

    content = fields.Dict(required=True)


class ReportChange(Schema):
    version = fields.Integer(required=True)
    action = fields.String(required=True)
    by = fields.String(required=True)
    at = Instant(required=True)
    reason = fields.String(required=True)
    status = fields.String(required=True)


class ReportHistory(Schema):
    """Changes, oldest first."""

    rows = fields.List(fields.Nested(ReportChange), required=True)
    next = fields.String(required=True, allow_none=True)
