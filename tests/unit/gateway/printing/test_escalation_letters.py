"""The letter to the superior level says of each kind of deadline what is owed, by whom and since when."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document

from gateway.printing.escalation_letters import letter_docx
from services.monitoring.escalations.rules import ESCALATED


def text_of(**changes: Any) -> str:
    letter = {
        "clock": "reply", "body": "UBND phường", "subject": "Niêm yết danh sách", "asked_number": "9/KN",
        "asked_on": "2025-06-20", "due_on": "2025-07-10", "citation": "Nghị quyết 403", "document_number": "",
        "sent_on": None, "replied_on": None, **changes,
    }
    paper = letter_docx(letter, "Ủy ban MTTQ Việt Nam Ninh Thuận", "Ủy ban Trung ương", "Mỹ Hải", "Ninh Thuận")
    document = Document(io.BytesIO(paper))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


OWED = {
    "reply": ("V/v không trả lời kiến nghị", "chưa có văn bản trả lời", "UBND phường, Mỹ Hải"),
    "remedy": ("V/v không thực hiện kiến nghị", "chưa báo cáo đã thực hiện xong", "UBND phường, Mỹ Hải"),
    "complaint_answer": ("V/v không trả lời phản ánh", "Hạn trả lời người dân", "UBND phường, Mỹ Hải"),
    "review_answer": ("V/v không trả lời kết luận phản biện", "chưa trả lời đủ", "văn bản số 9/KN"),
    "plan_sent": ("V/v chậm gửi kế hoạch", "kế hoạch dưới đây có việc phải làm từ", "xin ý kiến chỉ đạo"),
    "decision_sent": ("V/v chậm gửi quyết định", "Quyết định thành lập đoàn phải gửi", "xin ý kiến chỉ đạo"),
}


def test_there_are_words_for_every_kind_of_deadline_that_is_escalated() -> None:
    assert set(OWED) == set(ESCALATED)


@pytest.mark.parametrize("clock", OWED)
def test_a_letter_fits_what_it_is_about(clock: str) -> None:
    told = text_of(clock=clock)
    for words in (*OWED[clock], "Niêm yết danh sách", "ngày 10 tháng 07 năm 2025", "Kính gửi: Ủy ban Trung ương"):
        assert words in told, words
    assert ("Căn cứ Nghị quyết 403" in told) == (clock != "remedy") and "{" not in told
    late = text_of(clock=clock, replied_on="2025-07-20")
    assert "muộn, ngày 20 tháng 07 năm 2025" in late


def test_a_letter_drafted_before_there_were_other_kinds_is_about_a_reply() -> None:
    letter = text_of()
    assert "kiến nghị được trả lời và thực hiện theo quy định" in letter
