"""What a report is about: which campaign, which days, which units.  Refuses what makes no sense."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from contracts.refusals import NotFound, Refusal
from gateway import units
from gateway.reports.reading import Snapshot, at_one_moment
from runtime.clock import local_day, utc_now

LONGEST_PERIOD_DAYS = 36_600
"""A hundred years: more is a slip of the keys."""

WIDENED_BEFORE_DAYS = 730
"""How far before a campaign its report reaches back unasked, to what was booked early (about two years)."""

WIDENED_AFTER_DAYS = 1
"""How far past today, or past the campaign's end, it reaches unasked."""


class PeriodBackwards(Refusal):
    """The period ends before it begins."""


class PeriodTooLong(Refusal):
    """The period is longer than any campaign."""


class UnknownCampaign(NotFound):
    """No event has told of this campaign."""

    kind = "not_found"


class UnknownUnit(NotFound):
    """The unit is neither in the tree of units nor in the campaign."""

    kind = "not_found"


@dataclass(frozen=True)
class Period:
    """Local days, both included."""

    from_on: dt.date
    to_on: dt.date


@dataclass(frozen=True)
class Scope:
    """A report's subject.  ``campaign``: the campaign's state; ``unit_codes``: the units that are listed, in reading
    order; ``only_units``: what the cells are filtered by (None: all of the campaign's)."""

    campaign: dict[str, Any]
    period: Period
    unit: str | None
    unit_codes: list[str]
    only_units: list[str] | None

    def match(self) -> dict[str, Any]:
        """The part of a query that every figure of the report has in common."""
        found: dict[str, Any] = {"campaign": self.campaign["campaign"]}
        if self.only_units is not None:
            found["unit"] = {"$in": self.only_units}
        return found


def scope_of(
    snapshot: Snapshot, campaign: str, from_on: dt.date | None, to_on: dt.date | None, unit: str | None
) -> Scope:
    """Find the campaign, settle the period and the units.

    Without days the period is the whole campaign, widened to what was booked up to two years before it began and
    until tomorrow, so that nothing but a slip of the keys is left out unasked; it is never refused.  Raises
    :class:`UnknownCampaign`, :class:`UnknownUnit`, :class:`PeriodBackwards` and :class:`PeriodTooLong`.
    """
    state = campaign_state(snapshot, campaign)
    period = _period(snapshot, state, from_on, to_on)
    listed = dict.fromkeys([*(entry["unit"] for entry in state["units"]), state["lead_unit"]])
    if unit is None:
        return Scope(state, period, None, list(listed), None)
    # As of the period's last day: what has become of the units since is shown only to those who ask for it.
    below = units.tree_on(period.to_on.isoformat()).descendants(unit)
    if unit not in listed and unit not in units.current_tree():
        raise UnknownUnit(
            f"Không có đơn vị {unit} trong đợt vận động này.",
            field="unit",
            remedy="Chọn một đơn vị của đợt vận động, hoặc bỏ trống để xem toàn tỉnh.",
        )
    return Scope(state, period, unit, [code for code in below if code in listed] or [unit], below)


def campaign_state(snapshot: Snapshot, campaign: str) -> dict[str, Any]:
    """The campaign as its newest event states it.  Raises :class:`UnknownCampaign`."""
    row = snapshot.row("campaign", campaign)
    if row is None:
        raise UnknownCampaign(
            f"Không có đợt vận động {campaign}.", field="campaign", remedy="Kiểm tra lại mã đợt vận động."
        )
    state: dict[str, Any] = row["state"]
    return state


def lead_unit_of(campaign: str) -> str:
    """The unit that leads a campaign: who may see its rows may see those of all units.  Raises
    :class:`UnknownCampaign`."""
    return at_one_moment(lambda snapshot: str(campaign_state(snapshot, campaign)["lead_unit"]))


def checked_period(from_on: dt.date, to_on: dt.date) -> Period:
    """The period from one day to another.  Raises :class:`PeriodBackwards` and :class:`PeriodTooLong`."""
    if from_on > to_on:
        raise PeriodBackwards(
            "Ngày bắt đầu kỳ báo cáo sau ngày kết thúc.",
            field="from_on",
            remedy=f"Chọn ngày bắt đầu không sau {to_on:%d/%m/%Y}.",
        )
    if (to_on - from_on).days > LONGEST_PERIOD_DAYS:
        raise PeriodTooLong("Kỳ báo cáo dài quá 100 năm.", field="from_on", remedy="Chọn kỳ ngắn hơn.")
    return Period(from_on, to_on)


def _period(
    snapshot: Snapshot, state: dict[str, Any], from_on: dt.date | None, to_on: dt.date | None
) -> Period:
    if from_on is not None and to_on is not None:
        return checked_period(from_on, to_on)
    first, last = _usual_days(state, snapshot.booked_days(state["campaign"]))
    if from_on is None and to_on is None:
        return Period(first, last)
    # One open end follows the other when that lies outside the campaign: "from 2025 on" is a period too.
    start = from_on if from_on is not None else min(first, to_on or first)
    end = to_on if to_on is not None else max(last, start)
    return checked_period(start, end)


def _usual_days(state: dict[str, Any], booked: tuple[dt.date, dt.date] | None) -> tuple[dt.date, dt.date]:
    """The campaign's days, widened to what was booked around them, as far as that is no slip of the keys.

    One gift booked in the year 0202 must not take the whole report away."""
    first, last = dt.date.fromisoformat(state["starts_on"]), dt.date.fromisoformat(state["ends_on"])
    earliest = _shifted(first, -WIDENED_BEFORE_DAYS)
    latest = _shifted(max(last, local_day(utc_now())), WIDENED_AFTER_DAYS)
    if booked is not None:
        first = max(min(first, booked[0]), earliest)
        last = min(max(last, booked[1]), latest)
    return first, min(last, _shifted(first, LONGEST_PERIOD_DAYS))


def _shifted(day: dt.date, days: int) -> dt.date:
    """The day so many days away, within what a date can hold."""
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), dt.date.max.toordinal()))
