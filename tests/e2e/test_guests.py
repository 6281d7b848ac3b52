"""Guests of an activity from the API to the list, the papers and the report."""

from __future__ import annotations

import csv
import io
from typing import Any

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
