"""What somebody types is text, in whatever it comes back: never an operator, markup, a formula or a template."""

from __future__ import annotations

import csv
import importlib
import io
import pkgutil
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from flask import Flask
from marshmallow import Schema, ValidationError, fields
from python_calamine import CalamineWorkbook

import contracts.commands
from contracts.fields import Text
from gateway import api
from gateway.printing.appeal_letters import letters_docx, letters_pdf
from gateway.reports import tables

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted([*(ROOT / "gateway").rglob("*.html")])
SCRIPTS = sorted(path for path in (ROOT / "gateway/web/static").glob("*.js"))

TYPED = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "{% for a in b %}", "${7*7}", "#{7*7}",
    "$where: 1", '{"$gt": ""}', "' || 1==1 //", '=HYPERLINK("http://x.example","y")', "+1+1", "-1+1", "@SUM(1)",
    "{=1+1}", "＝1+1", "#panic()", "\\u{0}*_`$", "../../etc/passwd", "%00", "a\tb=1",
]
OPERATORS: list[Any] = [{"$ne": ""}, {"$gt": ""}, {"$where": "1"}, [{"$ne": ""}], ["a", "b"], {"a": "b"}]

RAW = (type(None), fields.Raw, fields.Field)
FREE_FORM = {
    # What is in them is read by a schema of its own, row by row, before anything is done.
    "DonationInBatch.donation", "GuestInBatch.guest",
    # By the schema of the list that is exported.
    "NewExport.query",
}
"""Fields that take any object.  Each new one needs a reason."""


def commands() -> Iterator[type[Schema]]:
    """Every schema of a command, and those within."""
    for module in pkgutil.walk_packages(contracts.commands.__path__, "contracts.commands."):
        importlib.import_module(module.name)
    waiting = list(contracts.commands.Command.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        yield kind


def bodies() -> Iterator[type[Schema]]:
    """Every schema of the API that a request's body or query is read by."""
    app = Flask("described")
    api.register(app)
    made = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec
    spec = made.to_dict()
    named = set(re.findall(r"#/components/schemas/(\w+)", str([
        operation.get("requestBody") for operations in spec["paths"].values() for operation in operations.values()
        if isinstance(operation, dict)
    ])))
    converter = next(one.converter for one in made.plugins if hasattr(one, "converter"))
    for key, name in converter.refs.items():
        if name in named:
            yield key[0]


def texts(schema: Schema, above: tuple[type, ...] = ()) -> Iterator[tuple[str, fields.Field[Any]]]:
    """Every field that is not a list or an object, however deep, with its name."""
    for name, field in schema.fields.items():
        inner: Any = field
        while isinstance(inner, fields.List):
            inner = inner.inner
        if isinstance(inner, fields.Nested):
            if type(inner.schema) not in above:
                yield from texts(inner.schema, (*above, type(inner.schema)))
        elif not inner.dump_only:
            yield f"{type(schema).__name__}.{name}", inner
            if isinstance(inner, fields.Dict) and inner.key_field and inner.value_field:
                yield f"{type(schema).__name__}.{name} (name)", inner.key_field
                yield f"{type(schema).__name__}.{name} (value)", inner.value_field


@pytest.fixture(scope="module")
def taken() -> list[tuple[str, fields.Field[Any]]]:
    """Every field that anybody can fill in."""
    return [found for kind in {*commands(), *bodies()} for found in texts(kind())]


def test_no_field_takes_an_object_where_a_value_belongs(taken: list[tuple[str, fields.Field[Any]]]) -> None:
    """So no operator of the database comes in: `{"$ne": ""}` is no text, number, day or choice."""
    free = set()
    for name, field in taken:
        if isinstance(field, fields.Dict) and field.key_field and type(field.value_field) not in RAW:
            continue  # its names and values are walked as fields of their own
        if isinstance(field, fields.Dict) or type(field) in RAW:
            free.add(name.partition(" ")[0])
            continue
        for operator in OPERATORS:
            with pytest.raises(ValidationError):
                pytest.fail(f"{name} took {operator}: {field.deserialize(operator)!r}")
    assert len(taken) > 1000
    assert free <= FREE_FORM, free - FREE_FORM


def test_every_free_text_keeps_what_was_typed_to_the_letter(taken: list[tuple[str, fields.Field[Any]]]) -> None:
    """Nothing is cleaned, guessed at or filled in: harm is prevented where a text comes out."""
    walked = 0
    for name, field in taken:
        if not isinstance(field, Text):
            continue
        for typed in TYPED:
            try:
                assert field.deserialize(typed) == typed, name
                walked += 1
            except ValidationError:
                assert field.validators or len(typed) > field._longest or len(typed) < field._shortest, name
    assert walked > 3000


def test_a_table_as_csv_runs_nothing_and_as_xlsx_holds_no_formula() -> None:
    rows = [{"name": typed, "list": [typed]} for typed in [*TYPED, "\n=1+1", "\r=1+1"]]
    told = "".join(tables.csv_lines(["name", "list"], rows)).removeprefix("\ufeff")
    cells = [cell for row in list(csv.reader(io.StringIO(told, newline="")))[1:] for cell in row]
    for cell, typed in zip(cells, [row["name"] for row in rows for _ in row], strict=True):
        assert cell in (typed, f"'{typed}")
    assert [cell for cell in cells if cell.lstrip("\n\r\t ").startswith(("=", "+", "-", "@", "＝"))] == []
    book = tables.workbook_file("Tên", ["name", "list"], rows).read()
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        sheets = [packed.read(name) for name in packed.namelist() if "worksheets/sheet" in name]
        assert sheets and not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    read = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in read[1:]][: len(TYPED)] == TYPED


def test_a_letter_as_docx_holds_what_was_typed_as_text() -> None:
    every = " ".join(TYPED).replace("\t", " ")
    paper = dict.fromkeys(("letter_number", "place", "title", "signer_office", "signer_name"), every)
    one = dict.fromkeys(("name", "tax_code", "address", "representative", "memo_code"), every)
    made = letters_docx(
        paper | {"issued_on": "2024-10-17"}, [one | {"number": 1, "paragraphs": [every], "vietqr": None}]
    )
    document = Document(io.BytesIO(made))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join(paragraph.text for holder in (document, *cells) for paragraph in holder.paragraphs)
    assert text.count(every) == 12


def test_a_paper_as_pdf_is_made_of_whatever_was_typed() -> None:
    """Data reach typst as JSON; what would be markup or code in it would stop it, as `#panic()`."""
    every = " ".join(TYPED)
    assert letters_pdf(
        dict.fromkeys(("letter_number", "place", "title", "signer_office", "signer_name", "qr"), every)
        | {"issued_on": "2024-10-17"},
        [dict.fromkeys(("name", "tax_code", "address", "representative", "memo_code"), every)
         | {"number": 1, "paragraphs": [every], "vietqr": None}],
    ).startswith(b"%PDF")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_has_a_script_or_style_in_it_or_switches_escaping_off(page: Path) -> None:
    """The browser is told to run none, and nothing that was typed is written as markup."""
    text = page.read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]{3,}=|javascript:", text) == []
    assert re.findall(r"\bhx-(?:on|vals|vars|headers)\b|\bjs:", text) == []
    assert re.findall(r"\|\s*safe\b|autoescape\s+false|Markup\(", text) == []
    # Without quotation marks a blank would begin the next attribute.
    assert re.findall(r"<[a-z][^<>]*?\s[a-z-]+=\{\{", text) == []


def test_no_code_of_ours_writes_markup_by_hand() -> None:
    code = [path for folder in ("gateway/web", "gateway/api") for path in (ROOT / folder).rglob("*.py")]
    assert len(code) > 50
    harm = re.compile(r"\bMarkup\(|render_template_string|\.from_string\(|autoescape\s*=\s*False")
    assert [path.name for path in code if harm.search(path.read_text())] == []
    assert len(SCRIPTS) >= 5
    harm = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    assert [path.name for path in SCRIPTS if harm.search(path.read_text())] == []
