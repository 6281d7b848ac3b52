"""The letter to the superior level of the Front about what was not done in time, as DOCX: a draft that is finished and
signed by hand."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from gateway.printing.docx_parts import body, filled, line, long_day, template

Json = dict[str, Any]


class _Words(NamedTuple):
    """What a letter says, by the kind of deadline: topic; what was asked of whom; until when; what has come of it, when
    nothing has and when something has too late; what is asked of the superior level."""

    topic: str
    opening: str
    due: str
    nothing: str
    too_late: str
    closing: str


_BEFORE_THE_BODY = (
    "Ban Thường trực {sender_name} trân trọng báo cáo và đề nghị {addressee} xem xét, có ý kiến với cơ quan có thẩm "
    "quyền cùng cấp để {wanted} theo quy định./."
)
_OWN = (
    "Lý do: ……………………………………………… Dự kiến gửi: ngày …… tháng …… năm ……… Ban Thường trực {sender_name} trân trọng báo "
    "cáo và xin ý kiến chỉ đạo của {addressee}./."
)

_WORDS = {
    "reply": _Words(
        "không trả lời kiến nghị sau giám sát",
        "Ban Thường trực {sender_name} đã gửi {debtor} {asked}, {asked_on}, với nội dung:",
        "Hạn trả lời bằng văn bản là hết {due_on}. Đến nay {debtor} {late}.",
        "chưa có văn bản trả lời", "đã trả lời muộn, {done_on}",
        _BEFORE_THE_BODY.replace("{wanted}", "kiến nghị được trả lời và thực hiện"),
    ),
    "remedy": _Words(
        "không thực hiện kiến nghị sau giám sát",
        "Ban Thường trực {sender_name} đã gửi {debtor} {asked}, {asked_on}, với nội dung:",
        "Hạn thực hiện xong kiến nghị là hết {due_on}. Đến nay {debtor} {late}.",
        "chưa báo cáo đã thực hiện xong", "đã báo cáo thực hiện xong muộn, {done_on}",
        _BEFORE_THE_BODY.replace("{wanted}", "kiến nghị được thực hiện"),
    ),
    "complaint_answer": _Words(
        "không trả lời phản ánh của người dân",
        "Ban Thường trực {sender_name} đã chuyển {debtor}, {asked_on}, phản ánh của người dân dưới đây để trả lời:",
        "Hạn trả lời người dân là hết {due_on}. Đến nay {debtor} {late}.",
        "chưa trả lời", "đã trả lời muộn, {done_on}",
        _BEFORE_THE_BODY.replace("{wanted}", "phản ánh được giải quyết và người dân được trả lời"),
    ),
    "review_answer": _Words(
        "không trả lời kết luận phản biện xã hội",
        "Ban Thường trực {sender_name} đã gửi {debtor} kết luận phản biện xã hội, {asked}, {asked_on}, về dự thảo:",
        "Hạn trả lời từng điểm kiến nghị là hết {due_on}. Đến nay {debtor} {late}.",
        "chưa trả lời đủ", "đã trả lời muộn, {done_on}",
        _BEFORE_THE_BODY.replace("{wanted}", "kết luận phản biện được tiếp thu hoặc giải trình"),
    ),
    "plan_sent": _Words(
        "chậm gửi kế hoạch giám sát",
        "Kế hoạch dưới đây có việc phải làm từ {asked_on}:",
        "Kế hoạch phải gửi các cơ quan, đơn vị chậm nhất {due_on}. Đến nay Ban Thường trực {sender_name} {late}.",
        "chưa gửi", "đã gửi muộn, {done_on}", _OWN,
    ),
    "decision_sent": _Words(
        "chậm gửi quyết định thành lập đoàn giám sát",
        "Cuộc giám sát, kiểm tra dưới đây được định từ {asked_on}:",
        "Quyết định thành lập đoàn phải gửi chậm nhất {due_on}. Đến nay Ban Thường trực {sender_name} {late}.",
        "chưa gửi", "đã gửi muộn, {done_on}", _OWN,
    ),
}

_NO_GROUND = ("remedy",)
"""A remedy is due by its recommendation, which the letter names already."""


def letter_docx(letter: Json, sender: str, addressee: str, late_unit: str, place: str) -> bytes:
    """A draft: its number and day are left blank until it goes out."""
    clock = letter.get("clock", "reply")
    words = _WORDS[clock]
    told = {
        "sender_name": sender, "addressee": addressee,
        "debtor": ", ".join(part for part in (letter["body"], late_unit) if part),
        "asked": f"văn bản số {letter['asked_number']}" if letter["asked_number"] else "kết luận giám sát",
        "asked_on": long_day(letter["asked_on"]), "due_on": long_day(letter["due_on"]),
    }
    late = words.nothing
    if letter["replied_on"]:
        late = words.too_late.format(done_on=long_day(letter["replied_on"]))
    ground = f"Căn cứ {letter['citation']}; " if letter["citation"] and clock not in _NO_GROUND else ""
    about = {
        "sender": sender.upper(), "addressee": addressee, "place": place, "topic": words.topic,
        "number": letter["document_number"] or "………",
        "issued": long_day(letter["sent_on"]) if letter["sent_on"] else "ngày …… tháng …… năm ………",
        "subject": [part for part in letter["subject"].splitlines() if part.strip()],
        "opening": _begun(ground, words.opening.format(**told)), "due": words.due.format(**told, late=late),
        "closing": words.closing.format(**told),
    }
    return filled(_template(), lambda _document: about)


def _begun(ground: str, sentence: str) -> str:
    """Behind its ground a sentence goes on; the Front's own name keeps its capital."""
    if ground and not sentence.startswith("Ban Thường trực"):
        sentence = sentence[0].lower() + sentence[1:]
    return ground + sentence


@functools.cache
def _template() -> bytes:
    return template(_write)


def _write(document: Any) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    line(left.paragraphs[0], "{{ sender }}\nBAN THƯỜNG TRỰC", bold=True, size=11.5)
    line(left.add_paragraph(), "Số: {{ number }}/MTTQ-BTT", size=11.5)
    line(left.add_paragraph(), "V/v {{ topic }}", italic=True, size=11.5)
    line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc", bold=True, size=11.5)
    line(right.add_paragraph(), "{{ place }}, {{ issued }}", italic=True, size=11.5)
    document.add_paragraph()
    line(document.add_paragraph(), "Kính gửi: {{ addressee }}", bold=True)
    body(document, "{{ opening }}")
    document.add_paragraph("{%p for paragraph in subject %}")
    body(document, "{{ paragraph }}")
    document.add_paragraph("{%p endfor %}")
    body(document, "{{ due }}")
    body(document, "{{ closing }}")
    line(
        document.add_paragraph(), "TM. BAN THƯỜNG TRỰC\n(Ký, ghi rõ họ tên, đóng dấu)", bold=True, align="right"
    )
