"""Who starts with whom, where and when."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.events.golf import draw_rules
from services.events.golf.draw_rules import Entrant, deal, moved, shotgun, start_of_each, tee_times

PARS = [4, 4, 4, 3, 5, 4, 4, 3, 5, 4, 4, 4, 3, 5, 4, 4, 3, 5]
HOLES = [{"number": n, "par": par} for n, par in enumerate(PARS, start=1)]

entrants = st.lists(
    st.tuples(st.sampled_from([None, "a", "b", "c"]), st.sampled_from([None, "12.4", "+1.3", "30.0"])), max_size=144
).map(lambda drawn: [Entrant(f"p{n}", team, index) for n, (team, index) in enumerate(drawn)])


@example([Entrant(f"{team}{n}", team, None) for team in "ab" for n in range(3)], 4, "team", "")
@given(entrants, st.integers(2, 4), st.sampled_from(["random", "handicap", "team"]), st.text(max_size=4))
def test_each_player_is_in_one_flight_and_no_flight_is_too_large(players, size, order, seed):
    flights = deal(players, size, order, seed)
    assert sorted(id for flight in flights for id in flight) == sorted(one.id for one in players)
    assert all(1 <= len(flight) <= size for flight in flights)
    assert flights == deal(list(reversed(players)), size, order, seed), "the same lot comes out the same"


@given(st.integers(2, 144), st.integers(2, 4), st.sampled_from(["random", "handicap"]))
def test_nobody_plays_alone_where_flights_can_be_evened_out(count, size, order):
    flights = deal([Entrant(f"p{n}", None, None) for n in range(count)], size, order, "lot")
    alone = [flight for flight in flights if len(flight) == 1]
    assert not alone or (size == 2 and count % 2 and len(alone) == 1)


@given(st.lists(st.integers(1, 4), max_size=36), st.integers(0, 9))
def test_a_team_that_fits_into_a_flight_is_never_split(sizes, without_team):
    players = [Entrant(f"t{n}-{m}", f"t{n}", None) for n, size in enumerate(sizes) for m in range(size)]
    players += [Entrant(f"x{n}", None, None) for n in range(without_team)]
    flight_of = {id: n for n, flight in enumerate(deal(players, 4, "team", "lot")) for id in flight}
    for n in range(len(sizes)):
        assert len({flight_of[one.id] for one in players if one.team == f"t{n}"}) == 1


def test_players_of_like_handicap_play_together_and_those_without_one_last():
    indices = ["+1.3", "3.0", "12.4", "12.6", "30.1", None]
    players = [Entrant(f"p{n}", None, index) for n, index in enumerate(indices)]
    assert deal(players, 2, "handicap", "lot") == [["p0", "p1"], ["p2", "p3"], ["p4", "p5"]]


def test_a_shotgun_has_two_flights_on_each_hole_and_the_second_ones_on_long_holes_first():
    starts = shotgun(HOLES, "07:30")
    assert [one.flight for one in starts[:3]] == ["1A", "2A", "3A"]
    assert [one.flight for one in starts[18:23]] == ["5B", "9B", "14B", "18B", "1B"]
    assert len({one.flight for one in starts}) == 36 and starts[-1].flight == "17B"


def test_tee_times_go_on_at_their_interval_from_one_hole_or_two_and_end_at_midnight():
    starts = tee_times("06:50", 10, [1, 10], 5)
    assert [one.flight for one in starts] == ["06:50/1", "06:50/10", "07:00/1", "07:00/10", "07:10/1"]
    assert len(tee_times("23:45", 10, [1], 144)) == 2


def test_more_flights_than_starts_and_no_player_at_all_are_refused_by_name():
    with pytest.raises(draw_rules.TooFewStarts) as refused:
        start_of_each([["a"], ["b"]], shotgun(HOLES, "07:30")[:1])
    assert refused.value.facts == {"flights": 2, "starts": 1}
    with pytest.raises(draw_rules.NobodyToDraw):
        start_of_each([], shotgun(HOLES, "07:30"))


def test_a_player_who_is_moved_is_in_one_flight_and_a_full_or_unknown_one_is_refused():
    starts = shotgun(HOLES, "07:30")
    flights = start_of_each([["a", "b"], ["c"]], starts)
    told = moved(flights, "a", "2A", 2, starts)
    assert [(one["flight"], one["players"]) for one in told] == [("1A", ["b"]), ("2A", ["c", "a"])]
    with pytest.raises(draw_rules.FlightFull):
        moved(told, "b", "2A", 2, starts)
    with pytest.raises(draw_rules.FlightUnknown):
        moved(told, "b", "19A", 2, starts)
    told = moved(told, "b", "9B", 2, starts)
    assert [(one["flight"], one["players"]) for one in told] == [("2A", ["c", "a"]), ("9B", ["b"])]
    assert moved(told, "b", None, 2, starts) == told[:1]
    assert flights[0]["players"] == ["a", "b"], "the state before is left as it was"
