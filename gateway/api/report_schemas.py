"""What the reporting API takes and answers."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from contracts.fields import END, REQUIRED, Instant, LocalDay, code_field, unit_field
from gateway.reports.rows import MOST_ROWS
from gateway.units.rows_of_units import OF_THE_DAY


class Question(Schema):
    """A query; a misspelt parameter is refused, not passed over."""

    class Meta:
        unknown = RAISE

    campaign = code_field(required=True)
    unit = unit_field(load_default=None, metadata={"description": "Chỉ đơn vị này và các đơn vị trực thuộc."})
    from_on = LocalDay(load_default=None, metadata={"description": "Ngày đầu kỳ; bỏ trống: từ đầu đợt vận động."})
    to_on = LocalDay(load_default=None, metadata={"description": "Ngày cuối kỳ; bỏ trống: đến nay."})
    in_units = fields.String(
        load_default=OF_THE_DAY, data_key="units",
        validate=validate.Regexp(
            rf"^(day|today|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){END}",
            error="Ghi day, today, hoặc một ngày như 2025-07-01.",
        ),
        metadata={
            "description": "Theo đơn vị nào: day – của ngày phát sinh; today – của hôm nay; hoặc của một ngày."
        },
    )


class RowsQuestion(Question):
    """Which figure to open, and which page of its rows."""

    figure = fields.String(required=True, error_messages={"required": REQUIRED})
    unit = unit_field(load_default=None, metadata={"description": "Chỉ dòng của chính đơn vị này."})
    below = fields.Boolean(load_default=False, metadata={"description": "Gồm cả các đơn vị trực thuộc `unit`."})
    source = fields.String(load_default=None, validate=validate.Length(1, 100))
    after = fields.String(load_default=None, validate=validate.Length(1, 500))
    limit = fields.Integer(
        load_default=MOST_ROWS,
        validate=validate.Range(1, MOST_ROWS, error="Mỗi trang từ {min} đến {max} dòng."),
    )


class AsOf(Schema):
    """Up to which event the figures reach."""

    seq = fields.Integer(required=True, metadata={"description": "Số sự kiện đã tính vào số liệu."})
    at = Instant(required=True, allow_none=True, metadata={"description": "Lúc xảy ra sự kiện mới nhất."})


class SumOf(Schema):
    """Rows counted and whole đồng added up."""

    count = fields.Integer(required=True)
    amount_vnd = fields.Integer(required=True)


class Progress(Schema):
    """Money received against a target; ``percent`` is null without a target."""

    target_vnd = fields.Integer(required=True)
    received_vnd = fields.Integer(required=True)
    percent = fields.Float(required=True, allow_none=True)


class Pledges(Schema):
    """What was promised and what of it has come."""

    pledged_vnd = fields.Integer(required=True)
    fulfilled_vnd = fields.Integer(required=True)
    outstanding_vnd = fields.Integer(required=True)
    lapsed_vnd = fields.Integer(required=True)
    collection_percent = fields.Float(required=True, allow_none=True)


class FigureMeaning(Schema):
    """What a figure is called and how it is made."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    measure = fields.String(required=True, validate=validate.OneOf(["vnd", "count"]))
    formula = fields.String(required=True)


class CampaignShort(Schema):
    campaign = fields.String(required=True)
    name = fields.String(required=True)
    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    lead_unit = fields.String(required=True)


class PeriodOf(Schema):
    from_on = LocalDay(required=True)
    to_on = LocalDay(required=True)


class UnitsOf(Schema):
    """Whose units are shown: those of ``day``, or (null) of the day of each fact."""

    day = LocalDay(required=True, allow_none=True)
    name = fields.String(required=True)


class WhichRows(Schema):
    """Parameters of ``/reports/rows`` that open a line to its rows."""

    unit = fields.String(required=True)
    units = fields.String(required=True)
    from_on = LocalDay(required=True)
    to_on = LocalDay(required=True)


class UnitLine(Schema):
    """A unit's own figures, without those of the units below it.  ``unshared``: code of a unit that was split and whose
    shares nobody has stated; its figures stand apart, within ``unit`` (empty: within none)."""

    unit = fields.String(required=True)
    name = fields.String(required=True)
    valid_from = LocalDay(required=True, allow_none=True)
    valid_to = LocalDay(required=True, allow_none=True)
    unshared = fields.String(required=True, allow_none=True)
    rows = fields.Nested(WhichRows, required=True)
    progress = fields.Nested(Progress, required=True)
    figures = fields.Dict(keys=fields.String(), values=fields.Nested(SumOf), required=True)


class SourceLine(SumOf):
    figure = fields.String(required=True)
    source = fields.String(required=True)
    name = fields.String(required=True)


class ActivityLine(Schema):
    """An activity with all its guests until now; of those ``offered`` a place each is kept for a time."""

    activity = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    unit = fields.String(required=True)
    place = fields.String(required=True)
    places = fields.Integer(required=True, allow_none=True)
    starts_on = LocalDay(required=True, allow_none=True)
    ends_on = LocalDay(required=True, allow_none=True)
    confirmed = fields.Integer(required=True)
    offered = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    cancelled = fields.Integer(required=True)


class Supervision(Schema):
    """What supervision found; ``open_beside`` stands beside the figures that it casts doubt on."""

    raised = fields.Integer(required=True)
    open = fields.Integer(required=True)
    closed = fields.Integer(required=True)
    held = fields.Nested(SumOf, required=True)
    open_beside = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class ProvincialReport(Schema):
    """The provincial report; all of it at one moment."""

    campaign = fields.Nested(CampaignShort, required=True)
    period = fields.Nested(PeriodOf, required=True)
    unit = fields.String(required=True, allow_none=True)
    unit_name = fields.String(required=True)
    units_of = fields.Nested(UnitsOf, required=True)
    as_of = fields.Nested(AsOf, required=True)
    figures = fields.List(fields.Nested(FigureMeaning), required=True)
    total = fields.Dict(keys=fields.String(), values=fields.Nested(SumOf), required=True)
    progress = fields.Nested(Progress, required=True)
    pledges = fields.Nested(Pledges, required=True)
    units = fields.List(fields.Nested(UnitLine), required=True)
    sources = fields.List(fields.Nested(SourceLine), required=True)
    activities = fields.List(fields.Nested(ActivityLine), required=True)
    supervision = fields.Nested(Supervision, required=True)


class RowBehind(SumOf):
    """A row with what it adds to the figure, and the event that states it."""

    kind = fields.String(required=True)
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    unit = fields.String(required=True)
    on = fields.String(required=True)
    source = fields.String(required=True, allow_none=True)
    event_id = fields.String(required=True)
    event_type = fields.String(required=True)
    state = fields.Dict(required=True)


class ShareBehind(SumOf):
    """What a unit that was split adds by its stated share; its rows can't be divided."""

    unit = fields.String(required=True)
    name = fields.String(required=True)
    valid_to = LocalDay(required=True, allow_none=True)
    part = fields.Integer(required=True)
    whole = fields.Integer(required=True)


class RowsPage(Schema):
    """A page of rows, and what is added to all of them by shares; ``next`` is null on the last page."""

    rows = fields.List(fields.Nested(RowBehind), required=True)
    shares = fields.List(fields.Nested(ShareBehind), required=True)
    next = fields.String(required=True, allow_none=True)
    as_of = fields.Nested(AsOf, required=True)


class ProgressUnit(SumOf):
    unit = fields.String(required=True)
    name = fields.String(required=True)
    target_vnd = fields.Integer(required=True)
    percent = fields.Float(required=True, allow_none=True)


class ProgressSource(SumOf):
    source = fields.String(required=True)
    name = fields.String(required=True)


class ProgressDay(SumOf):
    on = LocalDay(required=True)


class CampaignProgress(Schema):
    """Money received over the whole campaign, against its target."""

    campaign = fields.String(required=True)
    name = fields.String(required=True)
    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    target_vnd = fields.Integer(required=True)
    received = fields.Nested(SumOf, required=True)
    percent = fields.Float(required=True, allow_none=True)
    units = fields.List(fields.Nested(ProgressUnit), required=True)
    sources = fields.List(fields.Nested(ProgressSource), required=True)
    days = fields.List(fields.Nested(ProgressDay), required=True)
    as_of = fields.Nested(AsOf, required=True)


class EventEnvelope(Schema):
    """An event as it came over the wire (CloudEvents 1.0)."""

    specversion = fields.String(required=True)
    id = fields.String(required=True)
    source = fields.String(required=True)
    type = fields.String(required=True)
    subject = fields.String(required=True)
    time = Instant(required=True)
    datacontenttype = fields.String()
    dataschema = fields.String()
    aggregateversion = fields.Integer(required=True)
    correlationid = fields.String(required=True)
    causationid = fields.String(required=True)
    data = fields.Dict(required=True)
