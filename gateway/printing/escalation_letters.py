"""The letter to the superior level of the Front about a reply that did not come, as DOCX: a draft that is finished and
signed by hand."""

from __future__ import annotations

import functools
from typing import Any

from gateway.printing.docx_parts import body, filled, line, long_day, template

Json = dict[str, Any]


def letter_docx(letter: Json, sender: str, addressee: str, late_unit: str, place: str) -> bytes:
    """A draft: its number and day are left blank until it goes out."""
    about = {
        "sender": sender.upper(), "sender_name": sender, "addressee": addressee, "place": place,
        "debtor": ", ".join(part for part in (letter["body"], late_unit) if part),
        "asked": f"văn bản số {letter['asked_number']}" if letter["asked_number"] else "kết luận giám sát",
        "asked_on": long_day(letter["asked_on"]), "due_on": long_day(letter["due_on"]),
        "number": letter["document_number"] or "………",
        "issued": long_day(letter["sent_on"]) if letter["sent_on"] else "ngày …… tháng …… năm ………",
        "subject": [part for part in letter["subject"].splitlines() if part.strip()],
        "ground": f"Căn cứ {letter['citation']}; " if letter["citation"] else "",
        "late": f"đã trả lời muộn, {long_day(letter['replied_on'])}" if letter["replied_on"]
        else "chưa có văn bản trả lời",
    }
    return filled(_template(), lambda _document: about)


@functools.cache
def _template() -> bytes:
    return template(_write)


def _write(document: Any) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    line(left.paragraphs[0], "{{ sender }}\nBAN THƯỜNG TRỰC", bold=True, size=11.5)
    line(left.add_paragraph(), "Số: {{ number }}/MTTQ-BTT", size=11.5)
    line(left.add_paragraph(), "V/v không trả lời kiến nghị sau giám sát", italic=True, size=11.5)
    line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc", bold=True, size=11.5)
    line(right.add_paragraph(), "{{ place }}, {{ issued }}", italic=True, size=11.5)
    document.add_paragraph()
    line(document.add_paragraph(), "Kính gửi: {{ addressee }}", bold=True)
    body(
        document,
        "{{ ground }}Ban Thường trực {{ sender_name }} đã gửi {{ debtor }} {{ asked }}, {{ asked_on }}, với nội dung:",
    )
    document.add_paragraph("{%p for paragraph in subject %}")
    body(document, "{{ paragraph }}")
    document.add_paragraph("{%p endfor %}")
    body(document, "Hạn trả lời bằng văn bản là hết {{ due_on }}. Đến nay {{ debtor }} {{ late }}.")
    body(
        document,
        "Ban Thường trực {{ sender_name }} trân trọng báo cáo và đề nghị {{ addressee }} xem xét, có ý kiến với cơ "
        "quan có thẩm quyền cùng cấp để kiến nghị được trả lời và thực hiện theo quy định./.",
    )
    line(
        document.add_paragraph(), "TM. BAN THƯỜNG TRỰC\n(Ký, ghi rõ họ tên, đóng dấu)", bold=True, align="right"
    )
