"""Hidden holes can't be chosen by the scores; nobody gets two main prizes."""

import hashlib
from fractions import Fraction

import pytest

from services.events.golf_scoring.rules.countback import Standing
from services.events.golf_scoring.rules.hidden import (
    HiddenHolesDontMatch,
    WrongNumberOfHiddenHoles,
    check_revealed,
    commitment,
    is_fair,
)
from services.events.golf_scoring.rules.prizes import Prize, PrizeRule
from tests.unit.events.golf_scoring.golden import PARS

SALT = "4f0c9a1e77d24b6c"


def test_anybody_can_reckon_the_commitment_with_a_tool_of_their_own() -> None:
    by_hand = hashlib.sha256(b"vong-1|1,2,5,6,7,8|4f0c9a1e77d24b6c").hexdigest()
    assert commitment("vong-1", [8, 1, 2, 5, 6, 7], SALT) == by_hand
    check_revealed("vong-1", by_hand, [1, 2, 5, 6, 7, 8], SALT, wanted=6)


@pytest.mark.parametrize(
    ("round_id", "holes", "salt"),
    [
        ("vong-1", [1, 2, 5, 6, 7, 9], SALT), ("vong-1", [1, 2, 5, 6, 7, 8], "another"),
        ("vong-2", [1, 2, 5, 6, 7, 8], SALT),
    ],
)
def test_other_holes_another_salt_or_another_round_are_refused(round_id: str, holes: list[int], salt: str) -> None:
    committed = commitment("vong-1", [1, 2, 5, 6, 7, 8], SALT)
    with pytest.raises(HiddenHolesDontMatch):
        check_revealed(round_id, committed, holes, salt, wanted=6)


@pytest.mark.parametrize("holes", [[1, 2, 3], [1, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 19]])
def test_a_wrong_number_of_holes_is_refused_even_if_it_was_committed_to(holes: list[int]) -> None:
    with pytest.raises(WrongNumberOfHiddenHoles):
        check_revealed("vong-1", commitment("vong-1", holes, SALT), holes, SALT, wanted=6)


def test_hidden_holes_stand_for_the_course_when_par_is_in_proportion_and_both_nines_take_part() -> None:
    pars = dict(enumerate(PARS, start=1))
    assert is_fair(pars, [1, 2, 5, 6, 7, 8, 10, 11, 13, 14, 15, 16], Fraction("1.5"))
    assert not is_fair(pars, [1, 2, 3, 5, 6, 7, 10, 11, 12, 14, 15, 16], Fraction("1.5")), "too much par"
    assert not is_fair(pars, [1, 2, 3, 4, 5, 6], Fraction(3)), "all of one nine"
    assert is_fair(pars, [1, 4, 5, 10, 13, 14], Fraction(3))


def standing(*keys: str, level: bool = False) -> list[Standing]:
    return [Standing(key, 1 if level else place, 70 + place, "") for place, key in enumerate(keys, start=1)]


GROSS, GROSS_2, NET, NET_2 = (
    Prize("g1", "Nhất gross", "gross", 1), Prize("g2", "Nhì gross", "gross", 2), Prize("n1", "Nhất net", "net", 1),
    Prize("n2", "Nhì net", "net", 2),
)


def winners(prizes: list[Prize], standings: dict, rule: PrizeRule | None = None, groups: dict | None = None) -> dict:
    given = (rule or PrizeRule()).awards(prizes, standings, groups or {})
    return {award.prize.code: (award.winners, award.reason) for award in given}


def test_gross_goes_before_net_whatever_order_the_prizes_were_named_in() -> None:
    found = winners([NET, GROSS], {"gross": standing("an", "binh"), "net": standing("an", "chi")})
    assert found["g1"] == (("an",), "Hạng 1 theo gross (tổng gậy)")
    assert found["n1"] == (("chi",), "Hạng 2 theo net; 1 người xếp trên đã có giải chính")


def test_the_order_of_giving_is_a_parameter_and_not_the_order_of_codes() -> None:
    prizes = [Prize("a", "Nhất net", "net", 1), Prize("z", "Nhất gross", "gross", 1)]
    both = {"gross": standing("an", "binh"), "net": standing("an", "chi")}
    assert {code: who for code, (who, _) in winners(prizes, both).items()} == {"z": ("an",), "a": ("chi",)}
    net_first = PrizeRule(order=("net", "gross", "stableford"))
    assert {code: who for code, (who, _) in winners(prizes, both, net_first).items()} == {"a": ("an",), "z": ("binh",)}


def test_a_second_prize_goes_to_the_next_who_has_none() -> None:
    found = winners([GROSS, GROSS_2, NET, NET_2], {
        "gross": standing("an", "binh", "chi"), "net": standing("binh", "chi", "an", "dung"),
    })
    assert [one for one, _ in found.values()] == [("an",), ("binh",), ("chi",), ("dung",)]


def test_without_that_rule_one_player_may_win_gross_and_net_but_not_both_places_of_one() -> None:
    rule = PrizeRule(one_main_prize=False)
    found = winners([GROSS, NET, NET_2], {"gross": standing("an"), "net": standing("an", "binh")}, rule)
    assert [one for one, _ in found.values()] == [("an",), ("an",), ("binh",)]


def test_a_prize_of_a_group_looks_at_that_group_alone_and_may_stay_without_a_winner() -> None:
    ladies = Prize("nu", "Nhất nữ", "net", 1, group="nu")
    assert winners([ladies], {"net": standing("an", "binh")}, groups={"binh": "nu"})["nu"][0] == ("binh",)
    assert winners([ladies], {"net": standing("an")})["nu"] == ((), "Không còn người chơi đủ điều kiện.")


def test_those_whom_nothing_tells_apart_share_the_prize() -> None:
    assert winners([GROSS], {"gross": standing("an", "binh", level=True)})["g1"][0] == ("an", "binh")
