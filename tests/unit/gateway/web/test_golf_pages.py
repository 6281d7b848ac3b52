"""What golf's pages make of what was typed, and how they write figures."""

import pytest
from marshmallow import ValidationError

from contracts.commands.events.golf import SaveGolfTournament
from contracts.commands.events.golf_scoring import BASES, SaveGolfRuleSet
from gateway.web.formatting import decimal, to_par
from gateway.web.golf_words import PRESETS
from gateway.web.organiser.golf_desk import FIELDS, code_of, command_of, filled_in
from gateway.web.organiser.golf_money_words import said_typed
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
