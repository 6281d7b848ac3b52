"""Guests of an activity from the API to the list, the papers and the report."""

from __future__ import annotations

import csv
import io
import subprocess
from typing import Any

import httpx
import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e

WHY = "Chuẩn bị đón khách ngày khai mạc"


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.duty("E2")
def test_guests_are_found_without_accents_corrected_counted_and_beneficiaries_stay_hidden(campaign: Campaign) -> None:
    organiser, forum = campaign.product.api("to-chuc"), campaign.activity("forum")
    path = f"/activities/{forum}"
    made = organiser.made(f"{path}/registrations", {
        "quota": "khoi-4", "guest_name": "Đặng Thị Ánh", "needs": ["interpreter"], "needs_note": "Tiếng Raglai",
        "assisted": True, "assisted_reason": "no_phone", "photo_consent": True,
    })
    household = organiser.made(f"{path}/registrations", {
        "quota": "khoi-7-ho-ngheo", "guest_name": "Katơr Thị Sáu", "kind": "household", "phone": "0912345678",
    })
    assert (household["guest_name"], household["phone"]) == ("K. T. S.", "")
    changed = organiser.made(f"/registrations/{made['registration_id']}/details", {"publication_consent": True})
    assert changed["publication_consent"] is True

    found = organiser.read(f"{path}/registrations", text="dang thi anh")["registrations"]
    assert [one["code"] for one in found] == [made["code"]]
    needs = organiser.read(f"{path}/guest-needs")
    assert (needs["guests"], needs["interpreter"], needs["assisted"], needs["photo_consent"]) == (2, 1, 1, 1)

    hidden = table(organiser.http.get(f"{path}/registrations/export.csv").content)
    assert [row["Họ và tên"] for row in hidden] == ["Đặng Thị Ánh", "K. T. S."]
    shown = table(organiser.http.get(f"{path}/registrations/export.csv", params={"purpose": WHY}).content)
    assert [(row["Họ và tên"], row["Điện thoại"]) for row in shown][1] == ("Katơr Thị Sáu", "0912345678")
    whole = organiser.read(f"/registrations/{household['registration_id']}", purpose=WHY)
    assert whole["guest_name"] == "Katơr Thị Sáu"
    book = organiser.http.get(f"{path}/registrations/export.xlsx", params={"need": "interpreter"})
    assert book.content.startswith(b"PK")

    looks = campaign.product.api("kiem-toan").read(f"{path}/guest-looks")["looks"]
    assert [(look["what"], look["purpose"]) for look in looks][:3] == [
        ("tệp tải về", ""), ("một khách", WHY), ("tệp tải về", WHY),
    ]
    eventually(lambda: campaign.total("registrations_confirmed")["count"] == 2)


def test_who_may_not_reveal_names_is_refused_and_rules_of_guests_are_the_provinces(campaign: Campaign) -> None:
    path = f"/activities/{campaign.activity('forum')}"
    auditor, organiser, province = (campaign.product.api(name) for name in ("kiem-toan", "to-chuc", "tinh"))
    refused = auditor.http.get(f"{path}/registrations", params={"purpose": WHY})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert organiser.http.get(f"{path}/guest-looks").status_code == 403
    rules: dict[str, Any] = {"keep_days": 30, "basis": "Quy chế số 01/QC-BVĐ"}
    by_organiser = organiser.http.put(f"{path}/guest-rules", json=rules, headers={"Idempotency-Key": "r"})
    assert by_organiser.status_code == 403
    assert "13/2023" in province.read(f"{path}/guest-rules")["basis"]
    said = province.http.put(f"{path}/guest-rules", json=rules, headers={"Idempotency-Key": f"r-{campaign.code}"})
    assert (said.status_code, said.json()["keep_days"]) == (200, 30)
    assert province.made(f"{path}/guest-expiry", None) == {"forgotten": 0, "more": False}


LIST = """Mã khối khách;Họ và tên;Xã, phường;Cơ quan, đơn vị;Nhu cầu;Đồng ý chụp ảnh
khoi-4;Nguyễn Văn Hòa;Phước Dinh;Hội Nông dân;diet;có
khoi-4;Nguyen Van Hoa;Phước Dinh;Công ty Mẫu;;không
khoi-4;Trần Thị Bình;Mỹ Hải;;transport;
khong-co;Lê Văn Lạc;Mỹ Hải;;;
khoi-4;Trần Thị Bình;Mỹ Hải;;;có
"""


def sent(campaign: Campaign, path: str, content: str, *, dry_run: bool, by: str = "to-chuc") -> dict[str, Any]:
    answer = campaign.product.api(by).http.post(
        path, data={"dry_run": str(dry_run).lower()}, files={"file": ("khach.csv", content.encode(), "text/csv")}
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.duty("E2")
def test_a_list_is_tried_first_homonyms_are_flagged_and_the_same_list_twice_adds_nobody(campaign: Campaign) -> None:
    organiser, forum = campaign.product.api("to-chuc"), campaign.activity("forum")
    path = f"/activities/{forum}/registrations"
    tried = sent(campaign, f"{path}/import", LIST, dry_run=True)
    assert (tried["rows"], tried["taken"], tried["dry_run"]) == (5, 3, True)
    assert [(one["row"], one["code"]) for one in tried["refused"]] == [(5, "unknown_quota"), (6, "row_twice")]
    assert [(one["row"], one["code"]) for one in tried["noted"]] == [(3, "homonym")]
    assert organiser.read(path)["registrations"] == []

    done = sent(campaign, f"{path}/import", LIST, dry_run=False)
    assert (done["taken"], [one["code"] for one in done["noted"]]) == (3, ["homonym"])
    # Sent by somebody else, with another column less and a row more: who is there is not registered again.
    again = LIST.replace("khoi-4;Trần Thị Bình;Mỹ Hải;;;có\n", "khoi-4;Đỗ Thị Mới;Mỹ Hải;;;\n")
    second = sent(campaign, f"{path}/import", again, dry_run=False, by="tinh")
    assert [one["code"] for one in second["noted"]] == ["known", "known", "known"]
    names = [one["guest_name"] for one in organiser.read(path)["registrations"]]
    assert names == ["Nguyễn Văn Hòa", "Nguyen Van Hoa", "Trần Thị Bình", "Đỗ Thị Mới"]

    lists = f"/activities/{forum}/guest-lists"
    assert [one["registered"] for one in organiser.read(lists)["lists"]] == [1, 3]
    mine = f"{lists}/{organiser.read(lists)['lists'][1]['list_id']}"
    assert campaign.product.api("kiem-toan").post(f"{mine}/undo", {"reason": "Nhầm"}).status_code == 403
    undone = organiser.made(f"{mine}/undo", {"reason": "Gửi nhầm tệp"})
    assert (undone["ended"], undone["free"], undone["staying"]) == (3, 0, [])
    living = organiser.read(path, status="confirmed")["registrations"]
    assert [one["guest_name"] for one in living] == ["Đỗ Thị Mới"], "who was there before the second list stays there"


@pytest.mark.duty("E2")
def test_an_office_answers_by_its_link_sends_a_substitute_and_the_report_counts_it(campaign: Campaign) -> None:
    organiser, forum = campaign.product.api("to-chuc"), campaign.activity("forum")
    path = f"/activities/{forum}"
    content = (
        "Mã khối khách;Cơ quan, đơn vị;Họ và tên;Chức vụ;Thư điện tử;Điện thoại;Hạn trả lời\n"
        "khoi-2;Sở Y tế;Đặng Văn Giám;Giám đốc;gd@vi-du.vn;;31/12/2999\n"
        "khoi-2;Sở Nội vụ;;;;0911 111 111;31/12/2999\n"
        "khoi-2;Sở Tài chính;Phan Thị Thu;Phó Giám đốc;;0922 222 222;31/12/2999\n"
    )
    assert sent(campaign, f"{path}/invitations/import", content, dry_run=False)["taken"] == 3
    again = sent(campaign, f"{path}/invitations/import", content, dry_run=False)
    assert [one["code"] for one in again["noted"]] == ["known"] * 3
    eventually(lambda: campaign.total("invitations_unanswered")["count"] == 3)

    listed = organiser.read(f"{path}/invitations")["invitations"]
    by_office = {one["office"]: one for one in listed}
    visitor = httpx.Client(base_url=campaign.product.address, trust_env=False, timeout=30)
    token = by_office["Sở Y tế"]["link"].rpartition("/")[2]
    public = f"/api/v1/public/invitations/{token}"
    seen = visitor.get(public).json()
    assert (seen["office"], seen["guest_name"], seen["status"]) == ("Sở Y tế", "Đặng Văn Giám", "sent")
    unnamed = visitor.post(public, json={"answer": "substitute"})
    assert (unnamed.status_code, unnamed.json()["code"], unnamed.json()["field"]) == (
        422, "substitute_unnamed", "guest_name",
    )
    told = visitor.post(public, json={"answer": "substitute", "guest_name": "Võ Thị Thay", "needs": ["diet"]}).json()
    assert (told["status"], told["comes_name"], told["registration_status"]) == (
        "substitute", "Võ Thị Thay", "confirmed",
    )
    [guest] = organiser.read(f"{path}/registrations", text="vo thi thay")["registrations"]
    assert (guest["organisation"], guest["code"]) == ("Sở Y tế", told["code"])
    forged = visitor.get(f"{public[:-2]}xx")
    assert (forged.status_code, forged.json()["code"]) == (404, "invitation_link_invalid")

    waits = by_office["Sở Tài chính"]["invitation_id"]
    organiser.made(f"/invitations/{waits}/answer", {"answer": "no", "manner": "phone"})
    reminder = {"invitation_ids": [one["invitation_id"] for one in listed], "manner": "phone"}
    assert organiser.made(f"{path}/invitation-reminders", reminder)["reminded"] == 1
    rows = table(organiser.http.get(f"{path}/invitations/export.csv", params={"status": "sent"}).content)
    assert [(row["Cơ quan, đơn vị"], row["Số lần nhắc"]) for row in rows] == [("Sở Nội vụ", "1")]

    by_hand = {"purpose": WHY}
    people = organiser.read(f"{path}/call-list", **by_hand)["people"]
    assert [(one["cause"], one["office"], one["phone"]) for one in people] == [
        ("unanswered", "Sở Nội vụ", "0911 111 111"), ("confirmed", "Sở Y tế", ""),
    ]
    assert organiser.http.get(f"{path}/call-list").status_code == 422  # whoever calls says why
    to_call = table(organiser.http.get(f"{path}/call-list/export.csv", params=by_hand).content)
    assert [row["Lý do gọi"] for row in to_call] == ["Chưa trả lời thư mời", "Đã có chỗ"]

    def counted() -> bool:
        total = campaign.report()["total"]
        figures = ("invitations", "invitations_yes", "invitations_substitute", "invitations_no",
                   "invitations_unanswered")
        return [total[figure]["count"] for figure in figures] == [3, 0, 1, 1, 1]

    eventually(counted)
    withdrawn = organiser.made(f"/invitations/{waits}/withdrawal", {"reason": "Mời nhầm"})
    assert withdrawn["status"] == "withdrawn"
    eventually(lambda: campaign.total("invitations")["count"] == 2)


@pytest.mark.duty("E3")
def test_a_visit_whose_day_is_to_be_announced_has_no_calendar_entry_until_then(campaign: Campaign) -> None:
    province = campaign.product.api()
    visit = next(a for a in campaign.body["activities"] if a["kind"] == "study_visit")
    path = f"/activities/{visit['code']}/calendar.ics"
    assert visit.get("starts_on") is None
    refused = province.http.get(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "day_to_be_announced")
    visit |= {"starts_on": "2024-11-05", "ends_on": "2024-11-06"}
    assert province.http.put(f"/campaigns/{campaign.code}", json=campaign.body).status_code == 200
    made = province.http.get(path)
    assert made.headers["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20241105" in made.text and f"UID:{visit['code']}@chung-tay" in made.text


def words(pdf: bytes) -> str:
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return made.stdout.decode()


@pytest.mark.duty("E2")
def test_guests_are_seated_by_protocol_order_and_their_papers_bear_seat_and_code(campaign: Campaign) -> None:
    organiser, forum = campaign.product.api("to-chuc"), campaign.activity("forum")
    path, why = f"/activities/{forum}", {"purpose": WHY}
    household = organiser.made(
        f"{path}/registrations", {"quota": "khoi-7-ho-ngheo", "guest_name": "Katơr Thị Sáu", "kind": "household"}
    )
    leader = organiser.made(f"{path}/registrations", {"quota": "khoi-1", "guest_name": "Đặng Văn Giám"})
    nobody = organiser.http.get(f"{path}/badges.pdf", params={**why, "after": 2})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "nothing_to_print")

    few = organiser.post(f"{path}/seats", {"rows": [{"name": "A", "seats": 1}]})
    assert (few.status_code, few.json()["code"]) == (409, "too_few_seats")
    given = organiser.made(f"{path}/seats", {"rows": [{"name": "A", "seats": 5}]})
    assert (given["seated"], given["moved"], given["free"]) == (2, 2, 3)
    seats = {one["code"]: one["seat"] for one in organiser.read(f"{path}/registrations")["registrations"]}
    assert seats == {leader["code"]: "A1", household["code"]: "A2"}

    badges = words(organiser.http.get(f"{path}/badges.pdf", params=why).content)
    code = household["code"]
    # Letters are spaced on the badge: where pdftotext sees a blank between them depends on the code.
    assert "Katơr Thị Sáu" in badges and code in "".join(badges.split()) and "Hộ nghèo" not in badges
    assert "Đặng Văn Giám" in words(organiser.http.get(f"{path}/seat-cards.pdf", params=why).content)
    sheet = words(organiser.http.get(f"{path}/attendance.pdf", params=why).content)
    assert sheet.index("Đặng Văn Giám") < sheet.index("Katơr Thị Sáu")
    assert campaign.product.api("kiem-toan").http.get(f"{path}/badges.pdf", params=why).status_code == 403
    looks = campaign.product.api("kiem-toan").read(f"{path}/guest-looks")["looks"]
    assert [look["what"] for look in looks][:3] == ["danh sách ký tên", "biển tên", "thẻ khách"]

    # A cancelled guest leaves the seat; the next to come gets it.
    organiser.made(f"/registrations/{leader['registration_id']}/cancellation", {"reason": "Bận"})
    organiser.made(f"{path}/registrations", {"quota": "khoi-4", "guest_name": "Võ Thị Mới"})
    assert organiser.made(f"{path}/seats", {"rows": [{"name": "A", "seats": 5}]})["moved"] == 1
    assert organiser.read(f"{path}/registrations", text="vo thi moi")["registrations"][0]["seat"] == "A1"


def test_letters_of_invitation_are_merged_as_pdf_and_docx(campaign: Campaign) -> None:
    organiser, forum = campaign.product.api("to-chuc"), campaign.activity("forum")
    path = f"/activities/{forum}"
    text = {
        "place": "Phan Rang – Tháp Chàm", "issued_on": "2024-10-01", "signer_office": "Trưởng Ban Vận động",
        "signer_name": "Nguyễn Văn Mẫu", "paragraphs": ["Trân trọng kính mời."],
    }
    nobody = organiser.post(f"{path}/invitation-letters", text)
    assert (nobody.status_code, nobody.json()["code"]) == (422, "nothing_to_print")
    for office in ("Sở Y tế", "Sở Nội vụ"):
        body = {"quota": "khoi-2", "office": office, "reply_by_on": "2999-12-31"}
        organiser.made(f"{path}/invitations", body)
    made = words(organiser.post(f"{path}/invitation-letters", text).content)
    assert made.count("GIẤY MỜI") == 2 and "Sở Nội vụ" in made
    document = organiser.post(f"{path}/invitation-letters", {**text, "form": "docx"})
    assert document.content.startswith(b"PK") and "wordprocessing" in document.headers["Content-Type"]
