"""What a tournament may be, what an index is, what a promise still owes, which bid wins."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.golf import auction_rules, rules
from services.events.golf.auction_rules import Bid


def plan(holes: int = 18, **changes: Any) -> dict[str, Any]:
    return {
        "holes": [{"number": n, "par": 4, "stroke_index": n} for n in range(1, holes + 1)],
        "tees": [{"code": "trang", "name": "Trắng", "course_rating": "71,3", "slope": 128}],
        "packages": [], "teams": [], "contests": [], **changes,
    }


@pytest.mark.parametrize("holes", [9, 18])
def test_nine_and_eighteen_holes_are_a_course(holes: int) -> None:
    rules.check_tournament(plan(holes, contests=[{"hole": holes, "kind": "nearest_pin"}]))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"holes": plan(10)["holes"]}, rules.CourseIncomplete),
        ({"holes": [*plan(17)["holes"], {"number": 17, "par": 4, "stroke_index": 18}]}, rules.CourseIncomplete),
        ({"holes": [*plan(17)["holes"], {"number": 18, "par": 4, "stroke_index": 17}]}, rules.StrokeIndicesIncomplete),
        ({"tees": [{**plan()["tees"][0], "course_rating": "19.9"}]}, rules.CourseRatingOutOfRange),
        ({"tees": plan()["tees"] * 2}, rules.CodeTwice),
        ({"teams": [{"code": "a", "name": "A"}, {"code": "a", "name": "B"}]}, rules.CodeTwice),
        ({"contests": [{"hole": 4, "kind": "nearest_pin"}] * 2}, rules.CodeTwice),
        ({"holes": plan(9)["holes"], "contests": [{"hole": 10, "kind": "nearest_pin"}]}, rules.HoleUnknown),
    ],
)
def test_a_tournament_that_contradicts_itself_is_refused_by_name(changes: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        rules.check_tournament(plan() | changes)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("12.4", "12.4"), ("12,4", "12.4"), ("7", "7.0"), ("+1,3", "+1.3"), ("+0.0", "0.0"), ("54", "54.0"), (None, None)],
)
def test_an_index_is_kept_in_one_way_of_writing(written: str | None, kept: str | None) -> None:
    assert rules.index_text(written) == kept


@pytest.mark.parametrize("written", ["54.1", "99", "+10.1"])
def test_no_index_is_so_high_or_so_good(written: str) -> None:
    with pytest.raises(rules.IndexOutOfRange):
        rules.index_text(written)


@given(st.integers(1, 10**15), st.integers(0, 10**15))
def test_what_is_owed_is_never_below_nothing_and_nothing_once_it_is_not_expected(amount_vnd: int, paid: int) -> None:
    owed = rules.owed_vnd("promised", "open", amount_vnd, paid)
    assert owed >= 0 and owed == max(0, amount_vnd - paid)
    assert rules.owed_vnd("withdrawn", "open", amount_vnd, paid) == 0
    assert rules.owed_vnd("promised", "lapsed", amount_vnd, paid) == 0


@given(st.integers(1, 50), st.integers(1, 20), st.lists(st.tuples(st.integers(1, 4), st.integers(1, 200)), max_size=30))
def test_bids_that_are_taken_rise_by_the_increment_and_the_last_one_wins(
    opening: int, increment: int, wanted: list[tuple[int, int]]
) -> None:
    taken: list[Bid] = []
    for bidder, amount_vnd in wanted:
        try:
            auction_rules.check_bid("open", opening, increment, taken, len(taken), Bid(bidder, amount_vnd))
        except (auction_rules.BidTooLow, auction_rules.AlreadyHighest):
            continue
        taken.append(Bid(bidder, amount_vnd))
    amounts = [bid.amount_vnd for bid in taken]
    assert all(amount >= opening + place * increment for place, amount in enumerate(amounts))
    assert auction_rules.highest(taken) == (taken[-1] if taken else None)
