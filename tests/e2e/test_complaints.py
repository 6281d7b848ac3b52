"""A citizen complains without a name, the body answers, it is not fixed, and the report counts it."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

import httpx
import pytest
from pymongo import MongoClient

from runtime.clock import local_day, utc_now
from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e

TEXT = "Nhà bàn giao đã dột, gọi mãi không ai đến."


def today() -> str:
    return local_day(utc_now()).isoformat()


def nobody(campaign: Campaign, **more: Any) -> httpx.Client:
    return httpx.Client(base_url=campaign.product.address, timeout=30, trust_env=False, **more)


def post(http: httpx.Client, path: str, body: dict[str, Any], key: str = "") -> httpx.Response:
    headers = {"Idempotency-Key": key or uuid.uuid4().hex}
    return http.post(f"/api/v1/public/complaints{path}", json=body, headers=headers)


def complaint(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    return {"campaign": campaign.code, "unit": "582", "category": "house_quality", "text": TEXT, **changes}


@pytest.mark.duty("M7")
def test_a_complaint_goes_from_a_person_without_a_name_to_the_body_and_into_the_report(campaign: Campaign) -> None:
    api, http = campaign.product.api, nobody(campaign)
    key = uuid.uuid4().hex
    answer = post(http, "", complaint(campaign), key)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert post(http, "", complaint(campaign), key).json() == receipt
    code, path = {"return_code": receipt["return_code"]}, f"/complaints/{receipt['complaint_id']}"
    assert receipt["complaint_id"] in {one["complaint_id"] for one in eventually(
        lambda: api().read("/complaints", campaign=campaign.code, awaits_office=True)["rows"]
    )}
    assert api("kiem-toan").http.get(f"{path}/dialogue", params={"purpose": "Xem"}).status_code == 403
    read = api().read(f"{path}/dialogue", purpose="Chuyển cơ quan")
    assert read["dialogue"][0]["text"] == TEXT

    body = {"body": "UBND phường", "body_unit": "584", "forwarded_on": today()}
    api().made(f"{path}/forwardings", body)
    api().made(f"{path}/answer", {"answered_on": today(), "text": "Đã sửa mái."})
    api().made(f"{path}/closing", {"closed_on": today(), "conclusion": "Cảm ơn ông/bà."})
    eventually(lambda: campaign.total("complaints_closed")["count"] == 1)
    again = post(http, "/not-fixed", {**code, "text": "Vẫn dột."}).json()
    assert (again["status"], again["reopenings"], again["can_reopen"]) == ("reopened", 1, False)
    owed = {"campaign": campaign.code, "status": "open", "cause": "not_fixed", "unit": "584"}
    assert len(eventually(lambda: api().read("/complaint-forwardings", **owed)["rows"])) == 1
    eventually(lambda: campaign.total("complaints_reopened")["count"] == 1)
    assert [campaign.total(f"complaints{one}")["count"] for one in ("", "_answered", "_closed")] == [1, 1, 0]
    assert post(http, "/messages", {**code, "text": "Gọi số nào?"}).json()["dialogue"][-1]["writer"] == "person"

    assert post(http, "/dialogue", {"return_code": "0" * 20}).status_code == 404
    assert post(http, "", complaint(campaign), "short").status_code == 422
    figures = http.get("/api/v1/public/complaints/figures", params={"campaign": campaign.code}).json()
    assert figures["total"] is None and {one["count"] for one in figures["by_category"]} == {None}
    assert "Không nêu" in http.get(
        "/api/v1/public/complaints/figures.csv", params={"campaign": campaign.code}
    ).content.decode()


def test_a_complaint_about_an_office_is_followed_by_the_one_above(campaign: Campaign) -> None:
    receipt = post(nobody(campaign), "", complaint(campaign, about_office=True)).json()
    found = campaign.product.api().read(f"/complaints/{receipt['complaint_id']}")
    assert (found["unit"], found["place"]) == ("58", "582")


def test_neither_address_nor_account_nor_code_of_a_complainant_is_kept_anywhere(campaign: Campaign) -> None:
    """Whoever is logged in by chance stays as unknown as anybody else."""
    account = campaign.product.api("to-chuc").http
    key, headers = uuid.uuid4().hex, {"X-Forwarded-For": "203.0.113.77"}
    answer = account.post(
        "/public/complaints", json=complaint(campaign), headers={"Idempotency-Key": key, **headers}
    )
    receipt = answer.json()
    account.post("/public/complaints/dialogue", json={"return_code": receipt["return_code"]})
    eventually(lambda: campaign.total("complaints")["count"] == 1)
    stack = campaign.product.stack
    with MongoClient(stack.layout.mongo_url) as client:
        prefix = stack.environ().get("CHUNGTAY_DB_PREFIX", "chungtay")
        monitoring = client[f"{prefix}_monitoring"]
        kept = str([
            monitoring.complaints.find_one({"_id": receipt["complaint_id"]}),
            *monitoring.supervision_audit.find({"thing_id": receipt["complaint_id"]}),
            *(one for one in monitoring.idempotency_keys.find() if "file_complaint" in str(one["_id"])),
        ])
        slowing = [str(one) for one in client[f"{prefix}_gateway"].rate_limit_windows.find()]
        slowing += [str(one) for one in client[f"{prefix}_gateway"].rate_limit_counters.find()]
    logs = "".join(
        file.read_text(errors="replace") for file in (stack.layout.home / "logs").rglob("*") if file.is_file()
    )
    bare = receipt["return_code"].replace("-", "")
    for secret in ("127.0.0.1", "203.0.113.77", "to-chuc", receipt["return_code"], bare, key):
        assert secret not in kept, secret
    for secret in ("203.0.113.77", receipt["return_code"], bare, TEXT, key):
        assert secret not in logs, secret
    of_complaints = [one for one in slowing if "complaint" in one]
    assert of_complaints and not any("127.0.0.1" in one for one in of_complaints)


def test_the_pages_take_a_complaint_show_its_code_once_and_open_the_dialogue_by_it(campaign: Campaign) -> None:
    http = nobody(campaign)

    def hidden(text: str, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', text)
        assert found, name
        return unescape(found[1])

    form = http.get("/phan-anh", params={"campaign": campaign.code}).text
    told = {name: hidden(form, name) for name in ("csrf_token", "ma_phieu", "campaign")}
    empty = http.post("/phan-anh", data={**told, "unit": "582", "category": "conduct", "text": ""})
    assert empty.status_code == 422 and "Kể lại sự việc." in empty.text
    taken = http.post("/phan-anh", data={**told, "unit": "582", "category": "conduct", "text": TEXT})
    assert taken.status_code == 201, taken.text
    code = hidden(taken.text, "return_code")
    assert "Mã tra cứu" in taken.text and "SHA-256" in taken.text
    typed = code.lower().replace("-", " ")
    follow = {"csrf_token": told["csrf_token"], "return_code": typed}
    seen = http.post("/phan-anh/theo-doi", data=follow)
    assert TEXT in unescape(seen.text) and code not in str(seen.url)
    written = http.post(
        "/phan-anh/theo-doi",
        data={**follow, "ma_phieu": hidden(seen.text, "ma_phieu"), "text": "Hỏi thêm", "viec": "nhan"},
    )
    assert written.status_code == 200 and "Hỏi thêm" in written.text
    assert http.post("/phan-anh/theo-doi", data={**follow, "return_code": "sai"}).status_code == 404
