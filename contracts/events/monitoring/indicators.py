"""Events about indicators."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class IndicatorRow(Row):
    """An indicator of a unit in a year.

    value, target_value, target_change: numbers, or hundredths of a percent for rates; change: against the year before,
    where that is known; judged: met, missed, open (no value yet, or nothing to compare with) or none (no target);
    on: the day that the value is of, or the last of the year while there is none."""

    indicator_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    indicator = fields.String(required=True)
    year = fields.Integer(required=True)
    value = fields.Integer(required=True, allow_none=True)
    change = fields.Integer(required=True, allow_none=True)
    target_value = fields.Integer(required=True, allow_none=True)
    target_change = fields.Integer(required=True, allow_none=True)
    aim = fields.String(required=True, allow_none=True)
    judged = fields.String(required=True)
    source = fields.String(required=True)
    on = LocalDay(required=True)


@event("monitoring.indicators_changed.v1")
class IndicatorsChangedV1(EventData):
    """Values entered or corrected, targets set."""

    entries = entries(IndicatorRow)
