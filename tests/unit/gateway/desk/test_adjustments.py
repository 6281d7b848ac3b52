"""Late facts: whatever comes when, and whatever is corrected, all that was reported adds up to what is known."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.desk.cube_rules import Change, Cube, by_figure, minus, plus, together

FIGURES, UNITS, SOURCES = ("received", "paid"), ("582", "584"), ("cash", "card")
PERIODS = 4

KEYS = st.tuples(st.sampled_from(FIGURES), st.sampled_from(UNITS), st.sampled_from(SOURCES))
CUBES = st.dictionaries(KEYS, st.tuples(st.integers(-3, 3), st.integers(-10**15, 10**15)).map(list), max_size=4)


class Reporting:
    """Reports of one kind, as the desk reckons them: own figures, and adjustments of earlier periods."""

    def __init__(self) -> None:
        self.known: list[Cube] = [{} for _ in range(PERIODS)]
        self.own: dict[int, Cube] = {}
        self.carried: dict[int, dict[int, Cube]] = {}

    def report(self, period: int) -> None:
        """Report a period, for the first time or as a correction."""
        lines = {}
        for earlier in range(period):
            if earlier in self.own:
                others = together(
                    lines.get(earlier, {}) for other, lines in self.carried.items() if other != period
                )
                change = Change(self.own[earlier], others, self.known[earlier])
                assert plus(plus(change.as_reported, change.carried), change.adjustment) == plus(
                    self.known[earlier], {}
                )
                lines[earlier] = change.adjustment
        self.own[period], self.carried[period] = self.known[period], lines

    def told(self) -> Cube:
        """All that the newest versions say, own figures and adjustments."""
        return together([*self.own.values(), *(one for lines in self.carried.values() for one in lines.values())])


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("fact"), st.integers(0, PERIODS - 1), CUBES),
        st.tuples(st.just("report"), st.integers(0, PERIODS - 1), st.just({})),
    ),
    max_size=25,
)


@given(STEPS)
def test_all_reports_with_their_adjustments_add_up_to_what_is_known_when_the_last_one_is_made(
    steps: list[tuple[str, int, Cube]]
) -> None:
    desk = Reporting()
    for what, period, cube in steps:
        if what == "fact":
            desk.known[period] = plus(desk.known[period], cube)
        else:
            desk.report(period)
    last = PERIODS - 1
    desk.report(last)
    assert desk.told() == together(desk.known[period] for period in desk.own)


@given(CUBES, CUBES)
def test_sums_and_differences_are_exact(one: Cube, other: Cube) -> None:
    assert plus(minus(one, other), other) == plus(one, {})
    assert minus(one, one) == {}
    totals, parts = by_figure(plus(one, other)), (by_figure(one), by_figure(other))
    for figure in FIGURES:
        summed = [sum(part.get(figure, [0, 0])[place] for part in parts) for place in (0, 1)]
        assert totals.get(figure, [0, 0]) == summed


def test_a_late_gift_is_carried_once_and_a_correction_takes_it_back_from_the_next() -> None:
    desk, late = Reporting(), {("received", "582", "cash"): [1, 50_000]}
    desk.report(0)
    desk.known[0] = late
    desk.report(1)
    assert desk.carried[1][0] == late
    desk.report(2)
    assert desk.carried[2][0] == {}
    desk.report(0)  # the correction states it itself
    desk.report(3)
    assert desk.carried[3][0] == {("received", "582", "cash"): [-1, -50_000]}
    assert desk.told() == late
