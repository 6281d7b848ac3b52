"""Uploaded lists: CSV and XLSX alike, typed where it is plain, and refused with what would be right."""

import dataclasses
import io
import zipfile
from typing import Any

import pytest
import xlsxwriter
from marshmallow import fields

from contracts.commands import Command
from contracts.fields import LocalDay, Text, Vnd, unit_field
from gateway.api import table_files
from gateway.api.table_files import read_table


class Share(Command):
    """A row of some list."""

    campaign = fields.String(required=True)
    unit = unit_field(required=True)
    name = Text(required=True)
    amount_vnd = Vnd(required=True)
    given_on = LocalDay(load_default=None)
    first = fields.Boolean(load_default=False)
    needs = fields.List(fields.String(), load_default=list)


HEADINGS = {"unit": "Mã đơn vị", "name": "Họ tên", "amount_vnd": "Số tiền", "given_on": "Ngày", "first": "Lần đầu",
            "needs": "Nhu cầu"}
ROW = {"unit": "582", "name": "Trần Mẫu", "amount_vnd": 1_500_000, "given_on": "2024-10-07", "first": True,
       "needs": ["health", "education"]}


def read(data: bytes) -> list[Any]:
    return read_table(data, Share(), HEADINGS, ["campaign"])


def sheet(*rows: list[Any]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return held.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        "Mã đơn vị,Họ tên,Số tiền,Ngày,Lần đầu,Nhu cầu\n"
        "582,Trần Mẫu,1500000,2024-10-07,true,health;education\n".encode(),
        "\ufeffMA DON VI;HO TEN;SO TIEN;NGAY;LAN DAU;NHU CAU\n582;Trần Mẫu;1.500.000;7/10/2024;Có;health ; education\n"
        .replace("health ; education", '"health ; education"').encode(),
        sheet(["Mã đơn vị", "name", "Số tiền", "Ngày", "Lần đầu", "Nhu cầu"],
              [582, "Trần Mẫu", 1500000.0, "07/10/2024", "x", "health;education"]),
    ],
)
def test_csv_and_xlsx_give_the_same_row_however_a_clerk_writes_it(data: bytes) -> None:
    [row] = read(data)
    assert (row.number, row.told) == (2, ROW)


def test_what_is_not_plainly_an_amount_is_left_for_the_schema_to_refuse() -> None:
    [row] = read(b"unit,name,amount_vnd\n582,A,1.5\n")
    assert Share().validate({"campaign": "c", **row.told}).keys() == {"amount_vnd"}


def test_blank_rows_are_none_and_numbers_are_those_of_the_file() -> None:
    rows = read(b"unit,name,amount_vnd\n582,A,1\n,,\n582,B,2\n")
    assert [row.number for row in rows] == [2, 4]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", table_files.TableUnreadable),
        (b"\xff\xfe\x00", table_files.TableUnreadable),
        (b"PK\x03\x04 broken", table_files.TableUnreadable),
        (b"unit,name\n582,A\n", table_files.ColumnMissing),
        (b"unit,name,amount_vnd,amont\n", table_files.ColumnUnknown),
        (b"unit,name,amount_vnd,name\n", table_files.ColumnUnknown),
        (b"campaign,unit,name,amount_vnd\n", table_files.ColumnUnknown),
    ],
)
def test_a_file_that_can_not_be_taken_says_why(data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read(data)


def test_a_file_with_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "MOST_ROWS", 1)
    with pytest.raises(table_files.TableTooLong):
        read(b"unit,name,amount_vnd\n582,A,1\n582,B,2\n")


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "UNFOLDED", dataclasses.replace(table_files.UNFOLDED, unpacked_bytes=1_000_000))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<workbook/>")
        packed.writestr("xl/media/zeros.bin", b"0" * 2_000_000)
    with pytest.raises(table_files.TableTooLong):
        read(held.getvalue())
