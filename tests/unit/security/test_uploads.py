"""Files made to do harm: each kind of upload refuses them by name, before a library is let at them."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask

from contracts.commands import Command
from contracts.fields import Text
from contracts.refusals import Refusal
from gateway import api
from gateway.api.table_files import read_table
from services.donations.appeals import enterprise_list
from services.donations.statements.reading import xlsx
from services.donations.statements.reading.files import MOST_UNPACKED_LOOKED_INTO_AT_ONCE
from services.donations.stories.pictures import made_small
from services.monitoring.evidence import sniffing
from services.monitoring.evidence.thumbnails import thumbnail

ROOT = Path(__file__).resolve().parents[3]

TABLE = "/api/v1/{}/import"
UPLOADS = {
    "a statement": {"/api/v1/statement-imports"},
    "a list": {
        TABLE.format(name) for name in (
            "donations", "pledges", "payments", "households", "outcomes", "opinions", "golf-players",
            "activities/{activity}/registrations", "activities/{activity}/invitations", "surveys/{id}/papers",
        )
    },
    "enterprises": {"/api/v1/appeals/{id}/enterprises"},
    "evidence": {"/api/v1/supervision-visits/{id}/evidence"},
    "a phone's queue, as JSON": {
        "/api/v1/activities/{activity}/check-in/queue-files", "/api/v1/supervision-visits/queue-files",
    },
}
"""Where files come in, by who reads them.  A new one belongs here, and to a reader that the tests below try."""


class Row(Command):
    """A row of some list."""

    name = Text(required=True)


def read_evidence(data: bytes) -> str:
    """Evidence is not unfolded when it comes: what is kept is what came, and its size is what it is."""
    return sniffing.content_type(io.BytesIO(data))


READERS: dict[str, Callable[[bytes], Any]] = {
    "a statement": lambda data: xlsx.first_rows(io.BytesIO(data), MOST_UNPACKED_LOOKED_INTO_AT_ONCE),
    "a list": lambda data: read_table(data, Row(), {"name": "Tên"}, []),
    "enterprises": enterprise_list.read_list,
}
READS = pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())


def workbook(*cells: tuple[int, int, str]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row, column, text in cells:
            page.write_string(row, column, text)
    return held.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr(name, content)
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
    return held.getvalue()


def test_every_address_that_takes_a_file_is_named_with_who_reads_it() -> None:
    app = Flask("described")
    api.register(app)
    paths = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()["paths"]
    taking = {
        path for path, operations in paths.items() for operation in operations.values()
        if '"format": "binary"' in json.dumps(operation.get("requestBody", {}) if isinstance(operation, dict) else {})
    }
    assert taking == set().union(*UPLOADS.values())


@READS
def test_two_cells_in_far_corners_end_no_process(read: Callable[[bytes], Any]) -> None:
    """A file of 5 kB whose sheet covers 17 billion cells: a library that fills them takes the process with it."""
    with pytest.raises(Refusal) as refused:
        read(workbook((0, 0, "Tên doanh nghiệp"), (1_048_575, 16_383, "x")))
    assert "ô" in refused.value.message and refused.value.remedy


@READS
@pytest.mark.parametrize("place", ["A99999999999", "A4294967295", "ZZZZ1", "A-1", "", "1A"])
def test_a_place_that_libraries_read_each_in_their_own_way_is_refused(read: Callable[[bytes], Any], place: str) -> None:
    sheet, odd = b"<c r=\"B2\"", f'<c r="{place}"'.encode()
    data = workbook((0, 0, "Tên"), (1, 1, "x"))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        text = packed.read("xl/worksheets/sheet1.xml")
    assert sheet in text
    in_row = text.replace(sheet, b"<c").replace(b'<row r="2"', odd.replace(b"<c", b"<row"))
    for wrong in (text.replace(sheet, odd), in_row):
        with pytest.raises(Refusal):
            read(with_part(data, "xl/worksheets/sheet1.xml", wrong))


@READS
@pytest.mark.parametrize("encoding", ["cp037", "utf-16", "UTFNaN"])
def test_a_sheet_is_measured_in_the_encoding_in_which_it_is_read(read: Callable[[bytes], Any], encoding: str) -> None:
    data = workbook((0, 0, "Tên doanh nghiệp"), (1_048_575, 16_383, "x"))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        text = packed.read("xl/worksheets/sheet1.xml")
    assert b'encoding="UTF-8"' in text
    with pytest.raises(Refusal):
        read(with_part(data, "xl/worksheets/sheet1.xml", text.replace(b"UTF-8", encoding.encode(), 1)))


@READS
def test_a_sheet_under_a_name_that_is_not_measured_is_refused(read: Callable[[bytes], Any]) -> None:
    data = workbook((0, 0, "Tên doanh nghiệp"), (1_048_575, 16_383, "x"))
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            renamed = part.replace("sheet1.xml", "sheet1.png")
            new.writestr(renamed, old.read(part).replace(b"worksheets/sheet1.xml", b"worksheets/sheet1.png"))
    with pytest.raises(Refusal):
        read(held.getvalue())


@READS
def test_a_zip_bomb_is_refused_whatever_size_it_declares(read: Callable[[bytes], Any]) -> None:
    bomb = with_part(workbook((0, 0, "Tên")), "xl/media/zeros.bin", b"\0" * 62_000_000)
    assert len(bomb) < 100_000
    declared = (62_000_000).to_bytes(4, "little")
    assert bomb.count(declared) == 2
    for told in (bomb, bomb.replace(declared, (100).to_bytes(4, "little"))):
        with pytest.raises(Refusal):
            read(told)


@READS
def test_what_only_calls_itself_a_workbook_is_refused(read: Callable[[bytes], Any]) -> None:
    spreadsheet = workbook((0, 0, "Tên"))
    doctype = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'
    for wrong in (
        b"PK\x03\x04" + bytes(1000), spreadsheet[:-100], with_part(spreadsheet, "xl/worksheets/sheet1.xml", doctype),
        with_part(b"PK\x05\x06" + bytes(18), "content.xml", b"<office/>"), b"MZ\x90\x00" + bytes(1000),
    ):
        with pytest.raises(Refusal):
            read(wrong)


def test_a_formula_in_a_list_is_a_text_or_its_last_value_and_never_reckoned() -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Tên"])
        page.write_formula(1, 0, '=HYPERLINK("http://x.example","y")', value="y")
    assert [row.told for row in READERS["a list"](held.getvalue())] == [{"name": "y"}]
    typed = READERS["a list"](b'name\n"=HYPERLINK(""http://x.example"")"\n')
    assert [row.told for row in typed] == [{"name": '=HYPERLINK("http://x.example")'}]


def test_two_modules_alone_open_pictures_and_refuse_by_the_header_one_that_unfolds_to_gigabytes() -> None:
    for side, code in ((2**31 - 1, "picture_too_large"), (6_000, "picture_too_large"), (600, "picture_unreadable")):
        header = b"IHDR" + side.to_bytes(4, "big") * 2 + b"\x08\x06\x00\x00\x00"
        png = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\r" + header + zlib.crc32(header).to_bytes(4, "big")
        png += bytes(4) + b"IDAT" + zlib.crc32(b"IDAT").to_bytes(4, "big")
        assert read_evidence(png) == "image/png", "it is kept as the small file that it is"
        opens: tuple[Callable[[], Any], ...] = (
            lambda png=png: thumbnail(io.BytesIO(png), "image/png"), lambda png=png: made_small(png, "image/png"),
        )
        for open_it in opens:
            with pytest.raises(Refusal) as refused:
                open_it()
            assert refused.value.code == code
    opening = re.compile(r"^\s*(?:from|import) (?:PIL|cv2|imageio)\b", re.MULTILINE)
    code_of_ours = [
        path for folder in ("runtime", "contracts", "messaging", "services", "gateway", "chungtay")
        for path in (ROOT / folder).rglob("*.py")
    ]
    assert len(code_of_ours) > 100
    opened_by = sorted(path.name for path in code_of_ours if opening.search(path.read_text()))
    assert opened_by == ["pictures.py", "thumbnails.py"]


def test_an_office_file_among_the_evidence_is_looked_at_by_its_names_and_not_unfolded() -> None:
    bomb = with_part(workbook((0, 0, "x")), "xl/zeros.xml", b"\0" * 50_000_000)
    assert read_evidence(bomb).endswith("spreadsheetml.sheet")
    with pytest.raises(Refusal):
        read_evidence(with_part(bomb, "xl/vbaProject.bin", b"macro"))
