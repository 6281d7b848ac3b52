import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.guests import rules

DAY = dt.date(2024, 10, 17)

bodies = st.text(rules.SIGNS, min_size=rules.CODE_BODY, max_size=rules.CODE_BODY)


def code_of(body: str) -> str:
    return body + rules.check_sign(body)


@given(bodies)
def test_a_code_is_known_again_however_it_is_typed(body):
    code = code_of(body)
    assert rules.typed_code(f" {code[:3].lower()}-{code[3:]} ") == code


@given(bodies, st.integers(0, rules.CODE_BODY), st.sampled_from(rules.SIGNS))
def test_a_single_slip_is_noticed(body, place, sign):
    code = code_of(body)
    slipped = code[:place] + sign + code[place + 1:]
    assert slipped == code or rules.typed_code(slipped) is None


@given(bodies, st.integers(0, rules.CODE_BODY), st.integers(0, rules.CODE_BODY))
def test_two_swapped_signs_are_noticed(body, one, other):
    signs = list(code_of(body))
    signs[one], signs[other] = signs[other], signs[one]
    swapped = "".join(signs)
    assert swapped == code_of(body) or rules.typed_code(swapped) is None


@pytest.mark.parametrize("typed", ["", "ABC", "ABCDEFG", "O0I1LA", "ABCDÉF"])
def test_what_is_no_code_is_none(typed):
    assert rules.typed_code(typed) is None


def test_a_new_code_holds_no_sign_that_is_mistaken_for_another():
    signs = iter("A7KPX")
    code = rules.new_code(lambda _: next(signs))
    assert code.startswith("A7KPX") and rules.typed_code(code) == code
    assert not set("01OIL") & set(rules.SIGNS)


def test_a_guest_is_known_by_name_until_so_many_days_after_the_end_or_after_being_entered():
    assert rules.forgotten_after(DAY, DAY - dt.timedelta(days=9), 90) == dt.date(2025, 1, 15)
    assert rules.forgotten_after(DAY, DAY + dt.timedelta(days=30), 90) == dt.date(2025, 2, 14)


def test_while_the_day_is_to_be_announced_nobody_is_forgotten():
    assert rules.forgotten_after(None, DAY, 1) is None


@pytest.mark.parametrize(
    ("kind", "quota", "hidden"),
    [("guest", "a", False), ("household", "a", True), ("pupil", "a", True), ("guest", "ho", True)],
)
def test_a_beneficiary_is_hidden_by_kind_or_by_block(kind, quota, hidden):
    assert rules.is_beneficiary(kind, quota, ["ho"]) is hidden


def test_initials_tell_no_name():
    assert rules.initials("  Nguyễn Văn  Ánh ") == "N. V. Á."
    assert rules.initials("") == ""


def test_a_reason_for_assistance_needs_assistance():
    with pytest.raises(rules.AssistedWithoutSayingSo):
        rules.check_assisted(assisted=False, reason="no_phone")
    rules.check_assisted(assisted=True, reason="no_phone")
    rules.check_assisted(assisted=True, reason=None)
