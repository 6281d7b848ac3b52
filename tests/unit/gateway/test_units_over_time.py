"""Figures in the units of one day, shown in those of another."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.units import Unit, Units, UnitsOverlap, UnitTree
from gateway.units.moving import Place, moved, shared_out
from gateway.units.rules import check_days
from tests.unit_histories import DAYS, histories

BEFORE, SINCE = "2025-06-30", "2025-07-01"
OLD_56 = Unit("56", "Tỉnh Khánh Hòa", "province", valid_to=BEFORE)
OLD_58 = Unit("58", "Tỉnh Ninh Thuận", "province", valid_to=BEFORE, successors=("56",))
NEW_56 = Unit("56", "Tỉnh Khánh Hòa", "province", valid_from=SINCE)
CITY = Unit("582", "Thành phố Phan Rang - Tháp Chàm", "district", "58", None, BEFORE, ("22759", "22780"))
OLD_EAST = Unit("22780", "Phường Đông Hải", "commune", "582", None, BEFORE, ("22780", "22840"))
OLD_HILL = Unit("22759", "Phường Đô Vinh", "commune", "582", None, BEFORE, ("22759",))
NEW_EAST = Unit("22780", "Phường Đông Hải", "commune", "56", SINCE)
NEW_HILL = Unit("22759", "Phường Đô Vinh lớn", "commune", "56", SINCE)
NEW_SOUTH = Unit("22840", "Xã Phước Dinh", "commune", "56", SINCE)
EVERY = [OLD_56, OLD_58, NEW_56, CITY, OLD_EAST, OLD_HILL, NEW_EAST, NEW_HILL, NEW_SOUTH]
KNOWN = Units(EVERY)
TODAY, THEN = UnitTree(KNOWN, "2026-11-27"), UnitTree(KNOWN, "2024-10-17")
STATED = {("22780", BEFORE): {"22780": Fraction(62, 100), "22840": Fraction(38, 100)}}


def test_one_code_means_the_unit_of_the_day() -> None:
    assert KNOWN.of("22759", BEFORE) == OLD_HILL
    assert KNOWN.of("22759", SINCE) == NEW_HILL
    assert (THEN.name_of("22759"), TODAY.name_of("22759")) == ("Phường Đô Vinh", "Phường Đô Vinh lớn")
    assert (THEN.ancestors("22759"), TODAY.ancestors("22759")) == (["22759", "582", "58"], ["22759", "56"])


def test_what_is_booked_on_an_ended_unit_after_its_end_stays_with_it() -> None:
    assert KNOWN.of("582", "2025-08-01") == CITY
    assert KNOWN.days_of(CITY) == (None, None)
    assert (KNOWN.days_of(OLD_HILL), KNOWN.days_of(NEW_HILL)) == ((None, BEFORE), (SINCE, None))


def test_an_ended_unit_lies_in_whoever_took_all_of_it_and_in_nobody_who_took_a_part() -> None:
    assert TODAY.contains("56", "58")
    assert TODAY.contains("56", "582")
    assert TODAY.contains("58", "582")
    assert not TODAY.contains("22780", "582")
    assert not TODAY.contains("58", "56")
    assert not THEN.contains("56", "58")


def test_an_ended_area_does_not_reach_the_new_unit_that_bears_an_old_code() -> None:
    assert THEN.contains("582", "22759")
    assert not TODAY.contains("582", "22759")
    assert TODAY.contains("56", "22759")


def test_a_merger_takes_all_of_each() -> None:
    assert moved(OLD_58, TODAY) == moved(OLD_56, TODAY) == [(Place(NEW_56), Fraction(1))]


def test_a_split_without_stated_shares_stands_apart_within_the_unit_that_holds_all_its_parts() -> None:
    assert moved(OLD_EAST, TODAY) == [(Place(NEW_56, OLD_EAST), Fraction(1))]
    assert moved(CITY, TODAY) == [(Place(NEW_56, CITY), Fraction(1))]


def test_a_split_goes_by_the_stated_shares() -> None:
    tree = UnitTree(Units(EVERY, STATED), "2026-11-27")
    assert moved(OLD_EAST, tree) == [(Place(NEW_EAST), Fraction(62, 100)), (Place(NEW_SOUTH), Fraction(38, 100))]


def test_what_was_merged_is_not_taken_apart_for_an_earlier_day() -> None:
    assert moved(NEW_56, THEN) == [(Place(None, NEW_56), Fraction(1))]
    assert moved(NEW_HILL, THEN) == [(Place(OLD_HILL), Fraction(1))]


def test_an_ended_unit_whose_successor_is_not_known_stands_apart() -> None:
    alone = Unit("58", "Tỉnh Ninh Thuận", "province", valid_to=BEFORE, successors=("56",))
    assert moved(alone, UnitTree([alone], "2026-01-01")) == [(Place(None, alone), Fraction(1))]


def test_the_same_code_with_another_name_from_the_next_day_is_a_rename() -> None:
    old = Unit("46", "Tỉnh Thừa Thiên Huế", "province", valid_to="2024-12-31")
    new = Unit("46", "Thành phố Huế", "province", valid_from="2025-01-01")
    tree = UnitTree([old, new], "2025-03-01")
    assert moved(old, tree) == [(Place(new), Fraction(1))]
    assert moved(new, UnitTree([old, new], "2024-03-01")) == [(Place(old), Fraction(1))]


def test_two_units_do_not_bear_one_code_on_one_day() -> None:
    check_days({"56": [NEW_56, OLD_56]})
    with pytest.raises(UnitsOverlap):
        check_days({"56": [NEW_56, Unit("56", "Tỉnh Khánh Hòa", "province", valid_to=SINCE)]})


def test_shares_of_an_amount_are_whole_dong_and_add_up() -> None:
    thirds = [Fraction(1, 3)] * 3
    assert shared_out(100, thirds) == [34, 33, 33]
    assert shared_out(-100, thirds) == [-34, -33, -33]
    assert shared_out(1, [Fraction(38, 100), Fraction(62, 100)]) == [0, 1]


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_no_share_is_a_dong_away_from_its_part_and_none_is_lost(amount: int, weights: list[int]) -> None:
    weights = weights if any(weights) else [1]
    parts = [Fraction(weight, sum(weights)) for weight in weights]
    shares = shared_out(amount, parts)
    assert sum(shares) == amount
    assert all(abs(share - part * amount) < 1 for share, part in zip(shares, parts, strict=True))


@given(histories(), st.data())
def test_totals_are_equal_in_the_units_of_the_day_and_of_any_other_day(known: Units, data: st.DataObject) -> None:
    """The rule of the design: merges add, splits by stated weights, both totals are equal."""
    codes = sorted(known.codes())
    facts = data.draw(st.lists(
        st.tuples(st.sampled_from(codes), st.sampled_from(DAYS), st.integers(-(10**9), 10**12)), max_size=30
    ))
    of_the_day = Counter[Unit | None]()
    for code, day, amount in facts:
        of_the_day[known.of(code, day)] += amount
    tree = UnitTree(known, data.draw(st.sampled_from(DAYS)))
    shown = Counter[Place]()
    for unit, amount in of_the_day.items():
        assert unit is not None
        parts = moved(unit, tree)
        assert sum(part for _, part in parts) == 1
        for (place, _), share in zip(parts, shared_out(amount, [part for _, part in parts]), strict=True):
            assert place.unshared or (place.unit and place.unit.stands_on(tree.on))
            shown[place] += share
    assert sum(shown.values()) == sum(of_the_day.values()) == sum(amount for _, _, amount in facts)


@given(histories())
def test_merges_add_and_never_keep_the_last_value(known: Units) -> None:
    """What DHIS2 got wrong: after a merger the value of the last one stood for all."""
    for unit in known:
        made_of = [one for one in known.origins(unit) if known.successors(one) == [unit]]
        if len(made_of) < 2 or unit.valid_from is None:
            continue
        tree = UnitTree(known, unit.valid_from)
        shown = Counter[Place]()
        for number, one in enumerate(made_of, start=1):
            for place, part in moved(one, tree):
                shown[place] += int(number * 1_000 * part)
        assert shown == {Place(unit): sum(number * 1_000 for number in range(1, len(made_of) + 1))}


@given(histories(), st.sampled_from(DAYS))
def test_each_unit_of_a_day_is_where_the_day_had_it_whatever_came_later(known: Units, day: str) -> None:
    """What DHIS2 got wrong: history shown in the newest hierarchy."""
    tree = UnitTree(known, day)
    for unit in tree:
        if unit.stands_on(day):
            assert moved(unit, tree) == [(Place(unit), Fraction(1))]
            assert tree.name_of(unit.code) == unit.name


def test_what_was_split_and_merged_again_is_whole_again() -> None:
    first = Unit("10", "Xã A", "commune", None, None, "2010-12-31", ("10", "11"))
    parts = [
        Unit(code, f"Xã {code}", "commune", None, "2011-01-01", "2020-12-31", ("10",)) for code in ("10", "11")
    ]
    last = Unit("10", "Xã A", "commune", None, "2021-01-01")
    stated = {("10", "2010-12-31"): {"10": Fraction(1, 3), "11": Fraction(2, 3)}}
    assert moved(first, UnitTree(Units([first, *parts, last], stated), "2026-01-01")) == [(Place(last), Fraction(1))]
