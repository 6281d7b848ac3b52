"""Days of a report as a chart draws them: days, weeks or months, none left out and none counted twice."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.reports.over_time import spans

DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2027, 12, 31))


def day(on: dt.date, received: int) -> dict[str, Any]:
    return {"on": on.isoformat(), "received_vnd": received}


@given(st.dictionaries(DAYS, st.integers(0, 10**12), min_size=1, max_size=30))
def test_spans_follow_each_other_without_a_gap_and_add_up_to_the_days(amounts: dict[dt.date, int]) -> None:
    found = spans([day(on, amounts[on]) for on in sorted(amounts)], "received_vnd")
    assert sum(sums["received_vnd"] for _, _, sums in found) == sum(amounts.values())
    assert found[0][0] <= min(amounts) <= found[0][1] and found[-1][0] <= max(amounts) <= found[-1][1]
    for (_, end, _), (start, _, _) in itertools.pairwise(found):
        assert start == end + dt.timedelta(1)


@pytest.mark.parametrize(("until", "number"), [("2024-11-18", 33), ("2025-01-31", 16), ("2026-11-27", 26)])
def test_a_campaign_is_drawn_by_day_a_year_by_week_and_longer_by_month(until: str, number: int) -> None:
    found = spans([day(dt.date(2024, 10, 17), 1), day(dt.date.fromisoformat(until), 1)], "received_vnd")
    assert len(found) == number


def test_nothing_makes_no_chart() -> None:
    assert spans([], "received_vnd") == []
