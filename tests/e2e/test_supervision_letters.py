"""No reply in time: the letter to the superior level of the Front, from the clock to the paper."""

from __future__ import annotations

import io

import pytest
from docx import Document

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


def text_of(paper: bytes) -> str:
    """All that is written in a DOCX, tables included."""
    document = Document(io.BytesIO(paper))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


@pytest.mark.duty("M5")
def test_a_reply_that_does_not_come_in_time_drafts_one_letter_to_the_level_above(campaign: Campaign) -> None:
    """GlobaLeaks 4866 and 2866: nothing happens when a legal deadline passes."""
    api = campaign.product.api
    finding = api("giam-sat").made("/findings", {
        "campaign": campaign.code, "unit": "582", "about": {"kind": "campaign", "id": campaign.code},
        "severity": "minor", "found_on": "2025-06-17", "summary": "Chưa niêm yết danh sách hộ",
    })
    made = api("giam-sat").made("/recommendations", {
        "finding_id": finding["finding_id"], "unit": "582", "body": "UBND phường <Mỹ Hải> & thôn 2",
        "text": "Niêm yết danh sách tại nhà văn hóa", "document_number": "9/KN", "sent_on": "2025-06-20",
    })
    [letter] = eventually(
        lambda: api().read("/escalations", campaign=campaign.code, about_id=made["recommendation_id"])["rows"], 20
    )
    assert (letter["status"], letter["due_on"]) == ("drafted", "2025-07-10")
    path = f"/escalations/{letter['escalation_id']}"
    paper = text_of(api().http.get(f"{path}/letter.docx").content)
    for words in ("UBND phường <Mỹ Hải> & thôn 2", "Niêm yết danh sách tại nhà văn hóa", "9/KN",
                  "ngày 10 tháng 07 năm 2025", "chưa có văn bản trả lời", "Kính gửi: Ủy ban MTTQ Việt Nam"):
        assert words in paper, words
    assert api("thuan-bac").http.get(f"{path}/letter.docx").status_code == 403
    assert api().post(f"{path}/sending", {"sent_on": "2025-07-15", "document_number": "3"}).status_code == 403
    api("giam-sat").made(f"{path}/sending", {"sent_on": "2025-07-15", "document_number": "31"})
    mine = {"campaign": campaign.code, "about_id": made["recommendation_id"]}
    eventually(lambda: [row["status"] for row in api().read("/escalations", **mine)["rows"]] == ["sent"])
    assert campaign.total("escalations")["count"] == 1, "a finding with recommendations owes no reply of its own"
    assert "Số: 31" in text_of(api().http.get(f"{path}/letter.docx").content)
