"""Slips of a survey bear their tickets in words, and nowhere in the address."""

from __future__ import annotations

import subprocess

import pytest

from gateway.printing import survey_papers

SURVEY = {
    "title": "Sự hài lòng của người dân về kết quả xây dựng nông thôn mới", "intro": "Xin ý kiến bà con.",
    "opens_on": "2024-10-01", "closes_on": "2024-10-31", "uses_tickets": True,
}
LINK = "https://vinguoingheo.example/khao-sat/ntm-2024"


def text_of(paper: bytes) -> list[str]:
    """Per sheet what is written on it, without blanks."""
    made = subprocess.run(["pdftotext", "-", "-"], input=paper, capture_output=True, check=True)
    return ["".join(sheet.split()) for sheet in made.stdout.decode().split("\f") if sheet.strip()]


def test_every_ticket_has_a_slip_and_no_qr_code_holds_one(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = survey_papers.qr

    def seen(text: str) -> str:
        drawn.append(text)
        return draw(text)

    monkeypatch.setattr(survey_papers, "qr", seen)
    tickets = [f"{number:05d}-ABCDE" for number in range(11)]
    sheets = text_of(survey_papers.slips_pdf(SURVEY, "Xã Mỹ Hải", tickets, LINK))
    assert len(sheets) == 2 and set(drawn) == {LINK}
    for ticket in tickets:
        assert ticket in "".join(sheets), ticket


def test_a_poster_is_one_sheet_with_the_address_and_the_days() -> None:
    [sheet] = text_of(survey_papers.poster_pdf(SURVEY, "Ủy ban MTTQ Việt Nam tỉnh Ninh Thuận", LINK))
    assert "vinguoingheo.example/khao-sat/ntm-2024" in sheet and "31/10/2024" in sheet
