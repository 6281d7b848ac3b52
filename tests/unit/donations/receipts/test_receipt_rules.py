"""Series, check codes, and which gifts get a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donations.receipts import rules
from services.donations.receipts.check_codes import CODE_SPACE, check_code, read_check_code

CASH = {"campaign": "c", "unit": "582", "channel": "cash", "amount_vnd": 500}
CODES = st.integers(0, CODE_SPACE - 1).map(check_code)


@pytest.mark.parametrize(("unit", "level"), [("58", "province"), ("582", "district"), ("22789", "commune")])
def test_the_level_of_a_unit_is_told_by_its_code(unit: str, level: str) -> None:
    assert rules.level_of(unit) == level


def test_a_code_of_no_level_has_no_series() -> None:
    with pytest.raises(rules.UnitHasNoLevel):
        rules.level_of("5820")


def test_cash_always_gets_a_number_and_the_rest_on_request_only() -> None:
    rules.check_gift(0, CASH, "c", "582", requested=False)
    card = CASH | {"channel": "card"}
    with pytest.raises(rules.ReceiptNotAskedFor) as refused:
        rules.check_gift(3, card, "c", "582", requested=False)
    assert refused.value.field == "gifts.3.donation_id"
    rules.check_gift(0, card, "c", "582", requested=True)


@pytest.mark.parametrize("elsewhere", [{"campaign": "d"}, {"unit": "583"}])
def test_a_gift_of_another_unit_or_campaign_is_refused(elsewhere: dict[str, str]) -> None:
    with pytest.raises(rules.GiftElsewhere):
        rules.check_gift(0, CASH | elsewhere, "c", "582", requested=True)


@pytest.mark.parametrize("gone", [{"reversal_entry_id": "reversal-donation-d"}, {"refunded_vnd": 500}])
def test_a_gift_of_which_nothing_is_left_gets_no_receipt(gone: dict[str, object]) -> None:
    rules.check_gift(0, CASH | {"refunded_vnd": 499}, "c", "582", requested=True)
    with pytest.raises(rules.GiftTakenBack):
        rules.check_gift(0, CASH | gone, "c", "582", requested=True)


def test_a_number_bears_its_year_and_level() -> None:
    assert rules.number_text(123, 2024, "district") == "0000123/2024-H"


@given(CODES)
def test_a_check_code_is_read_however_it_is_typed(code: str) -> None:
    spaced = " ".join(code[at : at + 4] for at in range(0, len(code), 4))
    assert read_check_code(f" {spaced.lower()} ") == code


@given(CODES, st.integers(0, 19), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_a_slip_of_one_character_is_no_code(code: str, place: int, sign: str) -> None:
    slipped = code[:place] + sign + code[place + 1 :]
    assert slipped == code or read_check_code(slipped) is None


@pytest.mark.parametrize("typed", ["", "BN", "x" * 5000, "BN" + "ế" * 18, "CT" + "0" * 18, "BN\x00"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_check_code(typed) is None
