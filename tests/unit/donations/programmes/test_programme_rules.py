"""Ceilings are dated, cite their decision, and never overlap."""

import datetime as dt

import pytest

from services.donations.programmes import rules
from services.donations.programmes.rules import Programme

OLD = Programme("old", 50_000_000, "QĐ 12/2023", dt.date(2023, 1, 1), dt.date(2024, 6, 30))
NEW = Programme("new", 60_000_000, "QĐ 34/2024", dt.date(2024, 7, 1), None)


@pytest.mark.parametrize(
    ("day", "code"),
    [(dt.date(2023, 1, 1), "old"), (dt.date(2024, 6, 30), "old"), (dt.date(2024, 7, 1), "new"),
     (dt.date(2030, 1, 1), "new")],
)
def test_the_ceiling_is_that_of_the_day_both_ends_included(day: dt.date, code: str) -> None:
    found = rules.programme_on([OLD, NEW], day, 50_000_000)
    assert found is not None and found.code == code


def test_the_ceiling_itself_may_be_given_and_one_dong_more_may_not() -> None:
    assert rules.programme_on([OLD, NEW], dt.date(2024, 6, 30), 50_000_000) is OLD
    with pytest.raises(rules.CeilingExceeded) as refused:
        rules.programme_on([OLD, NEW], dt.date(2024, 6, 30), 50_000_001)
    assert refused.value.facts["decision"] == "QĐ 12/2023"
    assert "50.000.000 đồng theo QĐ 12/2023" in refused.value.message


def test_without_any_programme_of_the_kind_there_is_no_ceiling_and_with_some_the_day_must_fall_under_one() -> None:
    assert rules.programme_on([], dt.date(2020, 1, 1), 10**12) is None
    with pytest.raises(rules.NoProgrammeOnTheDay):
        rules.programme_on([OLD, NEW], dt.date(2022, 12, 31), 1)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [("2024-06-30", "2024-06-30"), ("2022-01-01", "2023-01-01"), ("2022-01-01", None), ("2023-05-01", "2023-06-01")],
)
def test_programmes_of_a_kind_share_no_day(begins: str, ends: str | None) -> None:
    other = Programme("x", 1, "QĐ", dt.date.fromisoformat(begins), ends and dt.date.fromisoformat(ends))  # type: ignore[arg-type]
    with pytest.raises(rules.ProgrammesOverlap):
        rules.check_apart(other, [OLD])
    rules.check_apart(NEW, [OLD])
