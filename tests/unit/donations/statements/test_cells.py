from datetime import date, time

import pytest

from services.donations.statements.reading import cells
from services.donations.statements.reading.lines import DamagedRow


@pytest.mark.parametrize(
    ("text", "grouping", "amount"),
    [
        ("2.000.000", ".", 2_000_000), ("500", ".", 500), ("0", ".", 0), ("", ".", 0), ("  ", ",", 0),
        ("11,465,168,006", ",", 11_465_168_006), ("150000", "", 150_000), ("1.000.000.000.000.000", ".", 10**15),
    ],
)  # fmt: skip
def test_an_amount_in_the_banks_own_style_is_read(text: str, grouping: cells.Grouping, amount: int) -> None:
    assert cells.amount_vnd(text, grouping, "Credit") == amount


@pytest.mark.parametrize(
    ("text", "grouping"),
    [
        ("2,000,000", "."), ("2.000.000", ","), ("2000000", "."), ("2.000.00", "."), ("20.00", "."), ("1.0000", "."),
        ("2.000,50", "."), ("2.000.000", ""), ("2,000", ""), ("1e6", ""), ("007", ""), ("0.100", "."), (".500", "."),
        ("mot tram nghin", "."), ("100 000", ""), ("100.000 VND", "."), ("+100", ""), ("１００", ""), ("٣", ""),
    ],
)  # fmt: skip
def test_an_amount_in_another_style_is_refused_not_guessed(text: str, grouping: cells.Grouping) -> None:
    with pytest.raises(DamagedRow) as refused:
        cells.amount_vnd(text, grouping, "Credit")
    assert refused.value.reason_code == "amount_unreadable"
    assert "Credit" in refused.value.message


@pytest.mark.parametrize("text", ["-50.000", "−50.000", "(50.000)"])
def test_a_negative_amount_is_refused_by_its_own_name(text: str) -> None:
    with pytest.raises(DamagedRow) as refused:
        cells.amount_vnd(text, ".", "Credit")
    assert refused.value.reason_code == "amount_negative"


def test_an_amount_beyond_a_million_billion_is_refused() -> None:
    with pytest.raises(DamagedRow) as refused:
        cells.amount_vnd(str(10**15 + 1), "", "Số tiền")
    assert refused.value.reason_code == "amount_too_large"


def test_a_balance_may_be_absent_or_below_zero() -> None:
    assert cells.balance_vnd("", ".", "Balance") is None
    assert cells.balance_vnd("0", ".", "Balance") == 0
    assert cells.balance_vnd("-1.500", ".", "Balance") == -1500


@pytest.mark.parametrize("text", ["32/10/2024", "29/02/2023", "2024-10-17", "7/1/2024", "17/10/24", "", "17/13/2024"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(DamagedRow) as refused:
        cells.day(text)
    assert refused.value.reason_code == "day_unreadable"


def test_days_and_times_are_read() -> None:
    assert cells.day("29/02/2024") == date(2024, 2, 29)
    assert cells.time_of_day("23:59:59") == time(23, 59, 59)
    assert cells.time_of_day("08:05") == time(8, 5)
    assert cells.time_of_day("") is None


@pytest.mark.parametrize("text", ["24:00:00", "8:05", "08:60", "sang"])
def test_a_time_that_no_clock_shows_is_refused(text: str) -> None:
    with pytest.raises(DamagedRow) as refused:
        cells.time_of_day(text)
    assert refused.value.reason_code == "time_unreadable"
