"""What anybody sees of a bank line, and by what it can be found."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.facts import public_words
from gateway.facts.public_lines import EVERY_DEBIT, EVERY_LINE, amount_mark, shown, words_in
from runtime.text import fold, public_name
from services.donations.statements.memo_codes import code_from_number
from services.donations.statements.public_marks import HIDDEN, public_marks, public_memo, public_reference
from tests import events_made as made

VISIBLE = ("reference", "code", "name", "memo")

texts = st.text(
    st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậéèẻẽẹíìóòốồớờúùứừýỳ ABCDĐÔƠƯ0123456789.-@,"), max_size=60
)


def line(**changes: Any) -> dict[str, Any]:
    return made.gift("d1", channel="bank_transfer", statement_line_id="s1", import_id="i1", **changes)


@given(name=texts, memo=texts, reference=texts, display=st.sampled_from(["shown", "masked", "anonymous"]))
def test_a_line_is_found_by_nothing_that_it_does_not_show(name: str, memo: str, reference: str, display: str) -> None:
    """Searching must not tell what is covered: each word that finds a line stands in what the line shows."""
    state = line(donor_name=public_name(name, display), **public_marks(reference, memo, display))
    seen = shown("donation", state)
    assert seen is not None
    visible = fold(" ".join(seen[part] for part in VISIBLE))
    words = [word for word in public_words("donation", state) if word not in (EVERY_LINE, amount_mark(50_000))]
    assert [word for word in words if word not in visible] == []
    if display != "shown":
        assert "public_memo" not in state


@given(st.text(max_size=80))
def test_words_are_found_however_they_are_typed(text: str) -> None:
    plain = words_in(text)
    assert words_in(text.upper()) == plain or not text.upper().isascii()
    assert words_in(" ".join(reversed(plain))) == list(reversed(plain))
    assert all(word == fold(word) and len(word) >= 2 for word in plain)


def test_diacritics_and_capitals_make_no_difference() -> None:
    assert words_in("Nguyễn Thị ĐÀO") == words_in("NGUYEN THI DAO") == ["nguyen", "thi", "dao"]


def test_a_line_that_was_taken_back_is_seen_and_found_no_more() -> None:
    assert shown("donation", line(reversal_entry_id="r")) is None
    assert public_words("donation", line(reversal_entry_id="r")) == []
    assert public_words("bank_debit", made.bank_debit("s1", reversal_entry_id="r")) == []


def test_cash_is_no_bank_line() -> None:
    assert public_words("donation", made.gift("d1")) == []


def test_a_debit_shows_amount_day_and_reference_alone() -> None:
    state = made.bank_debit("s1", amount_vnd=7_000, bank_reference="5216.1")
    assert public_words("bank_debit", state) == [EVERY_LINE, "=7000", EVERY_DEBIT, "5216"]
    seen = shown("bank_debit", state)
    assert seen is not None and (seen["name"], seen["memo"], seen["way"]) == ("", "", "out")


def test_accounts_telephones_and_addresses_are_covered_in_a_memo_that_is_seen() -> None:
    memo = "MBVCB.6917605431.NGUYEN VAN A 0912 345 678 ung ho a@b.vn CT 0071000123456"
    told = public_memo(memo)
    for number in ("6917605431", "345 678", "a@b.vn", "0071000123456"):
        assert number not in told
    assert told.count(HIDDEN) == 4 and "NGUYEN VAN A" in told and "ung ho" in told


def test_a_reference_that_may_be_an_account_is_not_shown() -> None:
    assert public_reference("0071000123456") == ""
    assert public_reference("0912 345 678") == ""
    assert public_reference("FT24291 12345") == "FT24291 12345"
    assert public_reference("5216.34567") == "5216.34567"


def test_the_code_of_a_pledge_is_shown_whoever_gave() -> None:
    code = code_from_number(11)
    told = public_marks("", f"UNG HO {code} Nguyen Van A", "anonymous")
    assert told == {"memo_code": code}
