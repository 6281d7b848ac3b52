"""Whom a letter goes to, what it may say, and what came back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donations.appeals import rules, telling

DAY = dt.date(2024, 10, 5)


@pytest.mark.parametrize("code", ["0100109106", "0100109106-001", "079085001234"])
def test_a_tax_code_with_its_check_digit_is_taken(code: str) -> None:
    assert rules.is_tax_code(code)


@pytest.mark.parametrize("code", ["0100109107", "010010910", "0100109106-01", "0100109106001x", "", "٠١٠٠١٠٩١٠٦"])
def test_a_tax_code_with_a_slip_is_not(code: str) -> None:
    assert not rules.is_tax_code(code)


@given(st.integers(0, 9), st.integers(1, 9))
def test_no_single_wrong_digit_of_a_tax_code_passes(place: int, off: int) -> None:
    digits = list("0100109106")
    digits[place] = str((int(digits[place]) + off) % 10)
    assert not rules.is_tax_code("".join(digits))


def test_a_tax_code_is_tidied_as_people_and_spreadsheets_write_it() -> None:
    assert rules.tidy_tax_code(" 0100.109.106 ") == "0100109106"
    assert rules.tidy_tax_code("0100109106001") == "0100109106-001"
    assert rules.tidy_tax_code("100109106") == "0100109106"
    assert rules.tidy_tax_code("123456789") == "123456789", "a zero that does not make it right is not made up"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("CÔNG TY TNHH MTV Phước Bình", "Cty Trách nhiệm hữu hạn một thành viên PHƯỚC BÌNH", True),
        ("Công ty CP Đại Đoàn Kết", "Cong ty co phan Dai Doan Ket", True),
        ("Công ty Phước Bình 1", "Công ty Phước Bình 2", False),
        ("Tổng công ty", "Tập đoàn", False),
    ],
)
def test_one_name_in_two_writings_is_the_same_enterprise(one: str, other: str, same: bool) -> None:
    assert (rules.name_key(one) == rules.name_key(other)) is same


def test_two_firms_of_one_name_with_codes_of_their_own_both_get_a_letter() -> None:
    known = rules.Known([(1, "0100109106", "Công ty Mẫu")])
    assert known.number_of("0100109106", "Tên khác") == 1
    assert known.number_of("", "CTY MẪU") == 1
    assert known.number_of("0100109106-001", "Công ty Mẫu") is None
    assert known.number_of("", "Công ty Khác") is None


def values(**changes: str) -> dict[str, str]:
    return {name: f"<{name}>" for name in rules.PLACEHOLDERS} | changes


def test_a_name_that_looks_like_a_placeholder_stays_a_name() -> None:
    told = rules.merge("Kính gửi {{ten_doanh_nghiep}}\n\nMã {{ ma_chuyen_khoan }}", values(
        ten_doanh_nghiep="{{ma_chuyen_khoan}} & <b>", ma_chuyen_khoan="CT1"))
    assert told == ["Kính gửi {{ma_chuyen_khoan}} & <b>", "Mã CT1"]


@given(st.text())
def test_whatever_is_filled_in_comes_out_as_it_went_in(name: str) -> None:
    assert rules.merge("Gửi {{ten_doanh_nghiep}}!", values(ten_doanh_nghiep=name)) == [f"Gửi {name}!"]


def test_a_letter_with_an_unknown_placeholder_is_refused_by_name() -> None:
    with pytest.raises(rules.UnknownPlaceholder) as refused:
        rules.check_text("Kính gửi {{ten_cong_ty}}", None, [])
    assert refused.value.facts == {"placeholder": "ten_cong_ty"}


def test_a_letter_that_names_an_account_needs_one_of_the_campaign() -> None:
    rules.check_text(telling.default_letter(), "123456", ["123456"])
    with pytest.raises(rules.AccountNeeded):
        rules.check_text(telling.default_letter(), None, ["123456"])
    with pytest.raises(rules.AccountNotOfCampaign):
        rules.check_text("Kính gửi", "999999", ["123456"])


def test_letters_go_out_on_their_day_or_later_and_not_when_none_waits() -> None:
    rules.check_sending(DAY, DAY, 1, DAY)
    with pytest.raises(rules.SentBeforeIssued):
        rules.check_sending(DAY, DAY - dt.timedelta(1), 1, DAY)
    with pytest.raises(rules.NothingToSend):
        rules.check_sending(DAY, DAY, 0, DAY)


def test_a_no_may_become_a_pledge_and_a_pledge_stands() -> None:
    for status in ("sent", "declined", "answered"):
        rules.check_answer(status, DAY, DAY, DAY)
    with pytest.raises(rules.AnsweredAlready):
        rules.check_answer("pledged", DAY, DAY, DAY)
    with pytest.raises(rules.LetterNotSent):
        rules.check_answer("listed", None, DAY, DAY)
    with pytest.raises(rules.AnsweredBeforeSent):
        rules.check_answer("sent", DAY, DAY - dt.timedelta(1), DAY)


def test_who_gave_more_does_not_make_up_for_who_owes() -> None:
    told = rules.came_back([("listed", 0, 0), ("sent", 0, 0), ("declined", 0, 0), ("pledged", 100, 300),
                            ("pledged", 100, 0)])
    assert told == {
        "letters": 5, "sent": 4, "answered": 3, "waiting": 1, "pledges": 2, "pledged_vnd": 200, "fulfilled_vnd": 300,
        "answer_percent": 75.0, "collection_percent": 50.0,
    }


def test_nothing_sent_has_no_rates() -> None:
    told = rules.came_back([])
    assert (told["answer_percent"], told["collection_percent"]) == (None, None)
