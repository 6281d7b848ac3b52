"""Citizens are asked whether they are satisfied, by ticket and on paper, and the report counts it (M7)."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from runtime.clock import local_day, utc_now
from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e

CHOICES = [{"code": "ngheo", "text": "Hộ nghèo"}, {"code": "khac", "text": "Hộ khác"}]
QUESTIONS = [
    {"code": "chung", "kind": "scale", "text": "Ông/bà hài lòng đến mức nào?", "points": 5, "satisfied": ["4", "5"],
     "lowest_text": "Rất không hài lòng", "highest_text": "Rất hài lòng"},
    {"code": "nhom", "kind": "one_of", "text": "Gia đình thuộc diện nào?", "choices": CHOICES, "groups": True},
    {"code": "viec", "kind": "several_of", "text": "Việc nào cần làm trước?", "required": False,
     "choices": [{"code": "duong", "text": "Đường"}, {"code": "nuoc", "text": "Nước sạch"}]},
    {"code": "gop_y", "kind": "text", "text": "Góp ý thêm", "required": False},
]
WORDS = "Cán bộ thôn Lạc Nghiệp chưa công khai"


def today() -> str:
    return local_day(utc_now()).isoformat()


def survey(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    return {
        "survey_id": f"ks-{uuid.uuid4().hex[:8]}", "campaign": campaign.code, "unit": "58", "topic": "new_rural",
        "title": "Sự hài lòng về nông thôn mới", "opens_on": today(), "closes_on": today(), "uses_tickets": True,
        "areas": [{"unit": "582", "sample": 20}, {"unit": "584", "sample": 20}], "overall": "chung",
        "questions": QUESTIONS, **changes,
    }


def nobody(campaign: Campaign) -> httpx.Client:
    return httpx.Client(base_url=f"{campaign.product.address}/api/v1/public", timeout=30, trust_env=False)


def answers(http: httpx.Client, survey_id: str, value: str, **changes: Any) -> httpx.Response:
    said = [
        {"question": "chung", "values": [value]}, {"question": "nhom", "values": ["ngheo"]},
        {"question": "viec", "values": ["duong", "nuoc"]}, {"question": "gop_y", "text": WORDS},
    ]
    return http.post(
        f"/surveys/{survey_id}/answers", json={"questionnaire": 1, "answers": said, **changes},
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )


@pytest.mark.duty("M7")
def test_citizens_answer_by_ticket_and_on_paper_and_the_report_counts_the_satisfied(campaign: Campaign) -> None:
    api, http = campaign.product.api(), nobody(campaign)
    elsewhere = api.http.post(
        "/surveys", json=survey(campaign, unit="582"), headers={"Idempotency-Key": uuid.uuid4().hex}
    )
    assert elsewhere.json()["code"] == "area_elsewhere"
    made = api.made("/surveys", survey(campaign))
    path, id = f"/surveys/{made['survey_id']}", made["survey_id"]
    assert http.get(f"/surveys/{id}").status_code == 404
    api.made(f"{path}/opening", {})
    key = {"Idempotency-Key": uuid.uuid4().hex}
    given = api.http.post(f"{path}/tickets", json={"unit": "582", "count": 14}, headers=key).json()["tickets"]
    assert api.http.post(f"{path}/tickets", json={"unit": "582", "count": 14}, headers=key).json()["tickets"] == given
    slips = api.http.post(f"{path}/tickets.pdf", json={"unit": "582", "count": 14}, headers=key)
    assert slips.status_code == 201 and slips.content.startswith(b"%PDF"), slips.text
    assert api.http.get(f"{path}/poster.pdf").content.startswith(b"%PDF")
    asked = http.get(f"/surveys/{id}").json()
    assert asked["takes_answers"] and [one["code"] for one in asked["questions"]] == ["chung", "nhom", "viec", "gop_y"]

    for value, ticket in zip(["5"] * 8 + ["2"] * 6, given, strict=True):
        assert answers(http, id, value, ticket=ticket.lower().replace("-", " ")).status_code == 201
    refused = {
        "ticket_used": answers(http, id, "5", ticket=given[0]),
        "ticket_unknown": answers(http, id, "5", ticket="00000-00000"),
        "ticket_wanted": answers(http, id, "5", unit="582"),
        "answer_out_of_range": answers(http, id, "6", ticket=given[0]),
        "questionnaire_unknown": answers(http, id, "5", ticket=given[0], questionnaire=7),
        "survey_not_counted": http.get(f"/surveys/{id}/results"),
    }
    assert {name: told.json()["code"] for name, told in refused.items()} == {name: name for name in refused}

    paper = api.made(f"{path}/tickets", {"unit": "584", "count": 12})["tickets"]
    lines = ["Mã đơn vị,Ngày trả lời,Mã phiếu,chung,nhom,viec,gop_y"]
    lines += [f"584,{today()},{one},{4 if at < 6 else 1},khac,duong;nuoc," for at, one in enumerate(paper)]
    lines += [f"584,{today()},{paper[0]},4,khac,,", f"584,{today()},,9,khac,,"]
    for dry_run, again in (("true", False), ("", False), ("", True)):
        outcome = api.http.post(
            f"{path}/papers/import", files={"file": ("phieu.csv", "\n".join(lines).encode())}, data={"dry_run": dry_run}
        ).json()
        codes = [(one["row"], one["code"]) for one in outcome["refused"]]
        # Tried without writing, the ticket of row 14 is not used up by row 2.
        rows = [(15, "answer_out_of_range")] if dry_run else [(14, "ticket_used"), (15, "answer_out_of_range")]
        assert codes == rows, (again, outcome)
    officer = api.made(f"{path}/answers", {
        "questionnaire": 1, "unit": "582", "channel": "assisted", "answered_on": today(),
        "ticket": api.made(f"{path}/tickets", {"unit": "582", "count": 1})["tickets"][0],
        "answers": [{"question": "chung", "values": ["5"]}, {"question": "nhom", "values": ["khac"]}],
    })
    assert officer == {"survey_id": id, "taken": True}
    assert [(one["answers"], one["tickets"]) for one in api.read(path)["progress"]] == [(15, 15), (12, 12)]

    api.made(f"{path}/closing", {})
    assert answers(http, id, "5", ticket=given[0]).json()["code"] == "survey_closed"
    found = http.get(f"/surveys/{id}/results").json()
    overall = found["measures"][0]
    assert [(one["name"], one["count"]) for one in overall["parts"]] == [("Hài lòng", 15), ("Chưa hài lòng", 12)]
    by_area = next(one for one in overall["tables"] if one["by"] == "unit")
    assert [row["cells"] for row in by_area["rows"]] == [[9, 6], [6, 6]]
    table = http.get(f"/surveys/{id}/results.csv").content.decode()
    assert "Không nêu" in table and WORDS not in table
    sums = {"surveys": 1, "survey_answers": 27, "survey_judged": 27, "survey_satisfied": 15}
    eventually(lambda: all(campaign.total(figure)["count"] == count for figure, count in sums.items()))
    listed = api.read("/survey-areas", campaign=campaign.code, survey_id=id)["rows"]
    assert {row["unit"]: row["satisfied"] for row in listed} == {"582": 9, "584": 6}
    assert api.read(f"{path}/texts", purpose="Tổng hợp")["texts"][0]["text"] == WORDS
    assert campaign.product.api("kiem-toan").http.get(f"{path}/texts", params={"purpose": "Xem"}).status_code == 403
