"""A list of enterprises: every row is taken or refused with its line."""

import io
import zipfile

import pytest
import xlsxwriter

from services.donations.appeals.enterprise_list import Enterprise, RefusedRow, UnreadableList, read_list

HEADER = ["Tên doanh nghiệp (*)", "Mã số thuế", "Người đại diện", "Địa chỉ"]


def sheet(*rows: list[object]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        page = book.add_worksheet()
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    return held.getvalue()


def test_a_damaged_row_is_refused_with_its_line_and_the_others_are_taken() -> None:
    text = "\ufefftên doanh nghiệp,mst\nCông ty A,0100109106\n,0100109106\n\nCông ty B,0100109107\nCông ty C,\n"
    one, two, three, four = read_list(text.encode())
    assert one == Enterprise(2, "Công ty A", "0100109106", "", "")
    assert isinstance(two, RefusedRow) and (two.line, two.field) == (3, "name")
    assert isinstance(three, RefusedRow) and (three.line, three.field) == (5, "tax_code")
    assert four == Enterprise(6, "Công ty C", "", "", "")


def test_a_sheet_that_holds_codes_as_numbers_is_read() -> None:
    content = sheet(["Tên doanh nghiệp", "Mã số thuế"], ["Công ty A", 100109106], ["Công ty B", "0100109106-001"])
    assert read_list(content) == [
        Enterprise(2, "Công ty A", "0100109106", "", ""),
        Enterprise(3, "Công ty B", "0100109106-001", "", ""),
    ]


def test_semicolons_as_excel_writes_them_are_read() -> None:
    (row,) = read_list("Tên doanh nghiệp;Địa chỉ\nCông ty A;Số 1, đường 16/4\n".encode())
    assert row == Enterprise(2, "Công ty A", "", "", "Số 1, đường 16/4")


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", "tên,tên\nx,y\n".encode(), "tên\n\xff".encode("latin-1"), b"PK\x03\x04 broken",
     'tên\n"không đóng'.encode()],
)
def test_what_is_no_list_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(UnreadableList):
        read_list(content)


def test_a_file_made_to_fill_the_memory_is_not_unpacked() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<workbook/>")
        packed.writestr("xl/media/zeros.bin", b"0" * 70_000_000)
    assert len(held.getvalue()) < 100_000
    with pytest.raises(UnreadableList, match="quá lớn"):
        read_list(held.getvalue())


def test_signs_that_no_document_can_hold_are_refused() -> None:
    (row,) = read_list("tên\nCông ty\x07 A\n".encode())
    assert isinstance(row, RefusedRow)
