"""Letters of an appeal with their pledge forms, as PDF and as DOCX that a clerk can still change."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Sequence
from typing import Any, Literal

from gateway.printing import qr, render
from gateway.printing.docx_parts import body, filled, heading, line, long_day, page_break, qr_picture, template

Json = dict[str, Any]
Form = Literal["pdf", "docx"]

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
    """The same as one document."""
    return filled(_template(), lambda document: {
        "paper": paper, "issued": long_day(paper["issued_on"]), "dots": "……………………………………",
        "letters": [
            {**one, "last": place == len(letters), "qr": qr_picture(document, one["vietqr"])}
            for place, one in enumerate(letters, start=1)
        ],
    })


def letters_zip(paper: Json, letters: Sequence[Json], form: Form) -> bytes:
    """A file for each enterprise, named by the number of its letter."""
    held = io.BytesIO()
    make = letters_pdf if form == "pdf" else letters_docx
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in letters:
            packed.writestr(f"thu-{one['number']:04d}.{form}", make(paper, [one]))
    return held.getvalue()


@functools.cache
def _template() -> bytes:
    return template(_letter)


def _letter(document: Any) -> None:
    document.add_paragraph("{%p for one in letters %}")
    heading(document)
    line(document.add_paragraph(), "{{ paper.place }}, {{ issued }}", italic=True, align="right")
    line(document.add_paragraph(), "THƯ KÊU GỌI\n{{ paper.title }}", bold=True)
    document.add_paragraph("{%p for paragraph in one.paragraphs %}")
    body(document, "{{ paragraph }}")
    document.add_paragraph("{%p endfor %}")
    line(
        document.add_paragraph(), "{{ paper.signer_office }}\n\n\n\n{{ paper.signer_name }}", bold=True, align="right"
    )
    page_break(document)
    line(document.add_paragraph(), "PHIẾU ĐĂNG KÝ ỦNG HỘ", bold=True)
    line(document.add_paragraph(), "{{ paper.title }} · Thư số {{ one.number }}", italic=True)
    for text in _FORM_LINES:
        document.add_paragraph(text)
    line(document.add_paragraph(), "Mã ghi trong nội dung chuyển khoản: {{ one.memo_code }}", bold=True)
    line(document.add_paragraph(), "{{ one.qr }}")
    line(
        document.add_paragraph(), "ĐẠI DIỆN DOANH NGHIỆP\n(Ký, ghi rõ họ tên, đóng dấu)", bold=True, align="right"
    )
    document.add_paragraph("{%p if not one.last %}")
    page_break(document)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")

