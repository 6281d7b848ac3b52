"""Rounds on a real MongoDB: regulations in versions, hidden holes, results."""

from __future__ import annotations

import pytest

from services.events.golf_scoring.rules.hidden import commitment
from tests.integration.events.golf_scoring.conftest import DOUBLE_PEORIA, GOLF, SYSTEM_36, Golf, rule_set
from tests.unit.events.golf_scoring.golden import GOLDEN

pytestmark = pytest.mark.integration

HIDDEN = [hole for hole in range(1, 19) if hole not in (3, 4, 9, 12, 17, 18)]
SALT = "4f0c9a1e77d24b6c"


def sealed(golf: Golf, of: str, holes: list[int] = HIDDEN) -> None:
    golf.events.ok("commit_golf_holes", {"golf_round_id": of, "commitment": commitment(of, holes, SALT)})


def test_regulations_that_change_are_a_new_version_and_a_round_keeps_its_own(golf: Golf) -> None:
    golf.player("An")
    of = golf.planned()
    changed = golf.events.ok("save_golf_rule_set", rule_set({"method": "indexed", "allowance_percent": 85}))
    assert (changed["version"], changed["golf_rule_set_id"]) == (2, f"{GOLF}.dieu-le.2")
    same = golf.events.ok("save_golf_rule_set", rule_set({"method": "indexed", "allowance_percent": 85}))
    assert same == changed
    found = golf.events.ok("get_golf_round", {"id": of})
    assert (found["rule_set_version"], found["rules"]["handicap"]["method"]) == (1, "system_36")
    first = golf.events.ok("get_golf_rule_set", {"id": f"{GOLF}.dieu-le.1"})
    assert first["handicap"] == found["rules"]["handicap"]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"handicap": {"method": "indexed"}}, "parameter_missing", "handicap.allowance_percent"),
        ({"handicap": {"method": "system_36", "at_most_declared": False, "times": "3"}}, "parameter_not_used",
         "handicap.times"),
        ({"handicap": {**DOUBLE_PEORIA, "lowest": 40, "highest": 36}}, "range_upside_down", "handicap.lowest"),
        ({"last_holes": [6, 9]}, "last_holes_not_descending", "last_holes"),
        ({"boards": ["gross", "gross"]}, "basis_twice", "boards"),
    ],
)
def test_regulations_that_leave_a_parameter_open_are_refused(
    golf: Golf, changes: dict, code: str, field: str
) -> None:
    refused = golf.events.refused("save_golf_rule_set", {**rule_set(SYSTEM_36), **changes})
    assert (refused["code"], refused["field"]) == (code, field)


def test_play_with_hidden_holes_waits_for_the_commitment_and_the_reveal_must_match_it(golf: Golf) -> None:
    an, _ = golf.player("An"), golf.player("Bình")
    of = golf.planned(DOUBLE_PEORIA)
    card = golf.events.ok("deal_golf_cards", {"golf_round_id": of, "cards": [{"golf_player_id": an}]})[
        "golf_card_ids"
    ][0]
    begin = {"golf_round_id": of}
    assert golf.events.refused("open_golf_round", begin)["code"] == "hidden_holes_not_committed"
    sealed(golf, of, [*HIDDEN[:11], 18])
    sealed(golf, of)
    golf.events.ok("open_golf_round", begin)
    late = golf.events.refused("commit_golf_holes", {**begin, "commitment": "0" * 64})
    assert late["code"] == "golf_round_not_at_this_step"
    golf.play(of, card)
    golf.sign(card)
    line, = golf.board(of, "net")["lines"]
    assert (line["rank"], line["net"], line["reason"]) == (None, None, "Chờ mở hố ẩn.")
    reveal = {"golf_round_id": of, "holes": HIDDEN, "salt": SALT}
    assert golf.events.refused("reveal_golf_holes", reveal)["code"] == "golf_round_not_at_this_step"
    golf.events.ok("close_golf_round", begin)
    assert golf.events.refused("read_golf_result", begin)["code"] == "hidden_holes_not_revealed"
    other = golf.events.refused("reveal_golf_holes", {**reveal, "holes": [*HIDDEN[:11], 18]})
    assert other["code"] == "hidden_holes_dont_match"
    assert golf.events.ok("get_golf_round", {"id": of})["hidden_holes"] is None
    found = golf.events.ok("reveal_golf_holes", reveal)
    assert (found["hidden_holes"], found["commitment_of"].startswith(f"{of}|1,2,5,6")) == (HIDDEN, True)
    line, = golf.board(of, "net")["lines"]
    assert (line["handicap"], line["net"]) == ("19.2", "71.8")
    assert golf.events.refused("reopen_golf_round", {**begin, "reason": "x"})["code"] == "hidden_holes_revealed"
    kept = [step for step in found["steps"] if step["what"] == "committed"]
    assert len(kept) == 2, "a commitment that another took the place of is kept"


def test_when_the_sealed_holes_are_lost_other_regulations_score_the_round_and_the_result_says_why(golf: Golf) -> None:
    golf.player("An")
    of = golf.planned(DOUBLE_PEORIA)
    card, = golf.events.ok("deal_golf_cards", {"golf_round_id": of})["golf_card_ids"]
    sealed(golf, of)
    golf.events.ok("open_golf_round", {"golf_round_id": of})
    golf.play(of, card)
    golf.player("Bình")
    golf.sign(card)
    golf.events.ok("set_golf_prizes", {"golf_round_id": of, "prizes": [
        {"code": "s", "name": "Nhất Stableford", "basis": "stableford", "place": 1},
    ]})
    golf.events.ok("close_golf_round", {"golf_round_id": of})

    def other(code: str, handicap: dict, **changes: object) -> dict:
        golf.events.ok("save_golf_rule_set", {**rule_set(handicap, **changes), "code": code})
        return {"golf_round_id": of, "rule_set": code, "reason": "Mất tệp hố ẩn"}

    indexed = {"method": "indexed", "allowance_percent": 100}
    for change, code in (
        (other("an", DOUBLE_PEORIA), "hidden_holes_not_committed"),
        (other("doi", {"method": "foursomes", "allowance_percent": 50}), "wrong_number_on_card"),
        (other("index", indexed), "golf_index_missing"),
        (other("gross", SYSTEM_36, boards=["gross"]), "prize_without_board"),
        ({"golf_round_id": of, "rule_set": "khong-co", "reason": "x"}, "golf_rule_set_not_found"),
    ):
        assert golf.events.refused("change_golf_rules", change)["code"] == code
    golf.events.ok("change_golf_rules", other("system", SYSTEM_36))
    found = golf.events.ok("read_golf_result", {"golf_round_id": of})
    assert [one["reason"] for one in found["round"]["rule_changes"]] == ["Mất tệp hố ẩn (trước đó: dieu-le, lần 1)"]
    assert (found["round"]["commitment"], found["boards"][1]["lines"][0]["net"]) == (None, "73")
    again = golf.events.refused("change_golf_rules", other("system", SYSTEM_36))
    assert again["code"] == "golf_result_known"


def test_a_card_that_is_not_signed_by_both_is_not_in_the_result(golf: Golf) -> None:
    of, (card, other) = golf.opened("An", "Bình")
    golf.play(of, card)
    golf.play(of, other, {**GOLDEN, 1: 3})
    golf.sign(card)
    golf.sign(other, "player")
    assert [(one["number"], one["rank"]) for one in golf.board(of)["lines"]] == [(2, 1), (1, 2)]
    golf.events.ok("close_golf_round", {"golf_round_id": of})
    lines = golf.board(of)["lines"]
    assert [(one["number"], one["rank"], one["reason"]) for one in lines] == [
        (1, 1, ""), (2, None, "Thẻ chưa đủ hai chữ ký nên không có trong kết quả."),
    ]
    golf.events.ok("reopen_golf_round", {"golf_round_id": of, "reason": "Người ghi điểm về muộn"})
    golf.sign(other, "marker")
    golf.events.ok("close_golf_round", {"golf_round_id": of})
    assert [one["number"] for one in golf.board(of)["lines"]] == [2, 1]


def test_the_board_tells_who_stands_where_while_they_play_by_name_only_as_consented(golf: Golf) -> None:
    golf.player("Nguyễn Văn An", name_display="shown")
    golf.player("Trần Thị Bình")
    golf.player("Lê Văn Chín", name_display="anonymous")
    of, cards = golf.opened()
    golf.play(of, cards[0], {1: 4, 2: 5})
    golf.play(of, cards[1], {1: 3})
    golf.play(of, cards[2], {1: 5, 2: None})
    lines = golf.board(of)["lines"]
    assert [(one["player_name"], one["to_par"], one["holes_done"], one["rank"]) for one in lines] == [
        ("T. T. B.", "-1", 1, 1), ("Nguyễn Văn An", "1", 2, 2), ("Người chơi số 3", None, 2, None),
    ]
    assert lines[2]["reason"] == "Có hố nhặt bóng nên không có tổng gậy."
    stableford = golf.board(of, "stableford")["lines"]
    assert {one["reason"] for one in stableford} == {"Handicap tính khi đánh xong 18 hố."}


def test_a_ball_picked_up_counts_as_the_cap_of_the_regulations_and_scores_no_points(golf: Golf) -> None:
    golf.player("An", handicap_index="18")
    of, (card,) = golf.opened(handicap={"method": "indexed", "allowance_percent": 100}, gross_cap="double_par")
    golf.play(of, card, {**GOLDEN, 9: None})
    line, = golf.board(of, "gross")["lines"]
    assert (line["gross"], line["handicap"], line["net"], line["points"]) == (96, "18", "78", 32)


def test_who_has_no_index_can_not_play_by_it_and_is_named(golf: Golf) -> None:
    golf.player("An", handicap_index="12.4")
    golf.player("Bình")
    of = golf.planned({"method": "indexed", "allowance_percent": 85})
    refused = golf.events.refused("deal_golf_cards", {"golf_round_id": of})
    assert (refused["code"], refused["facts"]["numbers"]) == ("golf_index_missing", [2])


def test_two_of_a_foursome_share_a_card_and_nobody_is_on_two(golf: Golf) -> None:
    an, binh, chi, dung = (golf.player(name, handicap_index=index) for name, index in (
        ("An", "15"), ("Bình", "20"), ("Chi", "10"), ("Dũng", "11"),
    ))
    of = golf.planned({"method": "foursomes", "allowance_percent": 50})
    for cards, code in (
        ([{"golf_player_id": an}], "wrong_number_on_card"),
        ([{"golf_player_id": an, "partner_id": binh}, {"golf_player_id": chi, "partner_id": binh}],
         "player_on_two_cards"),
        ([{"golf_player_id": an, "partner_id": binh, "marker_id": an}], "signed_by_the_wrong_player"),
        ([{"golf_player_id": "nobody", "partner_id": binh}], "player_not_in_tournament"),
    ):
        assert golf.events.refused("deal_golf_cards", {"golf_round_id": of, "cards": cards})["code"] == code
    dealt = golf.events.ok("deal_golf_cards", {"golf_round_id": of, "cards": [
        {"golf_player_id": an, "partner_id": binh}, {"golf_player_id": chi, "partner_id": dung},
    ]})
    golf.events.ok("open_golf_round", {"golf_round_id": of})
    card = dealt["golf_card_ids"][0]
    golf.play(of, card)
    golf.sign(card, "player")
    later = {"golf_round_id": of, "cards": [{"golf_player_id": binh, "partner_id": dung}]}
    assert golf.events.refused("deal_golf_cards", later)["code"] == "player_on_two_cards"
    line = golf.board(of, "net")["lines"][0]
    assert (line["player_name"], line["handicap"], line["net"]) == ("A. & B.", "18", "73")


def test_in_each_flight_of_the_draw_the_next_player_marks(golf: Golf) -> None:
    for name in ("An", "Bình", "Chi"):
        golf.player(name)
    golf.events.ok("draw_golf_flights", {
        "tournament": GOLF, "start": "shotgun", "order": "handicap", "starts_at": "07:00", "interval_minutes": 10,
    })
    of = golf.planned()
    cards = [golf.card(one) for one in golf.events.ok("deal_golf_cards", {"golf_round_id": of})["golf_card_ids"]]
    marks = {card["number"]: card["marker"]["number"] for card in cards}
    assert sorted(marks.values()) == [1, 2, 3]
    assert all(mine != theirs for mine, theirs in marks.items())


def test_cards_dealt_again_take_the_newest_index_until_the_first_hole_is_entered(golf: Golf) -> None:
    an, binh = golf.player("An", handicap_index="12.4"), golf.player("Bình", handicap_index="20")
    of = golf.planned({"method": "indexed", "allowance_percent": 100})
    deal = {"golf_round_id": of, "cards": [{"golf_player_id": an, "marker_id": binh}]}
    card, = golf.events.ok("deal_golf_cards", deal)["golf_card_ids"]
    golf.events.ok("change_golf_player", {"golf_player_id": an, "handicap_index": "10.0"})
    again = golf.events.ok("deal_golf_cards", deal)
    assert (again["dealt"], again["changed"]) == (0, 1)
    assert golf.card(card)["indexes"] == ["10.0"]
    golf.events.ok("open_golf_round", {"golf_round_id": of})
    golf.play(of, card, {1: 4})
    golf.events.ok("change_golf_player", {"golf_player_id": an, "handicap_index": "30.0"})
    assert golf.events.refused("deal_golf_cards", deal)["code"] == "golf_card_in_play"
    assert golf.card(card)["indexes"] == ["10.0"]


def test_contests_are_won_by_who_is_nearest_farthest_and_by_a_hole_in_one_that_the_card_knows(golf: Golf) -> None:
    of, (card, other) = golf.opened("An", "Bình")
    golf.play(of, card)
    golf.play(of, other, {**GOLDEN, 4: 1})
    for one in (card, other):
        golf.sign(one)

    def tried(contest: str, hole: int, by: str, cm: int | None) -> dict:
        return golf.events.ok("record_golf_contest", {
            "golf_round_id": of, "contest": contest, "hole": hole, "golf_card_id": by, "measured_cm": cm,
            "witness": "Trọng tài hố",
        })

    tried("nearest_pin", 4, card, 250)
    wrong = tried("nearest_pin", 4, other, 10)
    tried("longest_drive", 9, card, 21_000)
    tried("longest_drive", 9, other, 23_050)
    tried("hole_in_one", 4, card, None)
    tried("hole_in_one", 4, other, None)
    for changes, code in (
        ({"contest": "nearest_pin", "hole": 8, "measured_cm": 1}, "golf_contest_not_held"),
        ({"contest": "nearest_pin", "hole": 4}, "golf_contest_measure"),
        ({"contest": "hole_in_one", "hole": 4, "measured_cm": 1}, "golf_contest_measure"),
    ):
        refused = golf.events.refused("record_golf_contest", {
            "golf_round_id": of, "golf_card_id": card, "witness": "x", **changes,
        })
        assert refused["code"] == code
    during = {one["contest"]: one for one in golf.events.ok("list_golf_contests", {"golf_round_id": of})["contests"]}
    assert [(one["number"], one["leads"]) for one in during["nearest_pin"]["tries"]] == [(2, True), (1, False)]
    assert [(one["number"], one["leads"]) for one in during["hole_in_one"]["tries"]] == [(2, True), (1, False)]
    golf.events.ok("close_golf_round", {"golf_round_id": of})
    golf.events.ok("withdraw_golf_contest", {"golf_contest_id": wrong["golf_contest_id"], "reason": "Đo nhầm"})
    found = golf.events.ok("read_golf_result", {"golf_round_id": of})["contests"]
    assert [(one["contest"], [(who["number"], who["measured_cm"]) for who in one["winners"]]) for one in found] == [
        ("hole_in_one", [(2, None)]), ("nearest_pin", [(1, 250)]), ("longest_drive", [(2, 23_050)]),
    ]
    after = golf.events.ok("list_golf_contests", {"golf_round_id": of})["contests"][1]["tries"]
    assert [(one["status"], one["leads"]) for one in after] == [("withdrawn", False), ("recorded", True)]


def test_what_is_said_holds_neither_names_nor_scores(golf: Golf) -> None:
    of, (card, _) = golf.opened("Nguyễn Văn Án", "Bình")
    golf.play(of, card)
    golf.sign(card)
    said = [event for event in golf.events.said() if event.type.startswith(("events.golf_cards", "events.golf_rounds"))]
    assert said
    assert not any("Án" in str(event.data) or "strokes" in str(event.data) for event in said)
    newest = max((row for event in said for row in event.data["entries"] if row.get("golf_card_id") == card),
                 key=lambda row: row["version"])
    assert (newest["status"], newest["holes_done"], newest["players"]) == ("signed", 18, 1)


def test_a_tournament_has_one_round_of_a_number(golf: Golf) -> None:
    golf.opened("An")
    refused = golf.events.refused("plan_golf_round", {
        "tournament": GOLF, "number": 1, "name": "x", "play_on": "2024-11-16", "rule_set": "dieu-le",
    })
    assert refused["code"] == "golf_round_number_taken"
