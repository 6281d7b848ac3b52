"""What a memo claims, and which pledges a line might fulfil."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.text import fold
from services.donations.matching import rules
from services.donations.matching.claims import MOST_WORDS, plain_name, read_claim
from services.donations.matching.scoring import OpenPledge, OpenPledges
from services.donations.matching.text_search import without_diacritics
from services.donations.statements.memo_codes import code_from_number

DAY = dt.date(2024, 10, 20)


def pledge(id: str = "p", name: str = "Nguyễn Văn Đạt", amount_vnd: int = 500_000, **changes: int) -> OpenPledge:
    code = code_from_number(changes.get("number", 123_456_789))
    return OpenPledge(id, plain_name(name), code, amount_vnd, changes.get("fulfilled_vnd", 0), DAY)


def found(memo: str, amount_vnd: int, *pledges: OpenPledge, payer: str = "", on: dt.date = DAY) -> list[str]:
    return [one.pledge_id for one in OpenPledges(pledges).candidates(read_claim(memo, payer), amount_vnd, on)]


@pytest.mark.parametrize(
    ("memo", "payer", "name"),
    [
        ("MBVCB.6971.uh.CT tu 0491063201131 DANG DUC UYEN toi 0011000000000 QUY VI NGUOI NGHEO", "", "dang duc uyen"),
        ("183859.171024.743195.HUYNH QUANG LAN dong gop thang cao diem", "", "huynh quang lan"),
        ("CT nhanh 247 den: PHAM THANH KHANH chuyen\ntien ung ho quy vi nguoi ngheo", "", "pham thanh khanh"),
        ("tang ho ngheo an Tet; thoi gian GD:17/10/2024 08:12:30", "DO NGOC NAM", "do ngoc nam"),
        ("1260000000 DO VAN NAM ung ho vi nguoi ngheo nam 2024", "", "do van nam"),
        ("PARTNER.DIRECT_DEBITS_VCB.MSE.4410803734.tang ho ngheo an Tet", "", ""),
        ("GIA DINH ONG TRAN MAN ung ho", "", "tran man"),
        ("NGO KIM QUYEN gop chut long thanh", "", "ngo kim quyen"),
        ("CTY TNHH TM ANH DUONG UH QUY VNN", "9704", "cong ty tnhh thuong mai anh duong"),
    ],
)
def test_the_name_that_a_memo_claims(memo: str, payer: str, name: str) -> None:
    assert read_claim(memo, payer).name == name


def test_unit_and_phrase_are_claims_too() -> None:
    claim = read_claim("LE VAN AN xa Phuoc Dinh ung ho quy vi nguoi ngheo")
    assert (claim.unit, claim.phrase) == ("xa phuoc dinh", "quy vi nguoi ngheo")


def test_an_equal_amount_alone_suggests_nobody() -> None:
    assert found("chuyen tien", 500_000, pledge()) == []
    assert found("TRAN THI BE ung ho", 500_000, pledge()) == []


def test_a_name_is_found_in_capitals_without_marks_and_decomposed() -> None:
    for memo in ("NGUYEN VAN DAT uh", "nguyễn văn đạt ủng hộ", unicodedata.normalize("NFD", "NGUYỄN VĂN ĐẠT")):
        assert found(memo, 500_000, pledge()) == ["p"]


def test_same_name_different_amounts_finds_the_pledge_of_that_amount_first() -> None:
    pledges = [pledge("a", amount_vnd=500_000, number=1), pledge("b", amount_vnd=2_000_000, number=2)]
    assert found("NGUYEN VAN DAT ung ho", 2_000_000, *pledges) == ["b"]
    assert found("NGUYEN VAN DAT ung ho", 500_000, *pledges) == ["a", "b"]


@pytest.mark.parametrize("memo", ["NGUYEN VAN DATT uh", "NGUYEN THI DAT uh", "NGUYEN VAN DAT HANH uh"])
def test_another_person_of_like_name_is_not_suggested(memo: str) -> None:
    assert found(memo, 500_000, pledge()) == []


def test_a_name_cut_by_the_bank_is_found_only_where_the_memo_ends_with_it() -> None:
    company = pledge(name="Công ty TNHH Thủy sản Ninh Chữ")
    assert found("1260000000 CONG TY TNHH THUY SAN NI", 500_000, company) == ["p"]
    assert found("CONG TY TNHH THUY SAN ung ho", 500_000, company) == []
    assert found("1260000000 CONG TY TNHH", 500_000, company) == []


def test_a_mistyped_code_is_suggested_and_never_matched_by_itself() -> None:
    code = code_from_number(123_456_789)
    swapped = code[:5] + code[6] + code[5] + code[7:]
    assert swapped != code
    for memo in (f"{swapped} ung ho", f"ma {swapped[:4]} {swapped[4:]}", code[:-1], f"{code[:-2]} UNG HO"):
        assert found(memo, 500_000, pledge()) == ["p"], memo
    assert found(f"{swapped} ung ho", 777_000, pledge()) == ["p"], "whatever the amount"


def test_a_day_long_before_or_after_the_pledge_suggests_nothing() -> None:
    for days, expected in ((-8, []), (-7, ["p"]), (180, ["p"]), (181, [])):
        assert found("NGUYEN VAN DAT", 500_000, pledge(), on=DAY + dt.timedelta(days=days)) == expected


def test_a_part_is_at_least_a_tenth_and_what_is_owed_is_what_counts() -> None:
    assert rules.reason_of_amount(50_000, 500_000, 0) == "amount_part"
    assert rules.reason_of_amount(49_999, 500_000, 0) is None
    assert rules.reason_of_amount(200_000, 500_000, 300_000) == "amount_equal"
    assert rules.reason_of_amount(300_000, 500_000, 300_000) is None
    assert rules.reason_of_amount(1, 500_000, 500_000) is None


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_memo_can_be_read_and_is_folded_and_bounded(memo: str, payer: str) -> None:
    claim = read_claim(memo, payer)
    assert fold(claim.name) == claim.name
    assert len(claim.words) <= MOST_WORDS + len(payer.split()) * 6
    OpenPledges([pledge()]).candidates(claim, 500_000, DAY)


@given(st.permutations(list(range(7))))
def test_candidates_stand_in_one_order_whatever_the_pledges_stood_in(order: list[int]) -> None:
    pledges = [pledge(f"p{n}", number=n + 1) for n in range(7)]
    assert found("NGUYEN VAN DAT", 500_000, *(pledges[n] for n in order)) == ["p0", "p1", "p2", "p3", "p4"]


@given(st.text(alphabet="aăâđeêioôơuưyAĂÂĐEÊ bcd.*(", min_size=1, max_size=20))
def test_searching_without_diacritics_finds_what_folds_to_the_same(text: str) -> None:
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, text)
        assert re.search(without_diacritics(text), written) is not None
        assert re.search(without_diacritics(fold(text)), written) is not None


def test_a_line_is_decided_once_and_undone_once() -> None:
    for state in rules.DECIDED:
        with pytest.raises(rules.LineAlreadyDecided):
            rules.check_attribute(state, "p", "")
        rules.check_undo(state, False)
    with pytest.raises(rules.NothingToUndo):
        rules.check_undo(rules.SUGGESTED, True)
    with pytest.raises(rules.NothingSuggested):
        rules.check_confirm(rules.UNMATCHED, [], "p")
    with pytest.raises(rules.NotSuggested):
        rules.check_confirm(rules.SUGGESTED, ["a"], "p")
    with pytest.raises(rules.NobodyNamed):
        rules.check_attribute(rules.UNMATCHED, None, "")
