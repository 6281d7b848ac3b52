"""A letter as PDF (typst) and as DOCX that a clerk can still change."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from gateway.printing import render
from gateway.printing.reports.paper import Json

TITLE_POINTS = 14
TABLE_POINTS = 11
SMALL_POINTS = 9
TEXT_WIDTH_MM = 165


def as_pdf(letter: Json) -> bytes:
    """The letter as PDF."""
    return render("report", letter)


def as_docx(letter: Json) -> bytes:
    """The letter as DOCX: real headings, tables and a page number, no pictures of them."""
    document = Document()
    _page(document)
    _head(document, letter)
    for block in letter["blocks"]:
        _BLOCKS[block["kind"]](document, block)
    _foot(document, letter)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True  # the first page bears no number
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    style.paragraph_format.space_after = Pt(4)
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(header)


def _page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        if words:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = words
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _head(document: Any, letter: Json) -> None:
    left, right = _two_cells(document, 70, 97)
    _line(left.paragraphs[0], letter["issuer"][0], size=12)
    _line(left.add_paragraph(), letter["issuer"][1], bold=True, size=12)
    _line(left.add_paragraph(), f"Số: {letter['number']}", size=12)
    _line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=11.5)
    _line(right.add_paragraph(), "Độc lập – Tự do – Hạnh phúc", bold=True)
    _line(right.add_paragraph(), f"{letter['place']}, {letter['issued']}", italic=True)
    if letter["draft"]:
        _line(document.add_paragraph(), "DỰ THẢO", bold=True, size=TITLE_POINTS)
    title = document.add_paragraph()
    title.paragraph_format.space_before = Pt(10)
    _line(title, letter["title"], bold=True, size=TITLE_POINTS)
    _line(document.add_paragraph(), letter["subject"], bold=True, size=TITLE_POINTS)


def _heading(document: Any, block: Json) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(8), True
    paragraph.add_run(block["text"]).bold = True


def _text(document: Any, block: Json) -> None:
    paragraph = document.add_paragraph(block["text"])
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(10)


def _note(document: Any, block: Json) -> None:
    run = document.add_paragraph().add_run(block["text"])
    run.italic, run.font.size = True, Pt(TABLE_POINTS)


def _table(document: Any, block: Json) -> None:
    if block["title"]:
        caption = document.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        caption.add_run(block["title"]).italic = True
    columns = block["columns"]
    table = document.add_table(rows=1, cols=len(columns))
    table.style, table.autofit = "Table Grid", False
    whole = sum(column["share"] for column in columns)
    widths = [Mm(TEXT_WIDTH_MM * column["share"] / whole) for column in columns]
    _mark_row(table.rows[0], "w:tblHeader")
    for place, column in enumerate(columns):
        _cell(table.rows[0].cells[place], column["heading"], "center", bold=True)
    for number, row in enumerate(block["rows"], start=1):
        cells = table.add_row().cells
        bold = block["total"] and number == len(block["rows"])
        for place, words in enumerate(row):
            _cell(cells[place], words, columns[place]["align"], bold)
    _set_widths(table, widths)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


_BLOCKS = {"heading": _heading, "text": _text, "note": _note, "table": _table}


def _cell(cell: Any, words: str, align: str, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.alignment = {
        "left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER,
    }[align]
    run = paragraph.add_run(words)
    run.bold, run.font.size = bold, Pt(TABLE_POINTS)


def _mark_row(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _foot(document: Any, letter: Json) -> None:
    left, right = _two_cells(document, 80, 85)
    first = left.paragraphs[0].add_run("Nơi nhận:")
    first.bold = first.italic = True
    first.font.size = Pt(12)
    for recipient in letter["recipients"]:
        paragraph = left.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(recipient).font.size = Pt(11)
    signature = letter["signature"]
    _line(right.paragraphs[0], signature["on_behalf_of"], bold=True)
    _line(right.add_paragraph(), signature["position"], bold=True)
    for _ in range(4):
        right.add_paragraph()
    _line(right.add_paragraph(), signature["name"], bold=True)
    small = document.add_paragraph().add_run(letter["small_print"])
    small.font.size = Pt(SMALL_POINTS)


def _two_cells(document: Any, left_mm: float, right_mm: float) -> tuple[Any, Any]:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    _set_widths(table, [Mm(left_mm), Mm(right_mm)])
    left, right = table.rows[0].cells
    return left, right


def _set_widths(table: Any, widths: Sequence[Any]) -> None:
    """Of the columns and of each cell: some programs go by the one, some by the other.  No row goes over two pages."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        _mark_row(row, "w:cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _line(paragraph: Any, words: str, *, bold: bool = False, italic: bool = False, size: float = 13) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(words)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
