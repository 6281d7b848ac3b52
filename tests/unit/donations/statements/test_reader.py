import io
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donations.statements.reading import records
from services.donations.statements.reading.layouts import LAYOUTS
from services.donations.statements.reading.lines import BankLine, RefusedLine
from services.donations.statements.reading.reader import read_statement

VIETCOMBANK = "PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n"
VIETINBANK = (
    "PageId,Date,Time,DocumentNumber,ReferenceNumber,TransactionDetails,DebitAmount,CreditAmount,Balance,"
    "OffsetAccount\n"
)


def read(text: str | bytes, layout: str = "vietcombank") -> list[BankLine | RefusedLine]:
    raw = text if isinstance(text, bytes) else text.encode()
    return list(read_statement(io.BytesIO(raw), LAYOUTS[layout], date(2024, 12, 31)))


def reasons(rows: list[BankLine | RefusedLine]) -> list[tuple[int, str]]:
    return [(row.line_no, row.reason_code if isinstance(row, RefusedLine) else "read") for row in rows]


def good(memo: str = "ung ho", credit: str = "100.000") -> str:
    return f"1,17/10/2024,5001.1,,{credit},,{memo}\n"


def test_a_row_is_read_as_the_bank_printed_it() -> None:
    [line] = read("\ufeff" + VIETCOMBANK + '2,18/11/2024,5590.9,11.000,,"1.000.000"," THU PHI "\n')
    assert line == BankLine(
        line_no=2, posted_on=date(2024, 11, 18), posted_at_time=None, reference="5590.9", debit_vnd=11_000,
        credit_vnd=0, balance_vnd=1_000_000, memo="THU PHI", counter_account="",
    )  # fmt: skip


def test_day_and_time_in_one_column_are_read() -> None:
    [line] = read("STT,Ngày giao dịch,Số tiền,Nội dung\n1,17/10/2024 14:43:37,2000000,1260000000 DO VAN NAM\n", "bidv")
    assert isinstance(line, BankLine)
    assert (line.posted_on, line.posted_at_time, line.credit_vnd) == (date(2024, 10, 17), time(14, 43, 37), 2_000_000)


def test_a_line_break_inside_a_memo_belongs_to_the_memo_and_lines_keep_their_numbers() -> None:
    row = '1,17/10/2024,03:34:14,,,"chuyen\r\ntien",,"267,703",,PINANG\r\n'
    first, second = read(VIETINBANK + row + row, "vietinbank")
    assert isinstance(first, BankLine) and first.memo == "chuyen\ntien"
    assert (first.line_no, second.line_no) == (2, 4)


def test_both_references_of_a_row_are_kept() -> None:
    [line] = read(VIETINBANK + '1,17/10/2024,,D1,R2,memo,,"1,000",,\n', "vietinbank")
    assert isinstance(line, BankLine) and line.reference == "D1/R2"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,32/10/2024,5,,100.000,,memo\n", "day_unreadable"),
        ("1,31/12/1999,5,,100.000,,memo\n", "day_out_of_range"),
        ("1,17/10/0024,5,,100.000,,memo\n", "day_out_of_range"),
        ("1,01/01/2025,5,,100.000,,memo\n", "day_out_of_range"),
        ("1,17/10/2024,5,,mot tram,,memo\n", "amount_unreadable"),
        ("1,17/10/2024,5,,-50.000,,memo\n", "amount_negative"),
        ("1,17/10/2024,5,,,,memo\n", "amount_missing"),
        ("1,17/10/2024,5,0,0,,memo\n", "amount_missing"),
        ("1,17/10/2024,5,1.000,1.000,,memo\n", "amount_on_both_sides"),
        ("1,17/10/2024,5001.5\n", "column_count"),
        ("1,17/10/2024,5,,1.000,,memo,more\n", "column_count"),
        ("1,17/10/2024,5,,1.000,12x,memo\n", "amount_unreadable"),
        ('1,17/10/2024,5,,1.000,,"memo\n', "broken_quote"),
        ('1,17/10/2024,5,,1.000,,"me"mo"\n', "broken_quote"),
        ("1,17/10/2024,5,,1.000,,me\x00mo\n", "not_text"),
        ("1,17/10/2024,5,,1.000,," + "x" * records.LONGEST_LINE + "\n", "row_too_long"),
    ],
)
def test_a_damaged_row_is_refused_alone_by_line_and_reason(row: str, reason: str) -> None:
    rows = read(VIETCOMBANK + good() + row + good() + good())
    assert reasons(rows) == [(2, "read"), (3, reason), (4, "read"), (5, "read")]
    assert all(row.message and row.remedy for row in rows if isinstance(row, RefusedLine))


def test_bytes_that_are_not_utf8_cost_only_their_own_row() -> None:
    rows = read((VIETCOMBANK + good()).encode() + good("MEMO").encode().replace(b"MEMO", b"\xd0\xff") + good().encode())
    assert reasons(rows) == [(2, "read"), (3, "not_utf8"), (4, "read")]


def test_a_quote_that_never_closes_does_not_swallow_the_rows_after_it() -> None:
    rows = read(VIETCOMBANK + '1,17/10/2024,5,,1.000,,"open\n' + good() * 100)
    assert reasons(rows) == [(2, "broken_quote")] + [(line_no, "read") for line_no in range(3, 103)]


def test_two_broken_quotes_do_not_hide_the_rows_between_them() -> None:
    broken = '1,17/10/2024,5,,1.000,,"open\n'
    closing = '1,17/10/2024,6,,2.000,,close"\n'
    rows = read(VIETCOMBANK + broken + good() + good() + closing + good())
    assert [line_no for line_no, _ in reasons(rows)] == [2, 3, 4, 5, 6]
    assert reasons(rows)[0] == (2, "broken_quote")
    assert [what for _, what in reasons(rows)[1:]] == ["read", "read", "read", "read"]


def test_an_inch_sign_in_a_plain_memo_is_only_a_sign() -> None:
    rows = read(VIETCOMBANK + good('tivi 5" moi') + good('tivi 7" moi') + good())
    assert reasons(rows) == [(2, "read"), (3, "read"), (4, "read")]
    assert isinstance(rows[0], BankLine) and rows[0].memo == 'tivi 5" moi'


def test_formulas_and_markup_in_a_memo_are_kept_as_text() -> None:
    rows = read(VIETCOMBANK + good('"=HYPERLINK(""http://x"",""bam"")"') + good("<script>alert(1)</script>"))
    assert [row.memo for row in rows if isinstance(row, BankLine)] == [
        '=HYPERLINK("http://x","bam")', "<script>alert(1)</script>",
    ]  # fmt: skip


def test_blank_lines_and_rows_of_empty_cells_are_not_rows() -> None:
    assert reasons(read(VIETCOMBANK + "\n" + good() + "  \n,,,,,,\n" + good())) == [(3, "read"), (6, "read")]


def test_a_file_may_hold_no_row_and_may_end_without_a_line_break() -> None:
    assert read(VIETCOMBANK) == []
    assert reasons(read(VIETCOMBANK + good().rstrip("\n"))) == [(2, "read")]


def test_a_line_longer_than_memory_should_hold_is_read_past() -> None:
    class Endless(io.RawIOBase):
        """40 MB without a line break, then a good row; made as it is read."""

        def __init__(self) -> None:
            self.pieces = iter([VIETCOMBANK.encode(), *[b'x",' * 65536] * 200, b"\n", good().encode()])

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            view = memoryview(buffer)  # type: ignore[arg-type]
            piece = getattr(self, "rest", b"") or next(self.pieces, b"")
            view[: len(piece[: len(view)])] = piece[: len(view)]
            self.rest = piece[len(view) :]
            return len(piece[: len(view)])

    rows = list(read_statement(io.BufferedReader(Endless()), LAYOUTS["vietcombank"], date(2024, 12, 31)))
    assert reasons(rows) == [(2, "row_too_long"), (3, "read")]


FRAGMENTS = ['"', ",", "\n", "a", "17/10/2024", "100.000", '""', "\r\n", " ", "ơ", "1,17/10/2024,5,,1.000,,m"]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join))
def test_no_text_stops_the_reader_and_a_good_row_after_it_is_never_lost(noise: str) -> None:
    """Whatever stands before, every one of 25 good rows that follow is read (more lines than a quote may run over)."""
    rows = read(VIETCOMBANK + noise + "\n" + good("dau hieu") * 25)
    found = [row for row in rows if isinstance(row, BankLine) and row.memo == "dau hieu"]
    assert len(found) == 25
