"""Where a relief campaign stands on a day that is handed in."""

import datetime as dt

import pytest

from gateway.reports.relief import status_on

UNTIL, HANDED_OUT = dt.date(2024, 12, 9), dt.date(2024, 12, 29)


@pytest.mark.parametrize(
    ("day", "left_vnd", "status"),
    [
        (dt.date(2024, 12, 9), 0, "receiving"),
        (dt.date(2024, 12, 10), 1, "distributing"),
        (dt.date(2024, 12, 29), 1, "distributing"),
        (dt.date(2024, 12, 30), 1, "overdue"),
        (dt.date(2024, 12, 30), 0, "distributed"),
        (dt.date(2024, 12, 10), 0, "distributed"),
    ],
)
def test_the_status_is_that_of_the_day_and_of_what_is_left(day: dt.date, left_vnd: int, status: str) -> None:
    assert status_on(day, UNTIL, HANDED_OUT, left_vnd) == status
