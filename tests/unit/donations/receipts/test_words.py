"""Amounts in Vietnamese words, read back by a parser that knows nothing of how they were made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donations.receipts.words import HIGHEST_VND, amount_in_words

DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
    "tám": 8, "chín": 9,
}


def number_of(words: str) -> int:
    """The number that a reader understands."""
    text = words.lower().removesuffix(" đồng")
    above, ty, below = text.rpartition("tỷ")
    return (number_of(above.strip()) * 10**9 if ty else 0) + below_a_billion(below.split())


def below_a_billion(words: list[str]) -> int:
    total = group = digit = 0
    for word in words:
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word in ("nghìn", "triệu"):
            total += (group + digit) * {"nghìn": 1000, "triệu": 10**6}[word]
            group = digit = 0
        else:
            assert word == "linh", word
    return total + group + digit


@pytest.mark.parametrize(
    ("amount_vnd", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (105, "Một trăm linh năm đồng"),
        (111, "Một trăm mười một đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (50_000, "Năm mươi nghìn đồng"),
        (523_056, "Năm trăm hai mươi ba nghìn không trăm năm mươi sáu đồng"),
        (1_000_000, "Một triệu đồng"),
        (1_000_001, "Một triệu không trăm linh một đồng"),
        (742_157_542, "Bảy trăm bốn mươi hai triệu một trăm năm mươi bảy nghìn năm trăm bốn mươi hai đồng"),
        (10**9, "Một tỷ đồng"),
        (2_000_015_000, "Hai tỷ không trăm mười lăm nghìn đồng"),
        (1_500 * 10**9, "Một nghìn năm trăm tỷ đồng"),
        (10**15, "Một triệu tỷ đồng"),
    ],
)
def test_an_amount_reads_as_it_stands_on_a_receipt(amount_vnd: int, words: str) -> None:
    assert amount_in_words(amount_vnd) == words


def test_every_magnitude_and_its_neighbours_read_back() -> None:
    for power in range(16):
        for factor in range(1, 10):
            for step in (-1, 0, 1, 5, 10):
                amount_vnd = min(max(factor * 10**power + step, 0), HIGHEST_VND)
                assert number_of(amount_in_words(amount_vnd)) == amount_vnd


def test_every_group_of_three_digits_reads_back_alone_and_behind_another() -> None:
    for group in range(1000):
        for amount_vnd in (group, group * 1000, 7_000_000 + group, group * 10**9 + 1):
            assert number_of(amount_in_words(amount_vnd)) == amount_vnd


@given(st.integers(0, HIGHEST_VND))
def test_any_amount_reads_back(amount_vnd: int) -> None:
    words = amount_in_words(amount_vnd)
    assert number_of(words) == amount_vnd
    assert words[0].isupper() and "  " not in words


@given(st.integers(0, HIGHEST_VND), st.integers(0, HIGHEST_VND))
def test_two_amounts_never_read_the_same(one: int, other: int) -> None:
    assert (amount_in_words(one) == amount_in_words(other)) == (one == other)


@pytest.mark.parametrize("amount_vnd", [-1, HIGHEST_VND + 1])
def test_no_words_are_made_up_outside_the_range(amount_vnd: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        amount_in_words(amount_vnd)
