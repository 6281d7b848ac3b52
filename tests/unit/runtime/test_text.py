import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from runtime.text import fold


def test_vietnamese_letters_lose_their_marks_and_case():
    assert fold("  Đặng\tThị   Ánh ") == "dang thi anh"
    assert fold("NGUYỄN ĐỨC ƯỚC") == "nguyen duc uoc"


def test_composed_and_decomposed_text_fold_to_the_same():
    assert fold(unicodedata.normalize("NFD", "Phước Hữu")) == fold(unicodedata.normalize("NFC", "Phước Hữu"))


def test_a_sign_that_is_no_mark_still_tells_names_apart():
    assert fold("Lê-Na") != fold("Lê Na")


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
