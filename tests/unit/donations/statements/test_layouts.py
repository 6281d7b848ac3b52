import pytest

from services.donations.statements.reading.kinds import StatementFileUnreadable, kind_of
from services.donations.statements.reading.layouts import (
    AmbiguousStatementLayout,
    StatementOfAnotherBank,
    UnknownStatementLayout,
)
from services.donations.statements.reading.reader import sniff

VIETCOMBANK = b"PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n"
SHARED = (
    b"PageId,Date,Time,DocumentNumber,ReferenceNumber,TransactionDetails,DebitAmount,CreditAmount,Balance,"
    b"OffsetAccount\r\n"
)
BIDV = "STT,Ngày giao dịch,Số tiền,Nội dung\n".encode()


@pytest.mark.parametrize(
    ("header", "bank"),
    [(VIETCOMBANK, "vietcombank"), (SHARED, "agribank"), (SHARED, "vietinbank"), (BIDV, "bidv")],
)
def test_the_header_and_the_accounts_bank_tell_the_layout(header: bytes, bank: str) -> None:
    assert sniff(header, layout="auto", bank=bank).code == bank


def test_a_byte_order_mark_and_blank_first_lines_do_not_hide_the_header() -> None:
    assert sniff(b"\xef\xbb\xbf\n" + VIETCOMBANK, layout="auto", bank="vietcombank").code == "vietcombank"


def test_columns_may_stand_in_another_order_and_case() -> None:
    header = b"TransactionDetails,pageid,TNXDATE,DocNo,Debit,Credit,Balance"
    assert sniff(header, layout="auto", bank="vietcombank").code == "vietcombank"


def test_vietnamese_headers_match_in_either_unicode_form() -> None:
    import unicodedata

    decomposed = unicodedata.normalize("NFD", BIDV.decode()).encode()
    assert sniff(decomposed, layout="auto", bank="bidv").code == "bidv"


def test_an_unknown_header_is_refused_with_its_columns_and_the_known_layouts() -> None:
    with pytest.raises(UnknownStatementLayout) as refused:
        sniff(b"Ngay,So tien,Ghi chu\n1,2,3\n", layout="auto", bank="vietcombank")
    assert refused.value.code == "unknown_statement_layout"
    assert refused.value.facts["found_columns"] == ["Ngay", "So tien", "Ghi chu"]
    assert "TNXDate" in refused.value.remedy and "VietinBank" in refused.value.remedy


@pytest.mark.parametrize(
    "header",
    [
        b"PageId,TNXDate,DocNo,Debit,Credit,TransactionDetails",
        b"PageId,TNXDate,DocNo,Debit,Credit,Balance,Balance,TransactionDetails",
        b"PageId;TNXDate;DocNo;Debit;Credit;Balance;TransactionDetails",
        b'PageId,"TNXDate,DocNo',
    ],
)
def test_a_header_that_lacks_doubles_or_separates_columns_otherwise_is_unknown(header: bytes) -> None:
    with pytest.raises(UnknownStatementLayout):
        sniff(header, layout="auto", bank="vietcombank")


def test_look_alikes_that_the_bank_does_not_decide_are_refused_by_name() -> None:
    with pytest.raises(AmbiguousStatementLayout) as refused:
        sniff(SHARED, layout="auto", bank="another")
    assert refused.value.facts["layouts"] == ["agribank", "vietinbank"]


def test_a_file_of_another_bank_than_the_accounts_is_refused_unless_the_layout_is_asked_for() -> None:
    with pytest.raises(StatementOfAnotherBank):
        sniff(VIETCOMBANK, layout="auto", bank="bidv")
    assert sniff(VIETCOMBANK, layout="vietcombank", bank="bidv").code == "vietcombank"


def test_a_layout_that_was_asked_for_must_have_the_files_columns() -> None:
    with pytest.raises(UnknownStatementLayout) as refused:
        sniff(VIETCOMBANK, layout="agribank", bank="agribank")
    assert refused.value.field == "layout"
    assert refused.value.facts["known_layouts"] == ["agribank"]


@pytest.mark.parametrize(
    "first_bytes",
    [
        b"", b"\n\n", b"\xd0\xcf\x11\xe0old spreadsheet", b"%PDF-1.7",
        "PageId,TNXDate".encode("utf-16"), "STT,Ngày,Số".encode().replace(b"\xe1", b"\xff"), b"STT,\x00\x00",
    ],
)  # fmt: skip
def test_what_is_not_utf8_text_is_refused(first_bytes: bytes) -> None:
    with pytest.raises(StatementFileUnreadable) as refused:
        kind_of(first_bytes)
        sniff(first_bytes, layout="auto", bank="bidv")
    assert "UTF-8" in refused.value.remedy


def test_a_first_piece_that_ends_inside_a_letter_is_still_utf8() -> None:
    whole = BIDV + "1,17/10/2024 08:00:00,1000,ủng hộ".encode()
    assert sniff(whole[:-1], layout="auto", bank="bidv").code == "bidv"
