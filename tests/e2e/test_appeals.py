"""Appeals: from a list of enterprises to letters, pledges, money, and whom to remind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e

LIST = """Tên doanh nghiệp,Mã số thuế,Người đại diện,Địa chỉ
Công ty TNHH Mẫu Một,0100109106,Bà Trần Thị Mẫu,Phan Rang
Công ty {{ so_tai_khoan }} <b>&</b> #panic(),,,Bác Ái
Cty TNHH MẪU MỘT,,,
Công ty Sai Mã,0100109107,,
Công ty Ba,,Ông Ba,
"""


def appeal(campaign: Campaign, **changes: Any) -> str:
    code = f"thu-ngo-{campaign.code}"
    body = {
        "code": code, "campaign": campaign.code, "unit": "58", "title": "Thư ngỏ gửi doanh nghiệp",
        "place": "Ninh Thuận", "issued_on": "2024-10-01", "reply_by_on": "2024-10-15", "signer_name": "Người Ký Mẫu",
        "signer_office": "Trưởng ban", "account_number": campaign.account("agribank")["number"],
    }
    saved = campaign.product.api().http.put("/appeals", json=body | changes)
    assert saved.status_code == 200, saved.text
    return f"/appeals/{code}"


def take_in(campaign: Campaign, path: str, dry_run: bool = False, content: str = LIST) -> dict[str, Any]:
    answer = campaign.product.api().http.post(
        f"{path}/enterprises", data={"dry_run": str(dry_run).lower()}, files={"file": ("ds.csv", content.encode())},
        headers={"Idempotency-Key": f"{path}-{dry_run}-{hash(content)}"},
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sent(campaign: Campaign) -> tuple[str, list[dict[str, Any]]]:
    api, path = campaign.product.api(), appeal(campaign)
    take_in(campaign, path)
    api.made(f"{path}/sending", {"sent_on": "2024-10-02"})
    return path, api.read(f"{path}/letters")["letters"]


@pytest.mark.duty("D1")
def test_an_appeal_goes_from_a_list_of_enterprises_to_the_money_that_came_of_it(campaign: Campaign) -> None:
    api, path = campaign.product.api(), appeal(campaign)
    tried = take_in(campaign, path, dry_run=True)
    assert (tried["added"], api.read(path)["letters"]) == (3, 0)
    taken = take_in(campaign, path)
    assert taken["known"] == [{"line": 4, "name": "Cty TNHH MẪU MỘT", "number": 1}]
    assert [(row["line"], row["field"]) for row in taken["refused"]] == [(5, "tax_code")]
    assert (taken["rows_read"], taken["added"]) == (5, 3)

    api.made(f"{path}/sending", {"sent_on": "2024-10-02"})
    one, two, three = api.read(f"{path}/letters")["letters"]
    pledged = {"answer": "pledged", "answered_on": "2024-10-09", "amount_vnd": 50_000_000}
    answered = api.made(f"/appeal-letters/{one['letter_id']}/answer", pledged)
    api.made(f"/appeal-letters/{two['letter_id']}/answer", {"answer": "declined", "answered_on": "2024-10-10"})
    pledge = eventually(lambda: api.read("/pledges", campaign=campaign.code)["rows"])[0]
    assert (pledge["memo_code"], pledge["pledge_id"]) == (one["memo_code"], answered["pledge_id"])
    api.made("/donations", campaign.gift(unit="58", amount_vnd=20_000_000, pledge_id=pledge["pledge_id"]))

    came = api.read(path)["came_back"]
    assert came == {
        "letters": 3, "sent": 3, "answered": 2, "waiting": 1, "pledges": 1, "pledged_vnd": 50_000_000,
        "fulfilled_vnd": 20_000_000, "answer_percent": 66.7, "collection_percent": 40.0,
    }
    reminders = api.read(f"{path}/letters", waiting="true")["letters"]
    assert [row["name"] for row in reminders] == [three["name"]]
    eventually(lambda: campaign.total("appeal_fulfilled") == {"count": 1, "amount_vnd": 20_000_000})
    assert campaign.total("appeal_pledged") == {"count": 1, "amount_vnd": 50_000_000}
    assert campaign.total("appeal_letters_sent")["count"] == 3
    assert campaign.total("appeal_letters_answered")["count"] == 2
    assert api.read("/appeals", campaign=campaign.code)["rows"][0]["letters"] == 3


def test_the_same_list_again_adds_nothing_and_a_longer_one_adds_what_is_new(campaign: Campaign) -> None:
    path = appeal(campaign)
    assert take_in(campaign, path)["added"] == 3
    again = take_in(campaign, path, content=LIST + "Công ty Mới,,,\n")
    assert (again["added"], len(again["known"]), again["letters"]) == (1, 4, 4)


def test_a_name_that_looks_like_markup_is_printed_as_it_stands(campaign: Campaign) -> None:
    path, letters = sent(campaign)
    http = campaign.product.api().http
    whole = http.get(f"{path}/letters.docx")
    texts = [paragraph.text for paragraph in Document(io.BytesIO(whole.content)).paragraphs]
    assert f"Kính gửi: Quý lãnh đạo, {letters[1]['name']}" in texts
    assert f"Mã ghi trong nội dung chuyển khoản: {letters[2]['memo_code']}" in texts
    pictures = [part for part in zipfile.ZipFile(io.BytesIO(whole.content)).namelist() if part.endswith(".png")]
    assert len(pictures) == 3, "each letter bears the VietQR of its own code"
    printed = http.get(f"{path}/letters.pdf", params={"limit": 2})
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    with zipfile.ZipFile(io.BytesIO(http.get(f"{path}/letters.zip").content)) as packed:
        assert packed.namelist() == ["thu-0001.pdf", "thu-0002.pdf", "thu-0003.pdf"]


def test_what_letters_said_stands_once_they_are_out(campaign: Campaign) -> None:
    path, letters = sent(campaign)
    api = campaign.product.api()
    body = {
        "code": path.rpartition("/")[2], "campaign": campaign.code, "unit": "58", "title": "Khác", "place": "x",
        "issued_on": "2024-10-01", "reply_by_on": "2024-10-15", "signer_name": "x", "signer_office": "x",
        "letter_text": "Kính gửi {{ten_doanh_nghiep}}",
    }
    changed = api.http.put("/appeals", json=body)
    assert (changed.status_code, changed.json()["code"]) == (409, "letter_is_out")
    unknown = api.http.put("/appeals", json=body | {"code": "khac", "letter_text": "{{ten_cong_ty}}"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_placeholder")
    answer = f"/appeal-letters/{letters[0]['letter_id']}/answer"
    pledged = {"answer": "pledged", "answered_on": "2024-10-09", "amount_vnd": 1000}
    first, again = api.post(answer, pledged, key=path), api.post(answer, pledged, key=path)
    assert first.json() == again.json()
    twice = api.post(answer, pledged)
    assert (twice.status_code, twice.json()["code"]) == (409, "answered_already")
    other = campaign.product.api("giam-sat").post(answer, pledged)
    assert other.status_code == 403


def test_nobody_is_named_in_the_events_of_an_appeal(campaign: Campaign) -> None:
    _, letters = sent(campaign)
    api = campaign.product.api()
    rows = eventually(lambda: campaign.rows("appeal_letters_sent"))
    told = str([api.read(f"/events/{row['event_id']}") for row in rows])
    assert not any(one["name"] in told or (one["representative"] or "-none-") in told for one in letters)


def test_a_clerk_takes_a_list_in_and_prints_it_by_command(campaign: Campaign, tmp_path: Path) -> None:
    code = appeal(campaign).rpartition("/")[2]
    file = tmp_path / "ds.csv"
    file.write_text(LIST, encoding="utf-8")
    chungtay = campaign.product.chungtay
    tried = chungtay("appeals", "import", code, str(file), "--dry-run")
    assert "sẽ thêm 3, đã có 1, từ chối 1" in tried.stdout, tried.stderr
    assert "đã thêm 3" in chungtay("appeals", "import", code, str(file)).stdout
    printed = chungtay("appeals", "print", code, str(tmp_path / "thu.docx"))
    assert printed.returncode == 0 and (tmp_path / "thu.docx").stat().st_size > 1000, printed.stderr
    assert "0 thư đã gửi" in chungtay("appeals", "status", code).stdout
