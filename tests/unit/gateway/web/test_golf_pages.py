"""What golf's pages make of what was typed, and how they write figures."""

import pytest
from flask import Flask
from marshmallow import ValidationError

from contracts.commands.events.golf import SaveGolfTournament
from contracts.commands.events.golf_scoring import BASES, SaveGolfRuleSet, SetGolfPrizes
from gateway.web.formatting import decimal, metres, to_par
from gateway.web.golf_words import PRESETS
from gateway.web.organiser.golf_contests import centimetres
from gateway.web.organiser.golf_desk import FIELDS, code_of, command_of, filled_in
from gateway.web.organiser.golf_money_words import said_typed
from gateway.web.organiser.golf_prizes import filled_in as prizes_shown
from gateway.web.organiser.golf_prizes import prizes_of
from gateway.web.organiser.golf_sponsor import filled_in_packages, packages_of
from gateway.web.organiser.golf_sponsors import holes_typed
from services.events.golf_scoring.rules.rule_set import rule_set_of

TYPED = dict.fromkeys(FIELDS, "") | {
    "course_name": "Sân Mẫu", "tee_1": "Trắng", "cr_1": "72.0", "slope_1": "113", "most_players": "40",
    "flight_size": "4", "most_mulligans": "0", "fee_vnd": "2.000.000", "teams": "Đội Đỏ\n\nĐội Xanh",
    "hole_in_one_4": "1",
} | {f"par_{hole}": "4" for hole in range(1, 19)} | {f"si_{hole}": str(hole) for hole in range(1, 19)}


def test_a_form_gives_the_command_and_what_is_kept_gives_the_form_back() -> None:
    command = command_of("giai", TYPED, None)
    loaded = SaveGolfTournament().load(command)
    assert (loaded["fee_vnd"], loaded["most_players"]) == (2_000_000, 40)
    assert [team["code"] for team in loaded["teams"]] == ["doi-do", "doi-xanh"]
    assert loaded["contests"] == [{"hole": 4, "kind": "hole_in_one"}]
    again = command_of("giai", filled_in(loaded), loaded | {"packages": [{"code": "vang"}]})
    assert again == command | {"packages": [{"code": "vang"}]}, "packages are not in the form, and stay"


def test_a_name_that_changes_gets_a_code_of_its_own_and_the_others_keep_theirs() -> None:
    kept = {"teams": [{"code": "a", "name": "Đội Đỏ"}], "tees": [], "packages": [], "most_per_team": None}
    teams = command_of("giai", TYPED | {"teams": "Đội Đỏ\nA"}, kept)["teams"]
    assert teams == [{"code": "a", "name": "Đội Đỏ"}, {"code": "a-2", "name": "A"}]
    assert code_of("Đội Đỏ", {"doi-do"}) == "doi-do-2"


@pytest.mark.parametrize(("text", "amount"), [
    ("15tr", 15_000_000), ("12,5 tr", 12_500_000), ("1.25 tỷ", 1_250_000_000), ("7 TRIỆU", 7_000_000),
    ("15.000.000", 15_000_000), ("15000000 đ", 15_000_000), ("15", 15), ("1.5", "1.5"), ("mười", "mười"), ("", ""),
    ("1,2345tr", "1,2345tr"),
])
def test_an_amount_called_out_in_a_hall_is_typed_as_it_is_said(text: str, amount: int | str) -> None:
    assert said_typed(text) == amount


@pytest.mark.parametrize(
    ("text", "cm"),
    [("3,25", 325), ("3.2", 320), ("231 m", 23_100), ("0,05", 5), ("3,255", None), ("ba", None), ("", None)],
)
def test_a_measure_is_read_as_it_stands_on_the_tape(text: str, cm: int | None) -> None:
    assert centimetres(text) == cm


def test_a_measure_is_written_in_metres() -> None:
    assert [metres(cm) for cm in (325, 23_100, 5, None)] == ["3,25 m", "231,00 m", "0,05 m", "–"]


def test_prizes_that_are_changed_keep_their_code_and_group_and_a_line_without_a_name_goes() -> None:
    before = [
        {"code": "net-1", "name": "Nhất net", "basis": "net", "place": 1, "group": "nu"},
        {"code": "net-2", "name": "Nhì net", "basis": "net", "place": 2, "group": None},
    ]
    empty = dict.fromkeys([f"{part}_{line}" for line in range(60) for part in ("name", "basis", "place", "code")], "")
    kept, _ = prizes_of(empty | prizes_shown(before), before)
    assert kept == before
    changed = empty | prizes_shown(before) | {"name_0": "Giải nữ", "name_1": ""}
    changed |= {"name_5": "Giải nữ", "basis_5": "gross", "place_5": "hai"}
    found, places = prizes_of(changed, before)
    assert found == [
        {"code": "net-1", "name": "Giải nữ", "basis": "net", "place": 1, "group": "nu"},
        {"code": "giai-nu", "name": "Giải nữ", "basis": "gross", "place": "hai", "group": None},
    ]
    assert places["prizes.1.place"] == "place_5"
    with pytest.raises(ValidationError) as wrong:
        SetGolfPrizes().load({"golf_round_id": "r", "prizes": found})
    assert list(wrong.value.normalized_messages()["prizes"]) == [1]


def test_packages_that_are_changed_keep_their_code_and_a_price_is_typed_as_it_is_said() -> None:
    before = [{"code": "vang", "name": "Vàng", "price_vnd": 100_000_000, "players": 4, "holes": 0, "most": None,
               "contents": "Tên trên áo"}]
    parts = ("name", "price_vnd", "players", "holes", "most", "contents", "code")
    empty = dict.fromkeys([f"{part}_{line}" for line in range(20) for part in parts], "")
    with Flask("page").test_request_context():
        shown = filled_in_packages(before)
    assert shown["price_vnd_0"] == "100.000.000"
    assert packages_of(empty | shown, before)[0] == before
    more = empty | shown | {"name_0": "Vàng ròng", "name_3": "Vang", "price_vnd_3": "50tr", "most_3": "2"}
    told = packages_of(more, before)[0]
    assert [(one["code"], one["price_vnd"], one["most"]) for one in told] == [
        ("vang", 100_000_000, None), ("vang-2", 50_000_000, 2),
    ]


def test_holes_are_listed_as_people_list_them() -> None:
    assert holes_typed("4, 9;13 17") == [4, 9, 13, 17]
    assert holes_typed("4, chín") == [4, "chín"]
    assert holes_typed("") == []


@pytest.mark.parametrize("name", PRESETS)
def test_regulations_that_a_page_offers_are_ones_that_the_rules_take(name: str) -> None:
    words, handicap, boards = PRESETS[name]
    told = {
        "tournament": "giai", "code": name.replace("_", "-"), "name": words, "handicap": handicap,
        "gross_cap": {"kind": "none"}, "boards": boards,
    }
    try:
        plan = SaveGolfRuleSet().load(told)
    except ValidationError as error:
        pytest.fail(str(error.messages))
    assert rule_set_of(plan).boards == tuple(boards)
    assert set(boards) <= set(BASES)


@pytest.mark.parametrize(
    ("kept", "shown"), [("0", "E"), ("3", "+3"), ("-2", "−2"), ("-0.2", "−0,2"), (None, "")]
)
def test_strokes_over_and_under_par_are_written_as_on_a_board(kept: str | None, shown: str) -> None:
    assert to_par(kept) == shown


def test_an_exact_decimal_has_the_comma_of_the_language() -> None:
    assert [decimal(one) for one in ("71.8", "72", None)] == ["71,8", "72", ""]
