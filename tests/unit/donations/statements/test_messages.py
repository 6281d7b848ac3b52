"""camt.053 and MT940: what is refused, row by row or as a whole, and what entries of a batch become."""

import io
from datetime import date, time
from typing import Any

import pytest

from contracts.refusals import Refusal
from services.donations.statements.reading import camt053, camt053_entries
from services.donations.statements.reading.files import Account, Form, form_by_first_piece, read_file
from services.donations.statements.reading.kinds import StatementFileUnreadable
from services.donations.statements.reading.lines import BankLine, RefusedLine, StatedBalance
from services.donations.statements.reading.wrapped import joined
from tests.statement_files import Booked, as_camt053, as_mt940

ACCOUNT = "0011000000000"
LINES = [
    Booked(date(2024, 10, 17), "5001.1", 100_000, "ung ho 1"),
    Booked(date(2024, 10, 18), "5001.2", -11_000, "phi"),
]


def read(content: bytes, kind: str = "mt940") -> list[Any]:
    return list(read_file(io.BytesIO(content), Form(kind, kind), ACCOUNT, date(2024, 12, 31)))


def told(rows: list[Any]) -> list[Any]:
    return [
        row.reason_code if isinstance(row, RefusedLine) else row.amount_vnd
        for row in rows if not isinstance(row, StatedBalance)
    ]  # fmt: skip


def camt(*entries: str) -> bytes:
    return as_camt053(LINES[:1], ACCOUNT, entries="".join(entries))


def entry(inner: str, amount: str = '<Amt Ccy="VND">300000</Amt>', side: str = "CRDT") -> str:
    return (
        f"<Ntry>{amount}<CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2024-10-19</Dt></BookgDt>{inner}"
        "</Ntry>"
    )


def detail(amount: str, memo: str, reference: str = "") -> str:
    ref = f"<Refs><AcctSvcrRef>{reference}</AcctSvcrRef></Refs>" if reference else ""
    return f"<TxDtls>{ref}{amount}<RmtInf><Ustrd>{memo}</Ustrd></RmtInf></TxDtls>"


@pytest.mark.parametrize("written", [as_mt940, as_camt053])
def test_a_statement_in_foreign_currency_is_refused_by_name_before_anything_is_written(written: Any) -> None:
    with pytest.raises(Refusal) as refused:
        form_by_first_piece(
            written(LINES, ACCOUNT, currency="USD"), layout="auto", account=Account(ACCOUNT, "vietcombank")
        )
    assert (refused.value.code, refused.value.facts["currency"]) == ("statement_in_foreign_currency", "USD")


@pytest.mark.parametrize("written", [as_mt940, as_camt053])
def test_a_statement_of_another_account_is_refused_by_name(written: Any) -> None:
    with pytest.raises(Refusal) as refused:
        form_by_first_piece(written(LINES, "9990000000"), layout="auto", account=Account(ACCOUNT, "vietcombank"))
    assert (refused.value.code, refused.value.field) == ("statement_of_another_account", "account_number")


@pytest.mark.parametrize("written", [as_mt940, as_camt053])
def test_a_first_piece_cut_anywhere_is_still_told(written: Any) -> None:
    content = written(LINES, ACCOUNT)
    for cut in range(200, len(content), 37):
        form = form_by_first_piece(content[:cut], layout="auto", account=Account(ACCOUNT, "vietcombank"))
        assert form is not None and form.kind == form.layout in ("mt940", "camt053")


def test_the_kind_that_was_asked_for_must_be_the_files() -> None:
    account = Account(ACCOUNT, "vietcombank")
    for layout, content in (("vietcombank", as_mt940(LINES, ACCOUNT)), ("mt940", b"Ngay,So tien\n"),
                            ("camt053", as_mt940(LINES, ACCOUNT)), ("mt940", as_camt053(LINES, ACCOUNT))):
        with pytest.raises(Refusal) as refused:
            form_by_first_piece(content, layout=layout, account=account)
        assert (refused.value.code, refused.value.field) == ("unknown_statement_layout", "layout")


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (":61:2410991017C300000,NTRFNONREF", "entry_unreadable"),
        (":61:241017C,NTRFNONREF", "entry_unreadable"),
        (":61:khong doc duoc", "entry_unreadable"),
        (":61:2410171017C300000,50NTRFNONREF", "amount_unreadable"),
        (":61:2410171017C0,NTRFNONREF", "amount_missing"),
        (":61:9910171017C300000,NTRFNONREF", "day_out_of_range"),
        (":6A:2410171017C300000,NTRFNONREF", "field_unreadable"),
        (":61:2410171017C300000,NTRFNONREF\r\n:86:\xff", "read"),
    ],
)
def test_a_damaged_mt940_entry_is_refused_alone_with_its_line(damaged: str, reason: str) -> None:
    content = as_mt940(LINES, ACCOUNT).replace(b":61:2410181018", damaged.encode() + b"\r\n:61:2410181018")
    rows = read(content)
    refused = [row for row in rows if isinstance(row, RefusedLine)]
    assert [row.reason_code for row in refused] == ([] if reason == "read" else [reason])
    assert [row.amount_vnd for row in rows if isinstance(row, BankLine)][:1] == [100_000]
    assert [row.amount_vnd for row in rows if isinstance(row, BankLine)][-1:] == [-11_000]
    assert all(row.line_no == 7 and row.remedy for row in refused)


def test_bytes_that_are_not_utf8_cost_only_their_own_mt940_entry() -> None:
    assert told(read(as_mt940(LINES, ACCOUNT).replace(b"ung ho 1", b"ung \xd0\xff"))) == ["not_utf8", -11_000]


def test_reversals_run_the_other_way() -> None:
    content = as_mt940(LINES, ACCOUNT).replace(b"1017C100000", b"1017RC100000").replace(b"1018D11000", b"1018RD11000")
    assert told(read(content)) == [-100_000, 11_000]


def test_the_day_of_an_mt940_entry_is_the_one_it_was_booked_on_also_over_new_year() -> None:
    content = as_mt940(LINES[:1], ACCOUNT).replace(b":61:2410171017", b":61:2401021231")
    [line] = [row for row in read(content) if isinstance(row, BankLine)]
    assert line.posted_on == date(2023, 12, 31)


def test_pages_of_an_mt940_statement_state_a_balance_each_and_a_gap_between_them_is_found() -> None:
    pages = as_mt940(LINES, ACCOUNT) + as_mt940(LINES, ACCOUNT, opening_vnd=89_000)
    assert [row.balance_vnd for row in read(pages) if isinstance(row, StatedBalance)] == [0, 89_000, 89_000, 178_000]
    assert told(read(pages)) == [100_000, -11_000] * 2


def test_rows_of_another_account_or_currency_further_on_are_refused_one_by_one() -> None:
    for other, reason in ((as_mt940(LINES, "9990000000"), "another_account"),
                          (as_mt940(LINES, ACCOUNT, currency="USD"), "foreign_currency")):
        rows = read(as_mt940(LINES, ACCOUNT) + other)
        assert told(rows)[:2] == [100_000, -11_000]
        assert set(told(rows)[2:]) == {reason} and len(told(rows)) >= 4


def test_a_text_cut_at_its_full_length_runs_on_and_a_shorter_piece_is_followed_by_a_space() -> None:
    assert joined(["a" * 65, "b", "c"], 65) == "a" * 65 + "b c"


def test_batch_details_that_carry_amounts_which_add_up_are_a_line_each() -> None:
    batch = entry(
        "<AcctSvcrRef>LO1</AcctSvcrRef><NtryDtls>"
        + detail('<Amt Ccy="VND">100000</Amt>', "mot", "R1")
        + detail('<AmtDtls><TxAmt><Amt Ccy="VND">200000</Amt></TxAmt></AmtDtls>', "hai")
        + "</NtryDtls>"
    )
    lines = [row for row in read(camt(batch), "camt053") if isinstance(row, BankLine)][1:]
    assert [(line.line_no, line.amount_vnd, line.memo, line.reference) for line in lines] == [
        (2, 100_000, "mot", "R1"), (2, 200_000, "hai", "LO1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "second", ["", '<Amt Ccy="VND">1</Amt>', '<Amt Ccy="USD">200000</Amt>', '<Amt Ccy="VND">x</Amt>']
)
def test_a_batch_whose_details_carry_no_amounts_that_add_up_stays_one_line(second: str) -> None:
    first = detail('<Amt Ccy="VND">100000</Amt>', "mot")
    batch = entry(f"<NtryDtls>{first}{detail(second, 'hai')}</NtryDtls>")
    lines = [row for row in read(camt(batch), "camt053") if isinstance(row, BankLine)][1:]
    assert [(line.amount_vnd, line.memo) for line in lines] == [(300_000, "mot; hai")]


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (entry("", amount=""), "amount_missing"),
        (entry("", amount='<Amt Ccy="VND">0</Amt>'), "amount_missing"),
        (entry("", amount='<Amt Ccy="VND">1.5</Amt>'), "amount_unreadable"),
        (entry("", amount='<Amt Ccy="VND">NaN</Amt>'), "amount_unreadable"),
        (entry("", amount='<Amt Ccy="VND">-5</Amt>'), "amount_negative"),
        (entry("", amount='<Amt Ccy="USD">5</Amt>'), "foreign_currency"),
        (entry("", amount='<Amt Ccy="VND">1000000000000001</Amt>'), "amount_too_large"),
        (entry("", side="X"), "side_unreadable"),
        (entry("").replace("2024-10-19", "2024-10-32"), "day_unreadable"),
        (entry("").replace("2024-10-19", "2025-10-19"), "day_out_of_range"),
        (entry("").replace("BOOK", "PDNG"), "not_booked"),
    ],
)
def test_a_damaged_camt_entry_is_refused_alone_with_its_number(damaged: str, reason: str) -> None:
    rows = read(camt(damaged, entry("")), "camt053")
    assert told(rows) == [100_000, reason, 300_000]
    assert next(row.line_no for row in rows if isinstance(row, RefusedLine)) == 2


def test_an_instant_is_booked_on_the_day_it_is_here() -> None:
    late = entry("").replace("<Dt>2024-10-19</Dt>", "<DtTm>2024-10-18T20:30:05Z</DtTm>")
    line = [row for row in read(camt(late), "camt053") if isinstance(row, BankLine)][1]
    assert (line.posted_on, line.posted_at_time) == (date(2024, 10, 19), time(3, 30, 5))


def test_the_account_of_a_payer_is_not_taken_for_the_statements() -> None:
    payer = entry(
        "<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>A</Nm></Dbtr><DbtrAcct><Id><Othr><Id>99</Id></Othr></Id></DbtrAcct>"
        "</RltdPties></TxDtls></NtryDtls>"
    )
    line = [row for row in read(camt(payer), "camt053") if isinstance(row, BankLine)][1]
    assert line.counter_account == "99"


def test_xml_that_breaks_off_refuses_the_file_by_name_after_the_rows_before() -> None:
    content = camt(entry(""), entry(""))
    broken = io.BytesIO(content[: content.rindex(b"<Ntry>") + 20])
    rows = read_file(broken, Form("camt053", "camt053"), ACCOUNT, date(2024, 12, 31))
    seen = []
    with pytest.raises(StatementFileUnreadable, match="bút toán thứ 2"):
        for row in rows:
            seen.append(row)
    assert told(seen) == [100_000, 300_000]


@pytest.mark.parametrize(
    "prolog",
    ['<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
     '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'],
)
def test_xml_that_declares_things_of_its_own_is_refused(prolog: str) -> None:
    content = camt().replace(b"<Document", prolog.encode() + b"<Document")
    with pytest.raises(StatementFileUnreadable):
        read(content, "camt053")


def test_other_xml_is_refused_by_name() -> None:
    with pytest.raises(StatementFileUnreadable, match="camt"):
        form_by_first_piece(b"<html></html>", layout="auto", account=Account(ACCOUNT, "vietcombank"))


def test_an_entry_that_holds_more_than_memory_should_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camt053, "MOST_ELEMENTS_PER_ENTRY", 20)
    with pytest.raises(StatementFileUnreadable, match="lớn bất thường"):
        read(camt(entry(f"<NtryDtls>{detail('', 'm') * 10}</NtryDtls>")), "camt053")


def test_entries_are_forgotten_as_they_are_read() -> None:
    content = as_camt053(LINES * 5000, ACCOUNT)
    kept = 0
    for element in camt053._elements(io.BytesIO(content)):
        if camt053_entries.local(element) == "Stmt":
            kept = len(element)
    assert kept == 0
