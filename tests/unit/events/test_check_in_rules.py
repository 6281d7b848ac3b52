"""What scans add up to, by the rules alone."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.check_in.rules import Scan, believed, claims, code_in, conflicts_of, first_of, outcome
from services.events.guests.rules import new_code

AT = dt.datetime(2024, 10, 17, 0, 30, tzinfo=dt.UTC)
CODE = new_code(random.Random(7).choice)


def scan(scan_id: str, minute: int = 0, standing: str = "admitted", **changes) -> Scan:
    return Scan(scan_id, AT + dt.timedelta(minutes=minute), standing, **changes)


SCANS = st.lists(
    st.builds(scan, st.uuids().map(str), st.integers(0, 3), st.sampled_from(["admitted", "waiting", "cancelled"]),
              undone=st.booleans()),
    max_size=8, unique_by=lambda one: one.scan_id,
)


@given(SCANS, st.randoms())
def test_the_first_scan_is_the_same_in_whatever_order_scans_are_looked_at(scans, chance):
    shuffled = list(scans)
    chance.shuffle(shuffled)
    assert first_of(shuffled) == first_of(scans)


@given(SCANS)
def test_of_all_scans_of_a_guest_who_came_exactly_one_is_the_first_and_the_others_repeat_it(scans):
    first = first_of(scans)
    told = [outcome(one, first) for one in scans if one.counts]
    assert told.count("admitted") == (1 if told else 0)
    assert set(told) <= {"admitted", "repeat"}


def test_of_two_scans_at_the_same_instant_the_smaller_id_is_first():
    assert first_of([scan("b"), scan("a"), scan("c", 1)]) == scan("a")


def test_a_scan_that_was_a_slip_or_of_a_guest_without_a_place_is_never_the_first():
    assert first_of([scan("a", undone=True), scan("b", standing="waiting"), scan("c", 3)]) == scan("c", 3)
    assert first_of([scan("a", undone=True)]) is None
    assert outcome(scan("a", undone=True), None) == "undone"
    assert outcome(scan("b", standing="cancelled"), scan("a")) == "cancelled"


@pytest.mark.parametrize("read", [
    CODE, f" {CODE.lower()} ", f"{CODE[:3]}-{CODE[3:]}", f"{CODE[:3]} {CODE[3:]}", f"https://mau.vn/the/{CODE}",
    f"https://mau.vn/the?ma={CODE}",
])
def test_a_code_is_read_however_it_is_written(read):
    assert code_in(read) == CODE


def test_what_is_not_a_code_is_nothing_so_that_an_identity_card_is_never_kept():
    slip = CODE[:5] + ("A" if CODE[5] != "A" else "B")
    for read in (slip, "", "058199001234||Nguyễn Văn A|01011990|Nam|Ninh Thuận", CODE + "2"):
        assert code_in(read) is None


def test_a_clock_that_is_ahead_is_brought_back_to_the_arrival_and_marked():
    later = AT + dt.timedelta(hours=3)
    assert believed(later, AT, None) == (AT, True)
    assert believed(AT + dt.timedelta(seconds=30), AT, None) == (AT, False)
    assert believed(AT - dt.timedelta(hours=3), AT, None) == (AT - dt.timedelta(hours=3), False)


def test_a_clock_that_says_a_time_before_the_registration_is_not_believed_either():
    registered = AT - dt.timedelta(days=2)
    assert believed(dt.datetime(1970, 1, 1, tzinfo=dt.UTC), AT, registered) == (AT, True)
    slightly = registered - dt.timedelta(seconds=30)
    assert believed(slightly, AT, registered) == (slightly, False)


def test_a_gate_lets_somebody_in_by_what_it_showed_itself_or_else_by_our_answer():
    assert claims("admitted", "repeat") and claims(None, "admitted")
    assert not claims("unknown", "admitted") and not claims(None, "repeat")


def test_a_guest_let_in_once_is_no_conflict_and_everything_else_is():
    assert conflicts_of([]) == conflicts_of(["admitted"]) == []
    assert conflicts_of(["admitted", "admitted"]) == ["admitted_twice"]
    assert conflicts_of(["waiting", "admitted"]) == ["admitted_waiting"]
    assert conflicts_of(["unknown", "cancelled", "unknown"]) == ["admitted_cancelled", "admitted_unknown"]
