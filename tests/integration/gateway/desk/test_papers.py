"""Letter, workbook and lists of a version: each from the same figures, each number as the version says."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

import docx
import pytest
import python_calamine

from contracts.wording import vn_amount
from tests import events_made as made
from tests.integration.gateway.desk.conftest import APPROVER, PROVINCE, SIGNER, People

pytestmark = pytest.mark.integration

COMMUNE = ("unit_officer", "582")


@pytest.fixture
def signed(people: People) -> dict[str, Any]:
    people.ask(PROVINCE, "PUT", "/report-indicators/meetings", {
        "name": "Số buổi tuyên truyền", "measure": "buổi", "given_by": "unit", "adds_up": True,
    })
    round_ = people.open_round(indicators=["meetings"])
    first = f"{round_['round_id']}-582"
    people.step(COMMUNE, first, "text", {"sections": {"assessment": "Làm tốt."}, "indicators": {"meetings": 4}})
    people.step(COMMUNE, first, "submission")
    people.step(PROVINCE, first, "acceptance")
    people.hand_in(round_, "584")
    return people.signed(round_)


def download(people: People, version: dict[str, Any], what: str, who: tuple[str, str] = PROVINCE) -> bytes:
    answer = people.ask(who, "GET", f"/report-versions/{version['version_id']}/{what}")
    assert answer.status_code == 200, answer.text
    if folder := os.environ.get("LOOK_AT"):  # to look at what was made
        (Path(folder) / what.replace("/", "-")).write_bytes(answer.data)
    return answer.data


def words_of(document: bytes) -> str:
    opened = docx.Document(io.BytesIO(document))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in opened.paragraphs] + cells)


def test_letter_workbook_and_lists_say_what_the_version_says(people: People, signed: dict[str, Any]) -> None:
    content = people.get(PROVINCE, f"/report-versions/{signed['version_id']}")["content"]
    total = content["snapshot"]["report"]["total"]
    received = total["received"]["amount_vnd"]

    assert download(people, signed, "document.pdf").startswith(b"%PDF-")
    words = words_of(download(people, signed, "document.docx"))
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", SIGNER["signer_name"], SIGNER["signer_position"].upper(),
        vn_amount(received), "Số buổi tuyên truyền (buổi)", "quý IV năm 2024", content["snapshot_sha256"],
    ):
        assert said in words, said
    for figure in content["snapshot"]["report"]["figures"]:
        if figure["measure"] == "vnd" and (amount := total[figure["key"]]["amount_vnd"]):
            assert vn_amount(amount).replace("-", "−") in words, figure["key"]

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(download(people, signed, "document.xlsx")))
    summary = {row[0]: row for row in book.get_sheet_by_name("Tổng hợp").to_python()}
    assert summary["Đã tiếp nhận"][2] == received

    text = download(people, signed, "document.csv").decode("utf-8-sig")
    cells = list(csv.DictReader(io.StringIO(text)))
    assert sum(int(row["amount_vnd"]) for row in cells if row["figure"] == "received") == received
    text = download(people, signed, "disclosure/gifts.csv").decode("utf-8-sig")
    assert sum(int(row["Số tiền (đồng)"]) for row in csv.DictReader(io.StringIO(text))) == received
    download(people, signed, "disclosure/gifts.xlsx")
    assert vn_amount(received) in words_of(download(people, signed, "disclosure/gifts.docx"))
    assert download(people, signed, "disclosure/payments.pdf").startswith(b"%PDF-")
    rows, after = [], ""
    while after is not None:
        page = people.get(PROVINCE, f"/report-versions/{signed['version_id']}/disclosure/gifts?limit=1{after}")
        rows += page["rows"]
        after = page["next"] and f"&after={page['next']}"
    assert sum(row["amount_vnd"] for row in rows) == received
    assert all(row["name"] for row in rows), "a donor who wants no name is listed as such"


def test_a_draft_is_printed_as_one_and_has_no_signature(people: People) -> None:
    round_ = people.open_round()
    answer = people.ask(COMMUNE, "GET", f"/unit-reports/{round_['round_id']}-582/document.docx")
    words = words_of(answer.data)
    assert "DỰ THẢO" in words and SIGNER["signer_name"] not in words
    other = people.ask(COMMUNE, "GET", f"/unit-reports/{round_['round_id']}-584/document.pdf")
    assert other.status_code == 403


def test_amounts_of_the_narrative_are_held_against_the_figures_before_anybody_signs(people: People) -> None:
    round_ = people.open_round()
    for unit in ("582", "584"):
        people.hand_in(round_, unit)
    whole = f"{round_['round_id']}-58"
    people.step(PROVINCE, whole, "consolidation", {})
    figures = people.get(PROVINCE, f"/unit-reports/{whole}/figures")["content"]["report"]["total"]
    right = vn_amount(figures["received"]["amount_vnd"])
    text = f"Toàn tỉnh tiếp nhận {right} đồng, ngân sách đối ứng 12,5 tỷ đồng."
    people.step(PROVINCE, whole, "text", {"sections": {"results": text}})
    checked = people.get(PROVINCE, f"/unit-reports/{whole}/narrative")
    assert checked["unmatched"] == 1
    assert [bool(one["figures"]) for one in checked["numbers"]] == [True, False]
    refused = people.try_step(APPROVER, whole, "signature", SIGNER)
    assert (refused.status_code, refused.json["code"]) == (409, "narrative_disagrees")
    assert refused.json["facts"]["numbers"] == ["12,5 tỷ đồng"]
    people.step(APPROVER, whole, "signature", {**SIGNER, "confirmed_numbers": ["12,5 tỷ đồng"]})
    assert made.CAMPAIGN
