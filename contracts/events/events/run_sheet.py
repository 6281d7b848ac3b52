"""Events about run sheets."""

from marshmallow import fields

from contracts.events import EventData, Row, event
from contracts.fields import Instant, LocalDay


class CueRow(Row):
    """Something handed over on stage.  ``status``: settled when its step was on stage and its record says so, else
    open, and ``reason`` says why: not_on_stage, not_handed_over, record_unknown, record_pending or record_gone."""

    code = fields.String(required=True)
    kind = fields.String(required=True)
    record_kind = fields.String(required=True)
    record_id = fields.String(required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)


class StepRow(Row):
    """One step, in running order.  ``status``: pending, running, done or skipped; ``delay_minutes``: by how much it
    began late (below zero: early), null before it began."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.String(required=True)
    planned_at = Instant(required=True)
    duration_minutes = fields.Integer(required=True)
    started_at = Instant(required=True, allow_none=True)
    finished_at = Instant(required=True, allow_none=True)
    delay_minutes = fields.Integer(required=True, allow_none=True)
    is_late = fields.Boolean(required=True)
    cues = fields.List(fields.Nested(CueRow), required=True)


@event("events.run_sheet_changed.v1")
class RunSheetChangedV1(EventData):
    """The run sheet of an activity as it now stands, without the names that are called out.  ``status``: planned,
    running or closed; ``show_on``: the local day of its first planned step."""

    activity = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    status = fields.String(required=True)
    show_on = LocalDay(required=True)
    steps = fields.List(fields.Nested(StepRow), required=True)
