import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.activities.rules import Quota
from services.events.seating.rules import Seated, SeatRowTwice, TooFewSeats, seat_all, seats_of

QUOTAS = [
    Quota("khoi-7", "Khối 7", 20, protocol_order=7), Quota("ho", "Hộ nghèo", 10, within="khoi-7", protocol_order=1),
    Quota("khoi-1", "Khối 1", 20, protocol_order=1), Quota("khoi-2", "Khối 2", 20, protocol_order=2),
]
ROWS = [("a", 3), ("B", 4)]


def test_the_first_row_is_for_the_first_block_and_a_block_within_another_sits_with_it():
    guests = [Seated(1, "ho"), Seated(2, "khoi-2"), Seated(3, "khoi-1"), Seated(4, "khoi-7"), Seated(5, "khoi-1")]
    assert seat_all(guests, QUOTAS, seats_of(ROWS), keep=True) == {3: "A1", 5: "A2", 2: "A3", 4: "B1", 1: "B2"}


def test_who_sits_stays_and_a_late_guest_gets_the_first_free_seat():
    guests = [Seated(1, "khoi-2", "A1"), Seated(2, "khoi-1"), Seated(3, "khoi-7", "Z9")]
    assert seat_all(guests, QUOTAS, seats_of(ROWS), keep=True) == {1: "A1", 2: "A2", 3: "A3"}
    assert seat_all(guests, QUOTAS, seats_of(ROWS), keep=False) == {2: "A1", 1: "A2", 3: "A3"}


def test_too_few_seats_are_refused_with_both_numbers():
    with pytest.raises(TooFewSeats) as refused:
        seat_all([Seated(n, "ho") for n in range(8)], QUOTAS, seats_of(ROWS), keep=True)
    assert refused.value.facts == {"guests": 8, "seats": 7}


def test_rows_have_names_of_their_own_and_no_two_seats_are_called_the_same():
    with pytest.raises(SeatRowTwice) as refused:
        seats_of([("A", 1), ("a", 1)])
    assert refused.value.field == "rows.1.name"
    seats = seats_of([("A", 12), ("A1", 2)])
    assert len(set(seats)) == len(seats) == 14


@given(
    st.lists(
        st.tuples(st.sampled_from(["khoi-7", "ho", "khoi-1"]), st.sampled_from([None, "A1", "A2", "B4", "Z1"])),
        max_size=7,
    ),
    st.booleans(),
)
def test_everybody_sits_and_nobody_on_another(found, keep):
    seen = set()
    guests = []
    for number, (quota, seat) in enumerate(found):
        guests.append(Seated(number, quota, None if seat in seen else seat))
        seen.add(seat)
    seated = seat_all(guests, QUOTAS, seats_of(ROWS), keep=keep)
    assert set(seated) == {guest.number for guest in guests}
    assert len(set(seated.values())) == len(guests)
