"""Commands about indicators: what a unit's poverty and housing come to, year by year, beside their targets."""

from marshmallow import ValidationError, fields, validates_schema

from contracts.commands import Command
from contracts.fields import LocalDay, Text, WholeNumber, choice_field, code_field, unit_field

RATES = ["poverty_rate", "near_poverty_rate"]
COUNTS = [
    "households", "poor_households", "near_poor_households", "newly_escaped_households", "temporary_houses",
    "temporary_houses_removed",
]
INDICATORS = [*RATES, *COUNTS]
WHOLE_RATE = 10_000
"""Rates are in hundredths of a percent: 5.32 % is 532, and a whole is 10,000."""

LARGEST = 10**9


class _OfAYear(Command):
    """Natural key: campaign, unit, indicator and year."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    indicator = choice_field(INDICATORS, required=True)
    year = WholeNumber(lowest=2000, highest=2100, required=True)


class SaveIndicator(_OfAYear):
    """The value of an indicator at the end of a year, as a unit reports it.

    value: a number of households or houses, or a rate in hundredths of a percent; source: the document or review that
    it is from; reason: why it changes, for one that stands already.  Saving the same again changes nothing."""

    value = WholeNumber(lowest=0, highest=LARGEST, required=True)
    as_of_on = LocalDay(required=True)
    source = Text(required=True, longest=300)
    reason = Text(longest=300, load_default="", shortest=0)

    @validates_schema(skip_on_field_errors=True)
    def _no_rate_beyond_the_whole(self, told: dict[str, object], **_: object) -> None:
        if told["indicator"] in RATES and told["value"] > WHOLE_RATE:  # type: ignore[operator]
            raise ValidationError("Tỷ lệ tính bằng phần vạn: 5,32 % ghi 532, nhiều nhất 10000.", "value")


class SetIndicatorTarget(_OfAYear):
    """What the plan asks of a unit for a year: a value at the end of it, or a change against the year before.

    aim: at_most or at_least the value; change: in the indicator's own measure, e.g. -70 for "the poverty rate falls by
    0.7 points"."""

    aim = choice_field(["at_most", "at_least"], required=True)
    value = WholeNumber(lowest=0, highest=LARGEST, load_default=None, allow_none=True)
    change = WholeNumber(lowest=-LARGEST, highest=LARGEST, load_default=None, allow_none=True)
    citation = Text(required=True, longest=300)

    @validates_schema(skip_on_field_errors=True)
    def _one_of_both(self, told: dict[str, object], **_: object) -> None:
        if (told["value"] is None) == (told["change"] is None):
            raise ValidationError("Ghi một trong hai: giá trị cần đạt, hoặc mức thay đổi so với năm trước.", "value")


class ListIndicators(Command):
    """An indicator of a campaign's units over the years, for a table."""

    campaign = code_field(required=True)
    indicator = choice_field(INDICATORS, required=True)
    units = fields.List(unit_field(), load_default=None, allow_none=True)
