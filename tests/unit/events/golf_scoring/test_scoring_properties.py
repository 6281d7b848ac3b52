"""What holds for every card."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.events.golf_scoring.rules.countback import Countback, Entrant, ranked
from services.events.golf_scoring.rules.course import Cap
from services.events.golf_scoring.rules.day_handicaps import Callaway, Peoria, System36
from services.events.golf_scoring.rules.handicaps import Indexed, strokes_on_hole
from services.events.golf_scoring.rules.numbers import half_up, plain, vn
from services.events.golf_scoring.rules.play import Stableford, StrokePlay
from tests.unit.events.golf_scoring.golden import course

full_cards = st.lists(st.integers(1, 15), min_size=18, max_size=18).map(lambda s: dict(enumerate(s, start=1)))
any_cards = st.lists(st.one_of(st.none(), st.integers(1, 15)), min_size=18, max_size=18).map(
    lambda s: dict(enumerate(s, start=1))
)
handicaps = st.integers(-10, 54)
fractions = st.fractions(min_value=-100, max_value=200, max_denominator=1000)


@given(handicaps)
def test_strokes_per_hole_sum_to_the_handicap_and_fall_on_the_hardest_first(handicap: int) -> None:
    given_strokes = [strokes_on_hole(handicap, index) for index in range(1, 19)]
    assert sum(given_strokes) == handicap
    assert given_strokes == sorted(given_strokes, reverse=True)
    assert given_strokes[0] - given_strokes[-1] <= 1


@given(fractions)
def test_rounding_moves_by_a_half_at_most_and_a_half_goes_up(number: Fraction) -> None:
    assert -Fraction(1, 2) < half_up(number) - number <= Fraction(1, 2) or half_up(number) - number == Fraction(1, 2)
    assert half_up(number) == half_up(number - 1) + 1


@given(fractions)
def test_what_is_written_for_programs_and_for_people_is_the_same_number(number: Fraction) -> None:
    assert vn(number).removeprefix("≈ ").replace("−", "-").replace(",", ".") == plain(number)
    assert abs(Fraction(plain(number)) - number) <= Fraction(1, 2000)


@given(full_cards, st.integers(0, 540))
def test_net_is_gross_less_handicap(scores: dict, tenths: int) -> None:
    handicap = Indexed(95).of(Fraction(tenths, 10), course("71.3", 131)).value
    gross = StrokePlay().gross(course(), scores)
    assert gross == sum(scores.values())
    assert StrokePlay.net(gross, handicap) + handicap == gross


@given(any_cards, handicaps)
def test_stableford_points_are_never_negative_and_none_for_a_ball_picked_up(scores: dict, handicap: int) -> None:
    points = Stableford().points(course(), scores, handicap)
    assert all(one >= 0 for one in points.values())
    assert all(points[hole] == 0 for hole, gross in scores.items() if gross is None)


@given(any_cards)
def test_system_36_lies_between_0_and_36_and_modified_is_never_more(scores: dict) -> None:
    day = System36().of(course(), scores).value
    assert 0 <= day <= 36
    assert System36(at_most_declared=True).of(course(), scores, Fraction(20)).value == min(day, 20)


@given(any_cards)
def test_callaway_lies_between_0_and_50_and_is_whole(scores: dict) -> None:
    found = Callaway().of(course(), scores)
    assert found is not None
    assert 0 <= found.value <= 50
    assert found.value.denominator == 1


@given(any_cards, st.permutations(range(1, 19)), st.sampled_from([Cap(), Cap("double_par"), Cap("over_par", 2)]))
def test_a_lower_cap_never_raises_a_peoria_handicap(scores: dict, order: list, cap: Cap) -> None:
    hidden = order[:12]
    capped = Peoria(12, Fraction("1.5"), 80, cap).of(course(), scores, hidden)
    if capped is None:
        assert cap.kind == "none"
        assert any(scores[hole] is None for hole in hidden)
    lower = Peoria(12, Fraction("1.5"), 80, Cap("over_par", 1)).of(course(), scores, hidden)
    assert lower is not None
    assert capped is None or lower.value <= capped.value


entrants = st.lists(
    st.tuples(st.integers(70, 73), st.lists(st.integers(3, 5), min_size=18, max_size=18), st.integers(0, 3)),
    max_size=8,
)


@given(entrants, st.booleans(), st.randoms())
def test_countback_is_a_total_order_whatever_the_order_of_the_cards(found: list, lowest: bool, random) -> None:
    rule = Countback()
    cards = [
        Entrant(f"p{place}", score, rule.values(dict(enumerate(holes, start=1)), handicap))
        for place, (score, holes, handicap) in enumerate(found)
    ]
    standings = ranked(cards, rule, lowest)
    shuffled = list(cards)
    random.shuffle(shuffled)
    assert ranked(shuffled, rule, lowest) == standings
    assert {one.key for one in standings} == {one.key for one in cards}
    of = {one.key: (one.score, *one.last) for one in cards}
    for before, after in pairwise(standings):
        same = of[before.key] == of[after.key]
        assert same == (before.rank == after.rank)
        assert same or ((of[before.key] < of[after.key]) == lowest)
    assert [one.rank for one in standings] == sorted(one.rank for one in standings)


@given(entrants)
def test_whoever_is_level_with_another_is_told_why_they_stand_where_they_do(found: list) -> None:
    rule = Countback()
    cards = [
        Entrant(f"p{place}", score, rule.values(dict(enumerate(holes, start=1))))
        for place, (score, holes, _) in enumerate(found)
    ]
    for one in ranked(cards, rule, True):
        alone = sum(other.score == one.score for other in cards) == 1
        assert (one.reason == "") == alone
        assert one.reason != "Bằng nhau: ."
