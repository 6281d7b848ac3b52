import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.donations.statements import memo_codes
from services.donations.statements.memo_codes import CODE_SPACE, code_from_number, find_codes, is_code

ANY_CHARACTER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
codes = st.integers(0, CODE_SPACE - 1).map(code_from_number)


def test_a_code_fits_a_vietqr_memo_and_is_plain() -> None:
    code = code_from_number(123_456_789)
    assert code.startswith("CT") and len(code) == 12 <= 19
    assert code.isascii() and code.isalnum() and code == code.upper()


def test_codes_never_change_between_releases() -> None:
    """Printed on pledge slips, so kept for good."""
    assert [code_from_number(number) for number in (0, 1, CODE_SPACE - 1)] == [
        "CT000000001G", "CT000000010R", "CTZZZZZZZZMO",
    ]  # fmt: skip


@pytest.mark.parametrize("number", [-1, CODE_SPACE])
def test_a_number_outside_the_space_is_an_error(number: int) -> None:
    with pytest.raises(ValueError, match="memo code"):
        code_from_number(number)


def test_the_check_characters_are_those_of_iso_7064_mod_1271_36() -> None:
    """The standard's own definition: the value of the whole string to base 36 leaves 1 on division by 1271; and its
    worked example, ISO 79 with the check characters 3W."""
    assert int(code_from_number(987_654_321), 36) % 1271 == 1
    assert memo_codes.check_characters("ISO79") == "3W"


@given(st.integers(0, CODE_SPACE - 1), st.integers(0, CODE_SPACE - 1))
def test_different_numbers_have_different_codes(one: int, other: int) -> None:
    assert (code_from_number(one) == code_from_number(other)) == (one == other)


@given(codes, st.integers(0, 11), st.sampled_from(ANY_CHARACTER))
def test_any_single_wrong_character_is_detected(code: str, place: int, wrong: str) -> None:
    assume(code[place] != wrong)
    assert not is_code(code[:place] + wrong + code[place + 1 :])


@given(codes, st.integers(0, 10))
def test_any_swap_of_two_neighbours_is_detected(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    assert not is_code(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@given(codes, st.lists(st.sampled_from(["", "", " ", ".", " . ", "-"]), min_size=11, max_size=11), st.booleans())
def test_a_code_is_found_whatever_the_bank_put_between_its_characters(code: str, noise: list[str], small: bool) -> None:
    written = "".join(character + gap for character, gap in zip(code, [*noise, ""], strict=True))
    memo = f"MBVCB.6971909769.{written.lower() if small else written}.CT tu 0491063201131 DANG DUC UYEN"
    assert find_codes(memo) == [code]


@given(codes)
def test_a_code_glued_to_other_text_is_found(code: str) -> None:
    assert code in find_codes(f"UNGHO{code}UNGHOVNN")


def test_several_codes_are_found_once_each_in_order() -> None:
    one, other = code_from_number(7), code_from_number(8)
    assert find_codes(f"{other} va {one}, {other}") == [other, one]


@pytest.mark.parametrize(
    "memo",
    [
        "", "CT", "CT nhanh 247 den: NGUYEN NGOC GIANG chuyen\ntien ung ho nguoi ngheo Ninh Thuan",
        "MBVCB.6972097648.UH QUY VNN.CT tu 0770020719776 CHAMALEA XUAN TAM toi 0011000000000 QUY VI NGUOI NGHEO",
        "CT0000000000", "CT00000000", "C....T" + code_from_number(5)[2:],
    ],
)  # fmt: skip
def test_near_misses_and_ordinary_memos_hold_no_code(memo: str) -> None:
    assert find_codes(memo) == []


@given(codes, st.integers(0, 11), st.sampled_from(ANY_CHARACTER))
def test_a_code_with_a_wrong_character_is_not_found(code: str, place: int, wrong: str) -> None:
    assume(code[place] != wrong)
    assert code not in find_codes(f"ung ho {code[:place]}{wrong}{code[place + 1 :]} cam on")


@given(st.text(max_size=300))
def test_any_memo_can_be_searched(memo: str) -> None:
    assert all(is_code(code) for code in find_codes(memo))
