"""What the desk's API takes and answers of examples, and of what is defined once for all rounds."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from contracts.fields import REQUIRED, LocalDay, Text, choice_field, code_field, unit_field
from contracts.shapes import Strict
from gateway.api.desk.doing import Page
from gateway.desk import example_rules


class RecordExample(Strict):
    """A model or good example."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    kind = choice_field(list(example_rules.KINDS), required=True)
    title = Text(longest=300, required=True)
    story = Text(longest=10_000, required=True)
    found_on = LocalDay(required=True)
    person_agrees = fields.Boolean(load_default=False, metadata={"description": "Cá nhân đồng ý được nêu gương."})


class SpreadExample(Strict):
    how = Text(longest=2_000, required=True)


class ReportExample(Schema):
    example_id = fields.String(required=True)
    version = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf(example_rules.STATUSES))
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    story = fields.String(required=True)
    found_on = LocalDay(required=True)
    person_agrees = fields.Boolean(required=True)
    spread_how = fields.String(required=True)
    spread_on = LocalDay(required=True, allow_none=True)
    reason = fields.String(required=True)
    recorded_by = fields.String(required=True)


class WhichExamples(Page):
    campaign = code_field(required=True)
    unit = unit_field(load_default=None, allow_none=True)
    status = choice_field(list(example_rules.STATUSES), load_default=None, allow_none=True)
    kind = choice_field(list(example_rules.KINDS), load_default=None, allow_none=True)


class ExamplesPage(Schema):
    rows = fields.List(fields.Nested(ReportExample), required=True)
    next = fields.String(required=True, allow_none=True)


class SaveReportIndicator(Strict):
    """A manual indicator.  ``given_by``: each unit, or the level that puts the reports together."""

    name = Text(longest=300, required=True)
    measure = Text(longest=60, required=True, metadata={"description": "Đơn vị tính: hộ, người, %…"})
    given_by = choice_field(["unit", "whole"], required=True)
    adds_up = fields.Boolean(required=True, metadata={"description": "Số của các đơn vị cộng lại được."})
    meaning = Text(longest=2_000, shortest=0, load_default="")


class ReportIndicator(SaveReportIndicator):
    id = fields.String(required=True)
    version = fields.Integer(required=True)


class ReportIndicatorsPage(Schema):
    rows = fields.List(fields.Nested(ReportIndicator), required=True)
    next = fields.String(required=True, allow_none=True)


class ReportDayOff(Strict):
    on = LocalDay(required=True)
    name = Text(longest=120, required=True)


class SaveDaysOff(Strict):
    days = fields.List(fields.Nested(ReportDayOff), required=True, validate=validate.Length(max=60))


class DaysOff(SaveDaysOff):
    id = fields.String(required=True)
    version = fields.Integer(required=True)


class DaysOffPage(Schema):
    rows = fields.List(fields.Nested(DaysOff), required=True)
    next = fields.String(required=True, allow_none=True)


class SaveContact(Strict):
    emails = fields.List(
        fields.Email(error_messages={"invalid": "Địa chỉ thư điện tử không đúng.", "required": REQUIRED}),
        required=True, validate=validate.Length(1, 10),
    )


class ReportContact(SaveContact):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
