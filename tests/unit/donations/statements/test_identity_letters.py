"""What is hashed for a row never changes: lines of ten years ago must be known again."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.donations.statements.identity import row_key
from services.donations.statements.reading.lines import BankLine

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXT, TEXT, st.text("0123456789", min_size=1), st.dates(date(2000, 1, 1)), st.integers(1, 10**15))
def test_a_row_is_hashed_as_the_json_list_of_its_five_parts(
    reference: str, memo: str, account: str, day: date, vnd: int
) -> None:
    line = BankLine(
        line_no=1, posted_on=day, posted_at_time=None, reference=reference, debit_vnd=0, credit_vnd=vnd,
        balance_vnd=None, memo=memo, counter_account="",
    )
    plain = [" ".join(unicodedata.normalize("NFC", text).split()) for text in (reference, memo)]
    parts = json.dumps([account, day.isoformat(), plain[0], vnd, plain[1]])
    assert row_key(account, line) == hashlib.sha256(parts.encode()).digest()[:16]
