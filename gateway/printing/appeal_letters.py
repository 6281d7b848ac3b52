"""Letters of an appeal with their pledge forms, as PDF and as DOCX that a clerk can still change."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Sequence
from typing import Any, Literal

import segno
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate, InlineImage

from gateway.printing import qr, render

Json = dict[str, Any]
Form = Literal["pdf", "docx"]

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP_TYPE = "application/zip"

_FORM_LINES = (
    "Tên doanh nghiệp: {{ one.name }}",
    "Mã số thuế: {{ one.tax_code or dots }}",
    "Địa chỉ: {{ one.address or dots }}",
    "Người đại diện: {{ one.representative or dots }}    Điện thoại: ………………………",
    "Đăng ký ủng hộ bằng tiền: ……………………………………… đồng",
    "(bằng chữ: …………………………………………………………………………)",
    "Ủng hộ khác (hiện vật, ngày công, nhận đỡ đầu hộ nghèo): …………………………………………",
    "Thời gian thực hiện: trước ngày ……/……/…………",
    "Công bố tên: ☐ đầy đủ   ☐ viết tắt   ☐ không nêu tên",
)


def letters_pdf(paper: Json, letters: Sequence[Json]) -> bytes:
    """The letters one after the other, each with its form."""
    drawn = [{**one, "qr": qr(one["vietqr"]) if one["vietqr"] else None} for one in letters]
    return render("appeal", {"paper": paper, "letters": drawn})


def letters_docx(paper: Json, letters: Sequence[Json]) -> bytes:
    """The same as one document.  What is filled in stays text, whatever signs it holds."""
    document = DocxTemplate(io.BytesIO(_template()))
    filled = [
        {**one, "last": place == len(letters), "qr": _picture(document, one["vietqr"])}
        for place, one in enumerate(letters, start=1)
    ]
    document.render(
        {"paper": paper, "letters": filled, "issued": _long_day(paper["issued_on"]), "dots": "……………………………………"},
        autoescape=True,
    )
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def letters_zip(paper: Json, letters: Sequence[Json], form: Form) -> bytes:
    """A file for each enterprise, named by the number of its letter."""
    held = io.BytesIO()
    make = letters_pdf if form == "pdf" else letters_docx
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in letters:
            packed.writestr(f"thu-{one['number']:04d}.{form}", make(paper, [one]))
    return held.getvalue()


def _picture(document: DocxTemplate, vietqr: str | None) -> InlineImage | str:
    if not vietqr:
        return ""
    held = io.BytesIO()
    segno.make(vietqr, error="m", micro=False).save(held, kind="png", scale=6, border=2)
    held.seek(0)
    return InlineImage(document, held, width=Mm(32))


def _long_day(iso: str) -> str:
    return f"ngày {iso[8:10]} tháng {iso[5:7]} năm {iso[:4]}"


@functools.cache
def _template() -> bytes:
    """The document that docxtpl fills in: made here, so that no binary file has to be kept in step with the code."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    _letter(document)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _letter(document: Any) -> None:
    document.add_paragraph("{%p for one in letters %}")
    heading = document.add_table(rows=1, cols=2)
    left, right = heading.rows[0].cells
    _line(left.paragraphs[0], "BAN VẬN ĐỘNG\nQUỸ “VÌ NGƯỜI NGHÈO”\n", bold=True, size=11.5)
    left.paragraphs[0].add_run("Số: {{ paper.letter_number or '………' }}").font.size = Pt(11.5)
    _line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc", bold=True, size=11.5)
    _line(document.add_paragraph(), "{{ paper.place }}, {{ issued }}", italic=True, align="right")
    _line(document.add_paragraph(), "THƯ KÊU GỌI\n{{ paper.title }}", bold=True)
    document.add_paragraph("{%p for paragraph in one.paragraphs %}")
    body = document.add_paragraph("{{ paragraph }}")
    body.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    body.paragraph_format.first_line_indent = Mm(10)
    document.add_paragraph("{%p endfor %}")
    _line(document.add_paragraph(), "{{ paper.signer_office }}\n\n\n\n{{ paper.signer_name }}", bold=True,
                align="right")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _line(document.add_paragraph(), "PHIẾU ĐĂNG KÝ ỦNG HỘ", bold=True)
    _line(document.add_paragraph(), "{{ paper.title }} · Thư số {{ one.number }}", italic=True)
    for text in _FORM_LINES:
        document.add_paragraph(text)
    _line(document.add_paragraph(), "Mã ghi trong nội dung chuyển khoản: {{ one.memo_code }}", bold=True)
    _line(document.add_paragraph(), "{{ one.qr }}")
    _line(
        document.add_paragraph(), "ĐẠI DIỆN DOANH NGHIỆP\n(Ký, ghi rõ họ tên, đóng dấu)", bold=True, align="right"
    )
    document.add_paragraph("{%p if not one.last %}")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def _line(
    paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, align: str = "center", size: float = 13
) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if align == "right" else WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
