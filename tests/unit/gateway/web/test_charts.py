"""Charts as numbers: marks lie where their values say, and nothing is drawn over something else."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.web import charts
from gateway.web.charts.columns import Entry
from gateway.web.charts.dots import _box, _meet

AMOUNTS = st.integers(0, 10**13)
FEWER = settings(max_examples=40, deadline=None)


@given(AMOUNTS)
def test_an_axis_reaches_past_every_value_in_four_even_steps_at_the_most(most: int) -> None:
    ticks = charts.ticks_up_to(most)
    assert ticks[0] == 0 and ticks[-1] >= most and 2 <= len(ticks) <= 5
    assert len({after - before for before, after in itertools.pairwise(ticks)}) == 1


@FEWER
@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=62))
def test_columns_stay_inside_and_beside_each_other_and_twice_the_money_is_twice_as_tall(
    values: list[tuple[int, int]],
) -> None:
    chart = charts.columns([Entry(str(place), up, down) for place, (up, down) in enumerate(values)])
    assert len(chart.marks) == sum(bool(one) for pair in values for one in pair)
    for mark in chart.marks:
        assert chart.left - 0.1 <= mark.x and mark.x + mark.width <= chart.right + 0.1
        assert mark.y >= 0 and mark.y + mark.height <= chart.height
        assert mark.y + mark.height <= chart.zero + 0.1 if not mark.down else mark.y >= chart.zero - 0.1
    tall = [mark for mark in chart.marks if mark.height > 10]
    for one in tall:
        for other in tall:
            assert one.height / other.height == pytest.approx(one.value / other.value, rel=0.01)
    written = sorted(tick.y for tick in chart.ticks)
    assert all(after - before >= 14 for before, after in itertools.pairwise(written))
    below = [label.x for label in chart.labels]
    assert all(after - before >= 44 for before, after in itertools.pairwise(below))


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_the_parts_of_a_bar_make_the_whole_also_past_the_target(received: int, promised: int, target: int) -> None:
    chart = charts.progress([(received, None), (promised, None)], target, 0.5)
    assert sum(part.width for part in chart.parts) == pytest.approx(chart.width, abs=0.1)
    assert [part.value for part in chart.parts] == [received, promised, max(target - received - promised, 0)]
    assert 0 <= chart.target_x <= chart.width


def test_a_line_never_falls_and_does_not_tell_of_tomorrow() -> None:
    first = dt.date(2024, 10, 17)
    added = [(first + dt.timedelta(days), 1_000_000) for days in (2, 0, 5)]
    last, today = first + dt.timedelta(30), first + dt.timedelta(10)
    chart = charts.lines(added, first, last, today, 12_000_000, last)
    assert [point.value for point in chart.points] == [1_000_000, 2_000_000, 3_000_000]
    heights = [float(pair.split(",")[1]) for pair in chart.line.points.split()]
    assert heights == sorted(heights, reverse=True)
    ends = float(chart.line.points.split()[-1].split(",")[0])
    assert ends == pytest.approx(chart.left + (chart.right - chart.left) / 3, abs=0.1)
    assert chart.pace.split()[1].startswith(str(chart.right))


PLACES = st.lists(
    st.builds(
        charts.Place, code=st.text("0123456789", min_size=3, max_size=3), name=st.text("abc ", min_size=1, max_size=24),
        latitude=st.floats(8, 23), longitude=st.floats(102, 110), value=AMOUNTS,
    ),
    min_size=2, max_size=40,
)


@FEWER
@given(PLACES)
def test_dots_and_their_names_lie_inside_the_map_and_no_name_on_another(places: list[charts.Place]) -> None:
    chart = charts.dot_map(places)
    assert chart is not None
    for dot in chart.dots:
        assert dot.x - dot.radius >= 0 and dot.x + dot.radius <= chart.width
        assert dot.y - dot.radius >= 0 and dot.y + dot.radius <= chart.height
    names = [_box(dot.label, dot.label_x, dot.label_y, dot.anchor) for dot in chart.dots if dot.label]
    assert not any(_meet(one, other) for place, one in enumerate(names) for other in names[place + 1 :])


def test_north_is_up_and_east_is_right() -> None:
    chart = charts.dot_map([
        charts.Place("584", "Bác Ái", 11.83, 108.85, 5), charts.Place("586", "Ninh Hải", 11.67, 109.15, 20),
    ])
    assert chart is not None
    by_code = {dot.place.code: dot for dot in chart.dots}
    assert by_code["584"].y < by_code["586"].y and by_code["584"].x < by_code["586"].x
    assert by_code["586"].radius > by_code["584"].radius


def test_one_dot_is_no_map() -> None:
    assert charts.dot_map([charts.Place("58", "Ninh Thuận", 11.7, 108.9, 1)]) is None
