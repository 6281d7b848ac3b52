"""The board: who is ranked by what, while they play and after."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.events.golf_scoring.rules.board import Card, board, explained, result_of
from services.events.golf_scoring.rules.rule_set import RuleSet, rule_set_of
from tests.unit.events.golf_scoring.golden import GOLDEN, card, course

PLAN = {
    "gross_cap": {"kind": "none", "over_par": 0}, "boards": ["gross", "net", "stableford"],
    "last_holes": [9, 6, 3, 1], "prize_order": ["gross", "net", "stableford"], "one_main_prize": True,
}
PARAMETERS = ("allowance_percent", "at_most_declared", "hidden_holes", "times", "cap", "chart_par", "lowest", "highest")


def rules(method: str, **parameters: object) -> RuleSet:
    return rule_set_of({**PLAN, "handicap": {**dict.fromkeys(PARAMETERS), "method": method, **parameters}})


INDEXED, SYSTEM_36 = rules("indexed", allowance_percent=100), rules("system_36", at_most_declared=False)


def of(key: str, scores: dict, index: str | None = "18", status: str = "signed") -> Card:
    return Card(key, course(), scores, status, (None if index is None else Fraction(index),))


def ranks(rule_set: RuleSet, by: str, *cards: Card, official: bool = False) -> list[tuple[str, int | None]]:
    results = [result_of(rule_set, one, None) for one in cards]
    return [(line.result.card.key, line.rank) for line in board(rule_set, by, results, official)]


def first(scores: dict, holes: int) -> dict:
    return {hole: strokes for hole, strokes in scores.items() if hole <= holes}


def test_while_they_play_who_is_best_to_par_leads_with_however_many_holes() -> None:
    assert ranks(INDEXED, "gross", of("a", card({1: 1})), of("b", first(card(), 9)), of("c", {})) == [
        ("b", 1), ("a", 2), ("c", None),
    ]


def test_of_two_level_the_whole_card_stands_before_the_one_under_way() -> None:
    assert ranks(INDEXED, "gross", of("a", first(card(), 9)), of("b", card())) == [("b", 1), ("a", 2)]


def test_net_under_way_counts_only_the_strokes_given_on_the_holes_played() -> None:
    result = result_of(INDEXED, of("a", first(GOLDEN, 9), index="9"), None)
    assert result.to_par("gross") == 44 - 36
    # Stroke indexes 1–9 lie on holes 1, 2, 5, 6 and 7 of the first nine.
    assert result.to_par("net") == 44 - 36 - 5


@given(st.integers(0, 360), st.integers(1, 17))
def test_a_whole_card_stands_to_par_by_its_net_and_one_under_way_by_what_was_given(tenths: int, holes: int) -> None:
    index = str(Fraction(tenths, 10))
    whole = result_of(INDEXED, of("a", GOLDEN, index), None)
    assert whole.net is not None
    assert whole.to_par("net") == whole.net - 72
    part = result_of(INDEXED, of("a", first(GOLDEN, holes), index), None)
    assert part.gross is None
    assert part.to_par("net") <= part.to_par("gross")


def test_after_a_shotgun_start_the_last_holes_of_the_card_decide_not_the_last_played() -> None:
    started_at_10 = {hole: card({10: 1})[hole] for hole in [*range(10, 19), *range(1, 10)]}
    started_at_1 = card({1: 1})
    assert ranks(SYSTEM_36, "gross", of("shotgun", started_at_10), of("first", started_at_1)) == [
        ("first", 1), ("shotgun", 2),
    ]


def test_only_signed_cards_are_in_the_result_and_each_of_the_others_is_told_why() -> None:
    cards = [of("a", GOLDEN), of("b", GOLDEN, status="open"), of("c", GOLDEN, status="withdrawn")]
    results = [result_of(SYSTEM_36, one, None) for one in cards]
    assert [(line.result.card.key, line.rank, line.reason) for line in board(SYSTEM_36, "net", results, True)] == [
        ("a", 1, ""), ("b", None, "Thẻ chưa đủ hai chữ ký nên không có trong kết quả."),
        ("c", None, "Bỏ cuộc hoặc bị loại."),
    ]


def test_a_ball_picked_up_without_a_cap_leaves_stableford_alone() -> None:
    picked_up = of("a", {**GOLDEN, 3: None})
    assert ranks(INDEXED, "gross", picked_up) == ranks(INDEXED, "net", picked_up) == [("a", None)]
    assert ranks(INDEXED, "stableford", picked_up) == [("a", 1)]
    assert sum(result_of(INDEXED, picked_up, None).points.values()) == 31


def test_system_36_modified_takes_the_whole_course_handicap_as_declared() -> None:
    modified = rules("system_36", at_most_declared=True)
    assert result_of(modified, of("a", GOLDEN, index="12.4"), None).handicap.value == 12
    assert result_of(modified, of("a", GOLDEN, index=None), None).handicap.value == 18


def test_the_reckoning_of_the_golden_card_is_told_with_its_numbers() -> None:
    told = explained(SYSTEM_36, result_of(SYSTEM_36, of("a", GOLDEN), None))
    assert told[:4] == [
        "Tổng gậy = 44 (hố 1–9) + 47 (hố 10–18) = 91.",
        "6 hố par hoặc tốt hơn × 2 + 6 hố bogey × 1 = 18 điểm.",
        "Handicap trong ngày = 36 − 18 = 18.",
        "Net = 91 − 18 = 73.",
    ]
    assert told[4].startswith("Stableford, handicap 18: hố 1 (par 4, được 1): 4 gậy → 3; ")
    assert told[4].endswith("Cộng 35 điểm.")


def test_a_card_under_way_says_what_is_missing() -> None:
    told = explained(SYSTEM_36, result_of(SYSTEM_36, of("a", {1: 4, 2: None}), None))
    assert told == [
        "Đã chơi 2 trong 18 hố.", "Nhặt bóng ở hố 2 (không giới hạn gậy mỗi hố).",
        "Handicap tính khi đánh xong 18 hố.",
    ]
