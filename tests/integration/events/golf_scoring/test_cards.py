"""Cards on a real MongoDB: entries that come twice and late, signatures that lock, corrections that are kept."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from contracts.commands.events.golf_scoring import EnterGolfScores
from messaging.unit_of_work import UnitOfWork
from services.events.golf_scoring import rounds
from services.events.golf_scoring.cards import enter_golf_scores
from services.events.golf_scoring.rules.rounds import GolfRoundNotAtThisStep
from tests.integration.events.golf_scoring.conftest import Golf, entry
from tests.unit.events.golf_scoring.golden import GOLDEN

pytestmark = pytest.mark.integration


def test_the_same_entry_twice_changes_nothing_and_the_same_id_for_another_is_refused(golf: Golf) -> None:
    of, (card, _) = golf.opened("An", "Bình")
    first = entry(card, 1, 5, id="e1")
    assert golf.enter(of, first) == ["accepted"]
    before = golf.card(card)
    assert golf.enter(of, first) == ["known"]
    assert golf.card(card) == before
    assert golf.enter(of, entry(card, 1, 6, id="e1")) == ["golf_entry_id_reused"]


def test_a_later_entry_corrects_and_an_older_that_comes_late_does_not_and_both_are_kept(golf: Golf) -> None:
    of, (card, _) = golf.opened("An", "Bình")
    golf.enter(of, entry(card, 1, 5, at="2024-11-16T02:10:00Z", id="b"))
    assert golf.enter(of, entry(card, 1, 4, at="2024-11-16T02:20:00Z", id="c")) == ["accepted"]
    assert golf.enter(of, entry(card, 1, 9, at="2024-11-16T02:00:00Z", id="a")) == ["older"]
    found = golf.card(card)
    assert found["scores"] == [{"hole": 1, "strokes": 4}]
    assert [(one["entry_id"], one["strokes"], one["device"]) for one in found["history"]] == [
        ("b", 5, "may-1"), ("c", 4, "may-1"), ("a", 9, "may-1"),
    ]


def test_a_clock_that_is_ahead_locks_no_hole(golf: Golf) -> None:
    of, (card, _) = golf.opened("An", "Bình")
    golf.enter(of, entry(card, 1, 9, at="2999-01-02T00:00:00Z"))
    assert golf.enter(of, entry(card, 1, 4, at="2999-01-01T00:00:00Z")) == ["accepted"]
    assert golf.card(card)["scores"] == [{"hole": 1, "strokes": 4}]


def test_one_entry_that_is_refused_holds_up_none_of_the_others(golf: Golf) -> None:
    of, (card, _) = golf.opened("An", "Bình")
    found = golf.enter(of, entry("no-such-card", 1, 4), entry(card, 1, 4), entry(card, 2, None))
    assert found == ["golf_card_not_found", "accepted", "accepted"]
    assert golf.card(card)["scores"] == [{"hole": 1, "strokes": 4}, {"hole": 2, "strokes": None}]


def test_two_signatures_lock_the_card_and_a_correction_is_a_new_version_with_its_reason(golf: Golf) -> None:
    of, (card, _) = golf.opened("An", "Bình")
    golf.play(of, card)
    assert golf.sign(card, "player")["status"] == "open"
    signed = golf.sign(card, "marker")
    assert signed["status"] == "signed"
    assert golf.enter(of, entry(card, 1, 3)) == ["golf_card_signed"]
    change = {"golf_card_id": card, "holes": [{"hole": 15, "strokes": 8}], "reason": "Ghi thiếu gậy phạt",
              "decided_by": "Tổng trọng tài"}
    corrected = golf.events.ok("correct_golf_card", change)
    assert (corrected["status"], corrected["version"], corrected["corrections"]) == (
        "signed", signed["version"] + 1, 1,
    )
    assert corrected["correction_list"][0]["holes"] == [{"hole": 15, "before": 7, "strokes": 8}]
    assert {"hole": 15, "strokes": 8} in corrected["scores"]
    assert len(corrected["history"]) == 18
    again = golf.events.refused("correct_golf_card", change)
    assert again["code"] == "nothing_corrected"


def test_what_is_signed_is_what_was_seen_and_an_entry_after_the_first_signature_voids_it(golf: Golf) -> None:
    of, (card, _) = golf.opened("An", "Bình")
    golf.play(of, card)
    seen = golf.signature(card, "player")
    golf.enter(of, entry(card, 18, 6, at="2024-11-16T06:00:00Z"))
    assert golf.events.refused("sign_golf_card", seen)["code"] == "golf_card_changed_since_seen"
    golf.sign(card, "player")
    golf.enter(of, entry(card, 18, 5, at="2024-11-16T07:00:00Z"))
    assert [one["voided"] for one in golf.card(card)["signatures"]] == [True]
    assert golf.sign(card, "marker")["status"] == "open"
    assert golf.sign(card, "player")["status"] == "signed"


def test_nobody_signs_as_own_marker_nor_for_another_nor_a_card_with_holes_missing(golf: Golf) -> None:
    of, (card, other) = golf.opened("An", "Bình")
    mine, theirs = (golf.card(one)["players_on_card"][0]["golf_player_id"] for one in (card, other))
    incomplete = golf.events.refused("sign_golf_card", golf.signature(card, "player"))
    assert (incomplete["code"], incomplete["facts"]["missing"]) == ("card_incomplete", list(range(1, 19)))
    golf.play(of, card)
    for signer, by in (("marker", mine), ("player", theirs)):
        refused = golf.events.refused("sign_golf_card", golf.signature(card, signer, signed_by=by))
        assert refused["code"] == "signed_by_the_wrong_player"


def test_only_the_marker_who_was_named_signs_as_marker(golf: Golf) -> None:
    an, binh, chi = golf.player("An"), golf.player("Bình"), golf.player("Chi")
    of = golf.planned()
    dealt = golf.events.ok("deal_golf_cards", {
        "golf_round_id": of, "cards": [{"golf_player_id": an, "marker_id": chi}],
    })
    golf.events.ok("open_golf_round", {"golf_round_id": of})
    card, = dealt["golf_card_ids"]
    golf.play(of, card)
    wrong = golf.events.refused("sign_golf_card", golf.signature(card, "marker", signed_by=binh))
    assert wrong["code"] == "signed_by_the_wrong_player"
    golf.events.ok("sign_golf_card", golf.signature(card, "marker", signed_by=chi))


def test_the_same_signature_by_the_same_key_or_again_signs_once(golf: Golf) -> None:
    of, (card, _) = golf.opened("An", "Bình")
    golf.play(of, card)
    signature = golf.signature(card, "player")
    first = golf.events.ok("sign_golf_card", signature, key="k1")
    assert golf.events.ok("sign_golf_card", signature, key="k1") == first
    assert golf.events.ok("sign_golf_card", signature, key="k2")["version"] == first["version"]


def test_who_retires_has_no_rank_until_it_is_taken_back(golf: Golf) -> None:
    of, (card, other) = golf.opened("An", "Bình")
    golf.play(of, card)
    golf.play(of, other)
    golf.sign(card)
    gone = golf.events.ok("withdraw_golf_card", {"golf_card_id": card, "kind": "disqualified", "reason": "Sai bóng"})
    assert gone["status"] == "withdrawn"
    assert golf.enter(of, entry(card, 1, 4)) == ["golf_card_withdrawn"]
    assert [(one["number"], one["rank"]) for one in golf.board(of)["lines"]] == [(2, 1), (1, None)]
    back = golf.events.ok("return_golf_card", {"golf_card_id": card, "reason": "Nhầm người"})
    assert back["status"] == "signed"
    assert [one["what"] for one in back["changes"]] == ["disqualified", "returned"]
    assert golf.events.refused("return_golf_card", {"golf_card_id": card, "reason": "x"})["code"] == (
        "golf_card_not_withdrawn"
    )


def test_devices_that_send_the_same_queue_at_once_write_each_entry_once(golf: Golf) -> None:
    of, (card, _) = golf.opened("An", "Bình")
    entries = [entry(card, hole, strokes) for hole, strokes in GOLDEN.items()]
    outcomes: list[str] = []
    threads = [threading.Thread(target=lambda: outcomes.extend(golf.enter(of, *entries))) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["accepted"] * 18 + ["known"] * 54
    found = golf.card(card)
    assert len(found["history"]) == 18
    assert {one["hole"]: one["strokes"] for one in found["scores"]} == GOLDEN


def test_an_entry_under_way_when_the_round_closes_comes_too_late(golf: Golf) -> None:
    of, (card, _) = golf.opened("An", "Bình")
    tries: list[int] = []

    def enter(uow: UnitOfWork) -> dict:
        rounds.find(of)  # from here on this transaction sees the round as it is now: open
        tries.append(1)
        if len(tries) == 1:
            close = threading.Thread(target=lambda: golf.events.ok("close_golf_round", {"golf_round_id": of}))
            close.start()
            close.join()
        sent = EnterGolfScores().load({"golf_round_id": of, "device": "d", "entries": [entry(card, 9, 4)]})
        return enter_golf_scores(uow, sent, SimpleNamespace(actor="a"))

    with pytest.raises(GolfRoundNotAtThisStep):
        golf.events.store.transact(enter)
    assert len(tries) == 2
    assert golf.card(card)["scores"] == []
    late = golf.events.refused("enter_golf_scores", {
        "golf_round_id": of, "device": "d", "entries": [entry(card, 9, 4)],
    })
    assert late["code"] == "golf_round_not_at_this_step"
