"""The same statement in every kind of file is the same lines, for money must not double when a bank changes its export.

Held against a naive model: what each row says, and how many like it came before that day.
"""

import io
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donations.statements.certificate import Certificate
from services.donations.statements.identity import identify
from services.donations.statements.reading.files import Account, form_by_first_piece, form_of_spreadsheet, read_file
from services.donations.statements.reading.lines import RefusedLine, StatedBalance, StatementLineFact
from tests.statement_files import Booked, as_camt053, as_csv, as_mt940, as_xlsx, real_cells, table

ACCOUNT = Account("0011000000000", "vietcombank")
LAST_DAY = date(2024, 12, 31)

# Few values, so that twins, shared and missing references are the rule. Memos as MT940 can carry them: one space
# between words, none at the ends, at most six lines of 65.
WORDS = ["ung", "ho", "UNG", "quỹ", "vì", "người", "nghèo", "MBVCB.6971909769.", "a" * 66, "<b>&", '=1+1', '"x"', ";"]
memos = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
booked = st.builds(
    Booked,
    day=st.sampled_from([date(2024, 10, 17), date(2024, 10, 18), date(2024, 11, 1)]),
    reference=st.sampled_from(["", "5384.10905", "5000.1", "20241017369884"]),
    amount_vnd=st.sampled_from([50_000, 100_000, -50_000, 1, 10**13]),
    memo=memos,
)
statements = st.lists(booked, max_size=25)
FORMATS = ("csv", "xlsx", "xlsx with real cells", "camt.053", "camt.053 of 2009", "mt940", "mt940 in an envelope")


def written(lines: list[Booked], form: str, opening_vnd: int = 0) -> bytes:
    if form == "csv":
        return as_csv(table(lines))
    if form == "xlsx":
        return as_xlsx(table(lines))
    if form == "xlsx with real cells":
        return as_xlsx(real_cells(lines))
    if form.startswith("camt"):
        version = "02" if "2009" in form else "08"
        return as_camt053(lines, ACCOUNT.number, opening_vnd=opening_vnd, version=version)
    return as_mt940(lines, ACCOUNT.number, opening_vnd=opening_vnd, envelope="envelope" in form)


def read(content: bytes) -> list[Any]:
    form = form_by_first_piece(content, layout="auto", account=ACCOUNT)
    form = form or form_of_spreadsheet(io.BytesIO(content), layout="auto", account=ACCOUNT, at_once=True)
    return list(identify(ACCOUNT.number, read_file(io.BytesIO(content), form, ACCOUNT.number, LAST_DAY)))


def facts(rows: list[Any]) -> list[StatementLineFact]:
    assert not [row for row in rows if isinstance(row, RefusedLine)]
    return [row for row in rows if isinstance(row, StatementLineFact)]


def ids(content: bytes) -> list[str]:
    return [fact.line_id for fact in facts(read(content))]


def naive(lines: list[Booked]) -> set[tuple[Any, ...]]:
    seen: Counter[Booked] = Counter()
    found = set()
    for line in lines:
        seen[line] += 1
        found.add((*line, seen[line]))
    return found


@given(statements)
def test_the_same_statement_in_every_format_is_the_same_lines_with_the_same_identities(lines: list[Booked]) -> None:
    for form in FORMATS:
        rows = facts(read(written(lines, form)))
        said = [(fact.posted_on, fact.reference, fact.amount_vnd, fact.memo) for fact in rows]
        assert said == [tuple(line) for line in lines], form
        assert [fact.line_id for fact in rows] == ids(written(lines, "csv")), form


@given(statements, statements, st.randoms(), st.sampled_from(FORMATS), st.sampled_from(FORMATS))
def test_two_files_of_any_formats_share_the_rows_that_the_naive_model_says(
    first: list[Booked], second: list[Booked], random: Any, one: str, other: str
) -> None:
    shuffled = list(second)
    random.shuffle(shuffled)
    shared = set(ids(written(first, one))) & set(ids(written(shuffled, other)))
    assert len(shared) == len(naive(first) & naive(second))


@given(statements, st.data())
def test_overlapping_files_in_any_formats_end_in_the_ledger_of_the_whole(lines: list[Booked], data: Any) -> None:
    by_day = sorted(lines, key=lambda line: line.day)
    cut = data.draw(st.sampled_from([date(2024, 10, 17), date(2024, 10, 18)]))
    first = [line for line in by_day if line.day <= date(2024, 10, 18)]
    second = [line for line in by_day if line.day >= cut]
    one, other, whole = (data.draw(st.sampled_from(FORMATS)) for _ in range(3))
    ledger = set(ids(written(first, one))) | set(ids(written(second, other)))
    assert ledger == set(ids(written(by_day, whole)))


@pytest.mark.parametrize("form", ["camt.053", "mt940"])
@given(lines=statements, opening_vnd=st.integers(-(10**9), 10**9))
def test_stated_balances_are_borne_out_by_the_rows_between_them(
    form: str, lines: list[Booked], opening_vnd: int
) -> None:
    made = certified(read(written(lines, form, opening_vnd)))
    assert made["balance_chain"] == "partial"
    assert made["balances_stated"] == 2
    assert made["opening_vnd"] == opening_vnd
    assert made["closing_vnd"] == opening_vnd + sum(line.amount_vnd for line in lines)
    assert made["unexplained_vnd"] == 0


@pytest.mark.parametrize("form", ["camt.053", "mt940"])
@given(lines=st.lists(booked, min_size=1, max_size=25), data=st.data())
def test_a_row_missing_between_stated_balances_is_always_found(form: str, lines: list[Booked], data: Any) -> None:
    content = written(lines, form, 10**6)
    missing = data.draw(st.integers(0, len(lines) - 1))
    begin, end = (b"<Ntry>", b"</Ntry>") if form == "camt.053" else (b":61:", b"\r\n:6")
    at = -1
    for _ in range(missing + 1):
        at = content.index(begin, at + 1)
    until = content.index(end, at + 4) + (len(end) if form == "camt.053" else 2)
    made = certified(read(content[:at] + content[until:]))
    assert made["balance_chain"] == "broken"
    assert made["unexplained_vnd"] == lines[missing].amount_vnd


def certified(rows: list[Any]) -> dict[str, Any]:
    certificate = Certificate()
    for row in rows:
        if isinstance(row, RefusedLine):
            certificate.refuse(row)
        elif isinstance(row, StatedBalance):
            certificate.state_balance(row)
        else:
            certificate.add(row, posted=True)
    return certificate.to_json()
