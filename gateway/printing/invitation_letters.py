"""Letters of invitation, one for each office, as PDF and as DOCX that a clerk can still change."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from gateway.printing import qr, render
from gateway.printing.docx_parts import body, filled, heading, line, long_day, page_break, qr_picture, template

Json = dict[str, Any]

TO_BE_ANNOUNCED = "Sẽ thông báo sau"


def letters_pdf(paper: Json, invitations: Sequence[Json]) -> bytes:
    """The letters one after the other, each with its link as a QR code."""
    letters = [{**_letter(one), "qr": qr(one["link"])} for one in invitations]
    return render("invitation", {"paper": paper, "letters": letters})


def letters_docx(paper: Json, invitations: Sequence[Json]) -> bytes:
    """The same as one document."""
    return filled(_template(), lambda document: {
        "paper": paper, "issued": long_day(paper["issued_on"]),
        "letters": [
            {**_letter(one), "last": place == len(invitations), "qr": qr_picture(document, one["link"])}
            for place, one in enumerate(invitations, start=1)
        ],
    })


def when(starts_on: str | None, ends_on: str | None) -> str:
    """The days of an activity in words."""
    if not starts_on:
        return TO_BE_ANNOUNCED
    if not ends_on or ends_on == starts_on:
        return long_day(starts_on)
    return f"từ {long_day(starts_on)} đến {long_day(ends_on)}"


def _letter(one: Json) -> Json:
    person = " ".join(part for part in (one["title"], one["guest_name"]) if part)
    return {
        "to": f"{person}, {one['office']}" if person else one["office"],
        "office_alone": not one["guest_name"],
        "link": one["link"], "reply_by": long_day(one["reply_by_on"]),
    }


@functools.cache
def _template() -> bytes:
    return template(_write)


def _write(document: Any) -> None:
    document.add_paragraph("{%p for one in letters %}")
    heading(document)
    line(document.add_paragraph(), "{{ paper.place }}, {{ issued }}", italic=True, align="right")
    line(document.add_paragraph(), "GIẤY MỜI", bold=True, size=16)
    line(document.add_paragraph(), "Kính mời: {{ one.to }}", bold=True)
    body(document, "Tới dự: {{ paper.activity_name }}")
    body(document, "Thời gian: {{ paper.time }}")
    body(document, "Địa điểm: {{ paper.venue }}")
    document.add_paragraph("{%p for paragraph in paper.paragraphs %}")
    body(document, "{{ paragraph }}")
    document.add_paragraph("{%p endfor %}")
    body(
        document,
        "Xin trả lời trước hết {{ one.reply_by }}: quét mã dưới đây, hoặc mở {{ one.link }}. "
        "Không dự được, xin cử người đi thay và ghi tên tại đó.",
    )
    line(document.add_paragraph(), "{{ one.qr }}")
    line(
        document.add_paragraph(), "{{ paper.signer_office }}\n\n\n\n{{ paper.signer_name }}", bold=True, align="right"
    )
    document.add_paragraph("{%p if not one.last %}")
    page_break(document)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
