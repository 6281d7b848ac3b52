"""Sums by day and by month, and the spans that cover a period."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from gateway.facts.kinds import Contribution
from gateway.projections.cells import Cell, Placed, Sum, spans_between, sums
from gateway.projections.names import first_partition, partition_name, shard_of

DAYS = st.dates(dt.date(2023, 11, 1), dt.date(2025, 3, 31))


def test_a_period_of_whole_months_is_read_from_months_alone() -> None:
    assert spans_between(dt.date(2024, 1, 1), dt.date(2024, 3, 31)) == ["2024-01", "2024-02", "2024-03"]


def test_a_period_from_the_15th_to_the_14th_is_read_from_two_months_and_the_days_at_its_ends() -> None:
    spans = spans_between(dt.date(2024, 12, 15), dt.date(2025, 3, 14))
    assert [span for span in spans if len(span) == 7] == ["2025-01", "2025-02"]
    assert len(spans) == 17 + 2 + 14


@given(DAYS, DAYS)
def test_the_spans_of_a_period_cover_each_of_its_days_once(one: dt.date, other: dt.date) -> None:
    first, last = sorted((one, other))
    covered: list[str] = []
    for span in spans_between(first, last):
        covered += [span] if len(span) == 10 else _days_of(span)
    assert covered == [(first + dt.timedelta(n)).isoformat() for n in range((last - first).days + 1)]


def _days_of(month: str) -> list[str]:
    day = dt.date.fromisoformat(f"{month}-01")
    found = []
    while day.isoformat().startswith(month):
        found.append(day.isoformat())
        day += dt.timedelta(1)
    return found


def test_a_row_that_changes_takes_away_what_it_added_before() -> None:
    before = Placed("c", "582", "2024-10-20", (Contribution("support_pending", "house_new", 1, 500),))
    after = Placed("c", "582", "2024-11-02", (Contribution("paid", "house_new", 1, 500),))
    assert sums([after], [before]) == {
        Cell("c", "support_pending", "582", "2024-10-20", "house_new"): Sum(-1, -500),
        Cell("c", "support_pending", "582", "2024-10", "house_new"): Sum(-1, -500),
        Cell("c", "paid", "582", "2024-11-02", "house_new"): Sum(1, 500),
        Cell("c", "paid", "582", "2024-11", "house_new"): Sum(1, 500),
    }


def test_a_row_that_changes_nothing_countable_touches_no_cell() -> None:
    row = Placed("c", "582", "2024-10-20", (Contribution("received", "cash", 1, 500),))
    assert sums([row], [row]) == {}


def test_the_first_shard_is_stored_as_cells_were_before_there_were_shards() -> None:
    cell = Cell("c", "received", "582", "2024-10-20", "cash")
    assert cell.key_in(1) == "c|received|582|2024-10-20|cash"
    assert cell.key_in(2) == "c|received|582|2024-10-20|cash|2"


def test_partitions_have_shards_of_their_own_and_the_first_is_called_as_the_queue_is() -> None:
    names = [partition_name("gateway.projector.q1", number) for number in (1, 2, 12)]
    assert names[0] == "gateway.projector.q1"
    assert [shard_of(name) for name in names] == [1, 2, 12]
    assert {first_partition(name) for name in names} == {names[0]}
