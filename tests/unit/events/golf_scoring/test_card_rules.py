"""What stands on a card does not depend on the order in which devices were heard."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.golf_scoring.rules.cards import (
    MOST_ENTRIES,
    Entry,
    GolfCardSigned,
    GolfEntryIdReused,
    TooManyGolfEntries,
    check_entry,
    digest,
    scores_of,
)

AT = dt.datetime(2024, 11, 16, 2, 0, tzinfo=dt.UTC)

entries = st.lists(
    st.builds(
        lambda minute, hole, strokes, number: Entry(
            f"e{number}", hole, strokes, AT + dt.timedelta(minutes=minute)
        ),
        st.integers(0, 3), st.integers(1, 18), st.one_of(st.none(), st.integers(1, 12)), st.integers(0, 10**6),
    ),
    max_size=30, unique_by=lambda one: one.entry_id,
)


@given(entries, st.randoms())
def test_a_card_says_the_same_in_whatever_order_its_entries_came(found: list[Entry], random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert scores_of(shuffled) == scores_of(found)
    for hole, strokes in scores_of(found).items():
        newest = max((one for one in found if one.hole == hole), key=lambda one: (one.at, one.entry_id))
        assert strokes == newest.strokes


@given(entries, st.integers(1, 18))
def test_a_correction_stands_over_every_entry(found: list[Entry], hole: int) -> None:
    assert scores_of(found, [{hole: 4}, {hole: None}])[hole] is None


@given(entries, entries)
def test_two_cards_are_signed_alike_only_if_they_say_the_same(one: list[Entry], other: list[Entry]) -> None:
    first, second = scores_of(one), scores_of(other)
    assert (digest("c", first) == digest("c", second)) == (first == second)
    assert digest("c", first) != digest("d", first)


def test_an_entry_is_known_by_its_id_even_when_the_card_is_locked_and_refused_when_it_is_new() -> None:
    known = Entry("e", 1, 4, AT)
    assert check_entry("signed", [known], known) is False
    with pytest.raises(GolfCardSigned):
        check_entry("signed", [known], Entry("f", 1, 5, AT))
    with pytest.raises(GolfEntryIdReused):
        check_entry("open", [known], Entry("e", 1, 5, AT))
    assert check_entry("open", [known], Entry("f", 1, 5, AT)) is True


def test_a_device_in_a_loop_does_not_fill_the_database() -> None:
    full = [Entry(f"e{number}", 1, 4, AT) for number in range(MOST_ENTRIES)]
    with pytest.raises(TooManyGolfEntries):
        check_entry("open", full, Entry("new", 1, 4, AT))
    assert check_entry("open", full, full[0]) is False
