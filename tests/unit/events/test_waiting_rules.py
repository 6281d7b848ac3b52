"""Who is served next, by the policy that the activity states."""

import pytest

from services.events.activities.rules import TOTAL, AcrossQuotaInBlock, Quota, plan_places
from services.events.registration.waiting_rules import (
    BEST_FIT,
    STRICT,
    Wish,
    all_quotas,
    may_enter,
    serve,
    worth_looking_at,
)

PLAN = plan_places(10, [
    Quota("a", "Khối A", 4), Quota("b", "Khối B", 8), Quota("g", "Hộ nghèo", 2, guaranteed=True),
    Quota("giuong", "Lưu trú", 3, across=True),
])


def served(policy, left, *queue, most=100):
    """Positions of those who get places, of a queue of (takes_from, size)."""
    wishes = [Wish(*one) for one in queue]
    queues = {wish: iter([n for n, k in enumerate(wishes) if k == wish]) for wish in wishes}
    found = serve(PLAN, policy, {"a": 0, "b": 0, "g": 0, "giuong": 0, TOTAL: 8, **left}, queues, most)
    return sorted(n for numbers in found.numbers.values() for n in numbers)


def test_a_guest_takes_from_their_block_and_from_the_quotas_across_once_each():
    assert PLAN.pools_of("a+giuong") == ("a", TOTAL, "giuong")
    assert PLAN.pools_of("g+giuong") == ("g", "giuong")


def test_a_quota_across_lies_in_no_block():
    with pytest.raises(AcrossQuotaInBlock):
        plan_places(None, [Quota("a", "A", 4), Quota("giuong", "Lưu trú", 3, "a", across=True)])


def test_the_same_wish_has_one_name_whatever_the_order_it_was_said_in():
    assert all_quotas("a", ["san-khau", "giuong", "giuong"]) == "a+giuong+san-khau"
    assert Wish.read(Wish("a+giuong", 5).key) == Wish("a+giuong", 5)
    assert Wish.read("a") == Wish("a", 1)


def test_singles_are_served_in_order_among_those_who_fit():
    assert served(STRICT, {"b": 2, TOTAL: 2}, ("a",), ("b",), ("g",), ("b",), ("b",)) == [1, 3]
    assert served(STRICT, {"a": 4, "b": 8, "g": 2, TOTAL: 1}, ("b",), ("a",), ("g",)) == [0, 2]


def test_no_more_are_moved_up_than_told():
    assert served(STRICT, {"a": 4}, ("a",), ("a",), ("a",), most=2) == [0, 1]


def test_in_strict_order_no_smaller_party_takes_the_places_that_a_group_before_it_waits_for():
    """pretix 974, 2119; indico 3036: single guests overtook the group for ever."""
    assert served(STRICT, {"a": 3}, ("a", 4), ("a",), ("a", 2)) == []


def test_in_strict_order_a_group_that_waits_keeps_nobody_out_of_other_blocks():
    assert served(STRICT, {"a": 3, "b": 1}, ("a", 4), ("b",), ("a",)) == [1]


def test_best_fit_lets_the_largest_in_that_fits_and_of_equal_ones_the_first():
    assert served(BEST_FIT, {"a": 3}, ("a", 4), ("a",), ("a", 3)) == [2]
    assert served(BEST_FIT, {"a": 3}, ("a", 4), ("a",), ("a",), ("a", 2), ("a", 2)) == [1, 3]


def test_a_guest_who_needs_a_bed_waits_for_the_bed_and_others_pass():
    assert served(STRICT, {"a": 2}, ("a+giuong",), ("a",)) == [1]
    assert served(STRICT, {"a": 2, "giuong": 1}, ("a+giuong",), ("a",)) == [0, 1]


def test_a_newcomer_does_not_take_what_a_waiting_group_lacks():
    left = {"a": 3, "b": 3, "g": 2, "giuong": 3, TOTAL: 8}
    assert not may_enter(PLAN, STRICT, left, [Wish("a", 4)], Wish("a"))
    assert may_enter(PLAN, STRICT, left, [Wish("a", 4)], Wish("b"))
    assert may_enter(PLAN, BEST_FIT, left, [Wish("a", 4)], Wish("a"))
    assert not may_enter(PLAN, BEST_FIT, left, [], Wish("a", 4))


def test_nothing_is_looked_at_while_nobody_fits():
    left = {"a": 3, "b": 0, "g": 0, "giuong": 0, TOTAL: 8}
    assert worth_looking_at(PLAN, STRICT, left, [Wish("a", 4), Wish("b")]) == []
    assert worth_looking_at(PLAN, STRICT, left, [Wish("a", 4), Wish("b"), Wish("a")]) == [Wish("a", 4), Wish("a")]
    assert worth_looking_at(PLAN, BEST_FIT, left, [Wish("a", 4), Wish("b"), Wish("a")]) == [Wish("a")]
