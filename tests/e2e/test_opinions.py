"""Opinions of poor people, from the forum to the office that owes an answer, and to the report."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e

OFFICE = "UBND huyện Bác Ái"


def voiced(of: Campaign, **changes: Any) -> dict[str, Any]:
    return {
        "campaign": of.code, "unit": "584", "activity": of.activity("forum"), "category": "water", "voice": "self",
        "voiced_on": "2024-10-17", "summary": "Thôn chưa có nước sạch", "text": "Mùa khô phải mua nước từng can.",
        "asker_name": "Pi Năng Thị Kín", "asker_contact": "Thôn Kín", "owner": OFFICE, "answer_due_on": "2024-11-01",
        **changes,
    }


def anonymous(of: Campaign, **changes: Any) -> dict[str, Any]:
    return voiced(of, voice="anonymous", asker_name="", asker_contact="", **changes)


@pytest.mark.duty("E6")
def test_answered_resolved_and_satisfied_are_three_figures(campaign: Campaign) -> None:
    api = campaign.product.api()
    by_proxy = api.made("/opinions", voiced(campaign, voice="proxy", proxy_name="Trưởng thôn Kín"))
    answered_only = api.made("/opinions", voiced(campaign))
    resolved_only = api.made("/opinions", anonymous(campaign))
    wrong = api.made("/opinions", anonymous(campaign))
    path = f"/opinions/{by_proxy['opinion_id']}"
    reply = {"answered_on": "2024-11-05", "text": "Đã đưa vào kế hoạch năm 2025."}
    api.made(f"{path}/answers", reply)
    api.made(f"{path}/judgement", {"judged_on": "2024-11-06", "satisfied": False, "note": "Chưa rõ khi nào"})
    api.made(f"{path}/answers", {"answered_on": "2024-11-10", "text": "Bể nước làm xong trước Tết."})
    api.made(f"{path}/resolution", {"resolved_on": "2024-11-15", "how": "Đã có bể nước"})
    api.made(f"{path}/judgement", {"judged_on": "2024-11-16", "satisfied": True})
    api.made(f"/opinions/{answered_only['opinion_id']}/answers", reply | {"answered_on": "2024-11-01"})
    api.made(f"/opinions/{resolved_only['opinion_id']}/resolution", {"resolved_on": "2024-11-02", "how": "Xong"})
    api.made(f"/opinions/{wrong['opinion_id']}/withdrawal", {"cause": "Ghi hai lần"})

    def figures() -> dict[str, int]:
        total = campaign.report()["total"]
        names = ("", "_answered", "_answered_late", "_resolved", "_satisfied", "_unsatisfied")
        return {name: total[f"opinions{name}"]["count"] for name in names}

    wanted = {"": 3, "_answered": 2, "_answered_late": 1, "_resolved": 2, "_satisfied": 1, "_unsatisfied": 0}
    eventually(lambda: figures() == wanted)
    assert [one["text"] for one in api.read(path)["answer_list"]] == [reply["text"], "Bể nước làm xong trước Tết."]
    assert campaign.total("opinions", unit="582")["count"] == 0


@pytest.mark.duty("E6")
def test_who_asked_is_in_no_list_and_every_look_is_kept(campaign: Campaign) -> None:
    api = campaign.product.api()
    made = api.made("/opinions", voiced(campaign))
    path = f"/opinions/{made['opinion_id']}"
    rows = eventually(lambda: api.read("/opinions", campaign=campaign.code)["rows"])
    lists = [str(rows), str(campaign.rows("opinions"))]
    lists += [api.http.get("/opinions/export.csv", params={"campaign": campaign.code}).text]
    assert not any("Kín" in told or "mua nước" in told for told in lists)
    assert not any("Kín" in told for told in (str(made), str(api.read(path))))
    assert api.http.get(f"{path}/asker").status_code == 422
    seen = api.read(f"{path}/asker", purpose="Gửi giấy trả lời")
    assert (seen["asker_name"], seen["asker_contact"]) == ("Pi Năng Thị Kín", "Thôn Kín")
    assert [(one["looked_by"], one["purpose"]) for one in api.read(path)["looks"]] == [("tinh", "Gửi giấy trả lời")]
    why = {"purpose": "Muốn biết"}
    assert campaign.product.api("giam-sat").http.get(f"{path}/asker", params=why).status_code == 403
    unnamed = api.made("/opinions", anonymous(campaign))
    refused = api.http.get(f"/opinions/{unnamed['opinion_id']}/asker", params=why)
    assert (refused.status_code, refused.json()["code"]) == (409, "asker_unknown")


@pytest.mark.duty("E6")
def test_an_office_is_reminded_of_what_it_owes_as_of_any_day(campaign: Campaign) -> None:
    api = campaign.product.api()
    late = api.made("/opinions", voiced(campaign))
    api.made("/opinions", anonymous(campaign, owner="ubnd huyen bac ai", answer_due_on="2024-11-10"))
    other = api.made("/opinions", anonymous(campaign, owner="", answer_due_on=None))
    api.made(f"/opinions/{other['opinion_id']}/assignment", {"owner": "Sở Xây dựng", "answer_due_on": "2024-11-02"})
    asked = {"campaign": campaign.code, "as_of": "2024-11-11"}

    def digest(**query: str) -> dict[str, list[int]]:
        found = api.read("/opinions/overdue", **asked | query)
        return {one["owner"]: [late["days_late"] for late in one["opinions"]] for one in found["offices"]}

    eventually(lambda: digest() == {OFFICE: [10, 1], "Sở Xây dựng": [9]})
    assert digest(as_of="2024-11-01") == {}
    assert digest(owner="Ubnd Huyện Bác Ái") == {OFFICE: [10, 1]}
    assert digest(unit="582") == {}
    table = api.http.get("/opinions/overdue.csv", params=asked).content.decode("utf-8-sig")
    assert [row["Quá hạn (ngày)"] for row in csv.DictReader(io.StringIO(table))] == ["9", "10", "1"]
    assert api.http.get("/opinions/overdue.xlsx", params=asked).content.startswith(b"PK")
    assert api.http.get("/opinions/overdue.pdf", params=asked).content.startswith(b"%PDF")
    api.made(f"/opinions/{late['opinion_id']}/answers", {"answered_on": "2024-11-12", "text": "Đã trả lời"})
    eventually(lambda: list(digest().values()) == [[9], [1]])


def test_an_opinion_of_another_campaigns_activity_or_of_tomorrow_is_refused(campaign: Campaign) -> None:
    api = campaign.product.api()
    other = campaign.product.new_campaign()
    refused = {
        "activity_elsewhere": {"activity": other.activity("forum")},
        "unknown_activity": {"activity": "khong-co"},
        "day_in_future": {"voiced_on": "2999-01-01"},
        "before_the_opinion": {"answer_due_on": "2024-10-16"},
    }
    for code, changes in refused.items():
        assert api.post("/opinions", voiced(campaign, **changes)).json()["code"] == code
    assert api.read("/opinions", campaign=campaign.code)["rows"] == []


@pytest.mark.duty("E6")
def test_what_a_forum_wrote_down_is_taken_from_a_list_after_a_trial(campaign: Campaign) -> None:
    api = campaign.product.api()
    head = "Mã đơn vị;Lĩnh vực;Ai nói;Ngày nêu;Tóm tắt;Nội dung;Người nêu;Người nói thay\n"
    rows = (
        "584;water;self;17/10/2024;Chưa có nước sạch;Phải mua nước từng can.;Pi Năng Thị Kín;\n"
        "584;housing;anonymous;17/10/2024;Nhà dột;Mái tôn thủng.;;\n"
        "584;housing;anonymous;17/10/2024;Nhà dột;Mái tôn thủng.;;\n"
        "584;housing;anonymous;17/10/2024;Nhà nghiêng;Tường nứt.;Có Tên;\n"
        "560;work;self;17/10/2024;Thiếu việc làm;Ở nhà quanh năm.;Ngoài Tỉnh;\n"
    )
    refused = [(4, "row_twice"), (5, "invalid_command"), (6, "unit_not_in_campaign")]
    for dry_run in (True, False, False):
        answer = api.http.post(
            "/opinions/import", data={"campaign": campaign.code, "dry_run": dry_run},
            files={"file": ("y-kien.csv", (head + rows).encode())},
        )
        assert answer.status_code == 200, answer.text
        assert (answer.json()["taken"], answer.json()["dry_run"]) == (2, dry_run)
        assert [(one["row"], one["code"]) for one in answer.json()["refused"]] == refused
    eventually(lambda: campaign.total("opinions")["count"] == 2)
