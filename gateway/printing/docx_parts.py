"""What papers as DOCX share: the page, headings, lines, QR codes.

docxtpl fills the template in; what is filled in stays text, whatever signs it holds."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import segno
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate, InlineImage

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def template(write: Callable[[Any], None]) -> bytes:
    """A document that docxtpl fills in: made here, so that no binary file has to be kept in step with the code."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    write(document)
    return _saved(document)


def filled(made: bytes, data: Callable[[DocxTemplate], dict[str, Any]]) -> bytes:
    """The template with what ``data`` gives for it."""
    document = DocxTemplate(io.BytesIO(made))
    document.render(data(document), autoescape=True)
    return _saved(document)


def qr_picture(document: DocxTemplate, text: str | None) -> InlineImage | str:
    """A QR code to stand in the text; nothing for nothing."""
    if not text:
        return ""
    held = io.BytesIO()
    segno.make(text, error="m", micro=False).save(held, kind="png", scale=6, border=2)
    held.seek(0)
    return InlineImage(document, held, width=Mm(32))


def heading(document: Any) -> None:
    """Who writes, under which number, and the national heading."""
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    line(left.paragraphs[0], "BAN VẬN ĐỘNG\nQUỸ “VÌ NGƯỜI NGHÈO”\n", bold=True, size=11.5)
    left.paragraphs[0].add_run("Số: {{ paper.letter_number or '………' }}").font.size = Pt(11.5)
    line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc", bold=True, size=11.5)


def body(document: Any, text: str) -> None:
    """A paragraph of running text."""
    paragraph = document.add_paragraph(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(10)


def line(
    paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, align: str = "center", size: float = 13
) -> None:
    """A line of its own."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if align == "right" else WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def page_break(document: Any) -> None:
    """Go on at the next page."""
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def long_day(iso: str) -> str:
    """``2024-10-17`` as ``ngày 17 tháng 10 năm 2024``."""
    return f"ngày {iso[8:10]} tháng {iso[5:7]} năm {iso[:4]}"


def _saved(document: Any) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()
