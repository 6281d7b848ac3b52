"""The text of a VietQR code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.commands.donations.campaigns import BANKS
from contracts.commands.donations.vietqr import LONGEST_MEMO, USUAL_MEMO
from services.donations.statements.memo_codes import CODE_SPACE, code_from_number, find_codes
from services.donations.vietqr import rules
from services.donations.vietqr.banks import BIN_OF_BANK
from services.donations.vietqr.rules import NotVietQr, VietQr, build, crc, parse

# NAPAS's own example of a transfer of 180,000 đồng to an account.
PUBLISHED = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
    "62340107NPS68690819thanh toan don hang63042E2E"
)

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CODES = st.builds(
    VietQr,
    bank_bin=st.sampled_from(sorted(BIN_OF_BANK.values())),
    account=st.text("0123456789", min_size=6, max_size=19),
    amount_vnd=st.none() | st.integers(1, rules.MOST_VND),
    memo=st.text(ALPHANUMERIC + " ", max_size=LONGEST_MEMO),
)


def test_the_check_sum_is_the_published_one() -> None:
    assert crc("123456789") == "29B1"
    assert crc(PUBLISHED[:-4]) == "2E2E"


def test_the_published_example_is_read() -> None:
    assert parse(PUBLISHED) == VietQr("970403", "0011012345678", 180_000, "thanh toan don hang")


def test_our_own_differs_from_the_published_example_in_the_bill_number_alone() -> None:
    ours = build(VietQr("970403", "0011012345678", 180_000, "thanh toan don hang"))
    assert ours[:-8] == PUBLISHED[:-8].replace("62340107NPS68690819", "62230819")


@given(CODES)
def test_what_is_built_is_read_again(qr: VietQr) -> None:
    assert parse(build(qr)) == qr


@given(CODES, st.data())
def test_a_character_that_was_changed_is_noticed(qr: VietQr, data: st.DataObject) -> None:
    text = build(qr)
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from(ALPHANUMERIC))
    damaged = text[:place] + sign + text[place + 1 :]
    if damaged.upper() != text.upper():
        with pytest.raises(NotVietQr):
            parse(damaged)


@given(st.text(max_size=80))
def test_any_other_text_is_no_vietqr(text: str) -> None:
    with pytest.raises(NotVietQr):
        parse(text)


def signed(text: str) -> str:
    return f"{text}6304{crc(text + '6304')}"


@pytest.mark.parametrize(
    "text",
    [
        PUBLISHED[:-8].replace("5303704", "5303840"),
        PUBLISHED[:-8].replace("5802VN", "5802US"),
        PUBLISHED[:-8].replace("QRIBFTTA", "QRIBFTTC"),
        PUBLISHED[:-8].replace("A000000727", "A000000728"),
        PUBLISHED[:-8].replace("5406180000", "54061800.0"),
        PUBLISHED[:-8].replace("5406180000", "5406000000"),
        PUBLISHED[:-8] + "5802VN",
        PUBLISHED[:-8] + "6299",
    ],
)
def test_a_code_for_something_else_is_refused_though_its_check_sum_fits(text: str) -> None:
    with pytest.raises(NotVietQr):
        parse(signed(text))


@given(st.integers(0, CODE_SPACE - 1))
def test_a_memo_code_fits_and_comes_out_of_the_bank_line_again(number: int) -> None:
    code = code_from_number(number)
    assert len(code) <= LONGEST_MEMO == rules.LONGEST_MEMO
    assert find_codes(parse(build(VietQr("970436", "0123456789", 1, code))).memo) == [code]


@pytest.mark.parametrize(
    "qr",
    [
        VietQr("970436", "0123456789", 0),
        VietQr("970436", "0123456789", rules.MOST_VND + 1),
        VietQr("970436", "0123456789", 1, "ủng hộ"),
        VietQr("970436", "0123456789", 1, "x" * 20),
        VietQr("97043", "0123456789"),
        VietQr("970436", "1" * 20),
    ],
)
def test_what_no_code_can_hold_is_not_built(qr: VietQr) -> None:
    with pytest.raises(ValueError, match="no VietQR"):
        build(qr)


def test_every_bank_of_a_campaign_has_its_number() -> None:
    assert set(BIN_OF_BANK) == set(BANKS)
    build(VietQr("970436", "0123456789", None, USUAL_MEMO))


def test_a_fulfilled_pledge_asks_for_nothing_more() -> None:
    assert rules.left_to_pay(500, 200) == 300
    with pytest.raises(rules.NothingLeftToPay):
        rules.left_to_pay(500, 500)
    with pytest.raises(rules.AmountBeyondQr):
        rules.amount_to_ask(10**15, "amount_vnd")
