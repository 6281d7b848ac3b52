"""Every published example of the design's table, and the whole golden card."""

from fractions import Fraction

import pytest

from services.events.golf_scoring.rules.callaway_chart import CHART
from services.events.golf_scoring.rules.countback import Countback, Entrant, ranked
from services.events.golf_scoring.rules.course import Cap, CourseNotScorable, Hole, course_of
from services.events.golf_scoring.rules.day_handicaps import Callaway, Peoria, System36
from services.events.golf_scoring.rules.handicaps import (
    Foursomes,
    Indexed,
    course_handicap,
    playing_handicap,
    strokes_on_hole,
)
from services.events.golf_scoring.rules.numbers import half_up, plain, vn
from services.events.golf_scoring.rules.play import Stableford, StrokePlay
from tests.unit.events.golf_scoring.golden import GOLDEN, card, course

SHOWN = [3, 4, 9, 12, 17, 18]
HIDDEN_12 = [hole for hole in range(1, 19) if hole not in SHOWN]


def test_halves_round_up_where_python_would_round_to_even() -> None:
    assert [half_up(Fraction(x)) for x in ("8.5", "9.5", "-1.5", "8.49")] == [9, 10, -1, 8]


def test_numbers_are_written_with_the_decimal_comma_and_say_when_they_go_on() -> None:
    assert [vn(Fraction(x)) for x in ("71.8", "18", "-2", "1/3", "-1/8")] == ["71,8", "18", "−2", "≈ 0,333", "−0,125"]
    assert [plain(Fraction(x)) for x in ("71.80", "0.05", "-0.5")] == ["71.8", "0.05", "-0.5"]


def test_course_handicap_of_nine_holes_is_kept_unrounded() -> None:
    holes = [Hole(number, 4, number) for number in range(1, 19)]
    with pytest.raises(CourseNotScorable):
        course_of(holes[:9], Fraction("35.3"), 121)
    nine = type(course())(tuple(holes[:9]), Fraction("35.3"), 121)
    unrounded = course_handicap(Fraction("4.4"), nine)
    assert plain(unrounded) == "4.012"  # 4.0115…, which the USGA prints as 4.011
    assert unrounded == Fraction("4.4") * 121 / 113 - Fraction("0.7")
    assert half_up(unrounded) == 4


@pytest.mark.parametrize(("index", "playing"), [("8.6", 8), ("10.3", 10)])
def test_playing_handicap_is_rounded_once(index: str, playing: int) -> None:
    found = Indexed(85).of(Fraction(index), course(slope=125))
    assert found.value == playing
    assert "không làm tròn" in found.steps[0]
    unrounded = course_handicap(Fraction("10.3"), course(slope=125))
    assert playing_handicap(Fraction(half_up(unrounded)), 85) == 9  # twice rounded is wrong


def test_foursomes_take_half_of_both() -> None:
    assert Foursomes().of_handicaps(Fraction(15), Fraction(20)).value == 18
    assert Foursomes().of(Fraction(15), Fraction(20), course()).value == 18


def test_a_handicap_of_27_gives_two_strokes_on_indexes_1_to_9() -> None:
    assert [strokes_on_hole(27, index) for index in range(1, 19)] == [2] * 9 + [1] * 9


def test_a_plus_player_gives_strokes_back_on_the_easiest_holes() -> None:
    assert [strokes_on_hole(-2, index) for index in range(1, 19)] == [0] * 16 + [-1] * 2


@pytest.mark.parametrize(
    ("handicap", "index", "par", "gross", "points"),
    [(23, 1, 4, 5, 3), (23, 4, 5, 5, 4), (23, 15, 3, 5, 1), (23, 18, 4, 5, 2), (21, 8, 5, 7, 1)],
)
def test_stableford(handicap: int, index: int, par: int, gross: int, points: int) -> None:
    assert Stableford().on_hole(par, strokes_on_hole(handicap, index), gross) == points


def test_a_ball_picked_up_scores_no_points() -> None:
    assert Stableford().on_hole(4, 5, None) == 0


def with_pars_bogeys(pars: int, bogeys: int, gross: int) -> dict[int, int | None]:
    over = dict.fromkeys(range(pars + 1, pars + bogeys + 1), 1)
    worse = list(range(pars + bogeys + 1, 19))
    left = gross - 72 - bogeys
    for place, number in enumerate(worse):
        share = left // (len(worse) - place)
        over[number], left = share, left - share
    return card(over)


@pytest.mark.parametrize(
    ("pars", "bogeys", "gross", "handicap", "net"), [(7, 9, 90, 13, 77), (6, 6, 91, 18, 73)]
)
def test_system_36(pars: int, bogeys: int, gross: int, handicap: int, net: int) -> None:
    scores = with_pars_bogeys(pars, bogeys, gross)
    assert StrokePlay().gross(course(), scores) == gross
    found = System36().of(course(), scores).value
    assert (found, StrokePlay.net(gross, found)) == (handicap, net)


def test_system_36_modified_takes_the_lower_of_the_day_and_the_declared() -> None:
    rule = System36(at_most_declared=True)
    assert rule.of(course(), GOLDEN, Fraction(12)).value == 12
    assert rule.of(course(), GOLDEN, Fraction(24)).value == 18
    assert rule.of(course(), GOLDEN).value == 18
    assert System36().of(course(), GOLDEN, Fraction(12)).value == 18


def test_peoria_of_80_per_cent_with_a_double_par_cap() -> None:
    played = {3: (4, 4), 5: (11, 10), 7: (7, 7), 10: (6, 6), 12: (8, 8), 16: (4, 4)}
    scores = {**card(), **{hole: gross for hole, (gross, _) in played.items()}}
    found = Peoria(6, Fraction(3), 80, Cap("double_par")).of(course(), scores, list(played))
    assert found is not None
    assert "4 + 10 + 7 + 6 + 8 + 4 = 39" in found.steps[0]
    assert (found.value, StrokePlay.net(109, found.value)) == (36, 73)
    assert Peoria(6, Fraction(3), 80).of(course(), scores, list(played)).value == Fraction("38.4")


def test_peoria_of_100_per_cent() -> None:
    found = Peoria(6, Fraction(3), 100).of_strokes([5] * 6, 72)
    assert (found.value, StrokePlay.net(100, found.value)) == (18, 82)


def test_double_peoria() -> None:
    found = Peoria(12, Fraction("1.5")).of_strokes([5] * 12, 72)
    assert (found.value, StrokePlay.net(90, found.value)) == (Fraction("14.4"), Fraction("75.6"))


def test_the_range_of_a_peoria_handicap_is_a_parameter() -> None:
    assert Peoria(6, Fraction(3), 100, lowest=0).of_strokes([3] * 6, 72).value == 0
    bounded = Peoria(6, Fraction(3), 100, highest=36).of_strokes([8] * 6, 72)
    assert bounded.value == 36
    assert bounded.steps[-1] == "Giới hạn của điều lệ: 36."


@pytest.mark.parametrize(
    ("gross", "worst", "handicap", "net"),
    [(96, [9, 8, 7], 22, 74), (101, [9, 8, 8, 7], 27, 74), (94, [7, 7, 13], 22, 72)],
)
def test_callaway(gross: int, worst: list[int], handicap: int, net: int) -> None:
    found = Callaway().of_worst(gross, [*worst, *[6] * (16 - len(worst))]).value
    assert (found, gross - found) == (handicap, net)


def test_callaways_chart_has_every_score_from_70_to_130_once_and_its_columns() -> None:
    scores = [row.lowest + place for row in CHART for place in range(len(row.adjustments))]
    assert scores == list(range(70, 131))
    assert [row.half_holes for row in CHART] == list(range(13))
    assert all(row.adjustments == (-2, -1, 0, 1, 2) for row in CHART[2:])


def test_callaway_stops_at_fifty_grants_nothing_below_the_chart_and_its_last_cell_beyond() -> None:
    assert Callaway().of_worst(144, [10] * 16).value == 50
    assert Callaway().of_worst(66, [5] * 16).value == 0
    assert Callaway().of_worst(140, [8] * 16).value == 50
    assert Callaway().of_worst(140, [7] * 16).value == 44


def test_callaway_never_deducts_the_last_two_holes() -> None:
    worst_at_the_end = {**card(), 17: 6, 18: 10, 1: 7, 2: 6}  # 85: one and a half worst holes, +2
    found = Callaway().of(course(), worst_at_the_end)
    assert found is not None
    assert found.value == 7 + 3 + 2


def test_callaways_chart_moves_with_the_par_of_the_course() -> None:
    rule = Callaway(chart_par=71)
    assert rule.of(course(), GOLDEN).value == 7 + 7 + 2 + 0  # 90: two worst holes, +2
    assert "tra bảng 90" in rule.of(course(), GOLDEN).steps[0]


def test_the_golden_card_is_91_with_44_out_and_47_in() -> None:
    assert StrokePlay().gross(course(), GOLDEN) == 91
    assert sum(GOLDEN[hole] for hole in range(1, 10)) == 44
    assert Countback((9,)).values(GOLDEN) == (47,)
    assert course().par == 72


def test_the_golden_card_by_system_36_and_callaway() -> None:
    assert [System36().of(course(), GOLDEN).value, Callaway().of(course(), GOLDEN).value] == [18, 15]
    assert [StrokePlay.net(91, Fraction(handicap)) for handicap in (18, 15)] == [73, 76]


def test_the_golden_card_has_35_stableford_points_with_a_handicap_of_18() -> None:
    assert sum(Stableford().points(course(), GOLDEN, 18).values()) == 35


@pytest.mark.parametrize(
    ("cap", "handicap", "net"),
    [(Cap(), "19.2", "71.8"), (Cap("double_par"), "19.2", "71.8"), (Cap("over_par", 2), "18.0", "73.0")],
)
def test_the_cap_alone_changes_the_golden_card_by_double_peoria(cap: Cap, handicap: str, net: str) -> None:
    found = Peoria(12, Fraction("1.5"), 80, cap).of(course(), GOLDEN, HIDDEN_12)
    assert found is not None
    assert (found.value, StrokePlay.net(91, found.value)) == (Fraction(handicap), Fraction(net))


def test_half_of_eleven_off_a_back_nine_of_forty_leaves_34_and_a_half() -> None:
    back = dict.fromkeys(range(1, 19), 4) | {10: 8}
    assert Countback().values(back, 11)[0] == Fraction("34.5")
    assert Countback().values(back, 10)[1:] == (24 - Fraction(10, 3), 12 - Fraction(10, 6), 4 - Fraction(10, 18))


def test_of_two_at_72_the_back_nine_of_36_wins_over_37_and_says_so() -> None:
    rule = Countback()
    better, worse = card(), card({1: -1, 10: 1})
    found = ranked(
        [Entrant("a", 72, rule.values(worse)), Entrant("b", 72, rule.values(better))], rule, lowest_wins=True
    )
    assert [(one.key, one.rank, one.reason) for one in found] == [
        ("b", 1, "Bằng nhau: hơn ở 9 hố cuối (10–18): 36 so với 37."),
        ("a", 2, "Bằng nhau: kém ở 9 hố cuối (10–18): 37 so với 36."),
    ]
