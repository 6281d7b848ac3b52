"""From the organiser who opens an activity to whoever registers by themselves, the gate, the guest list and the
report."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid

import httpx
import pytest

from runtime.clock import local_day, utc_now
from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


@pytest.mark.duty("E2")
def test_who_registers_by_themselves_is_on_the_list_at_the_gate_and_in_the_report(campaign: Campaign) -> None:
    organiser, forum, today = campaign.product.api("to-chuc"), campaign.activity("forum"), local_day(utc_now())
    path = f"/activities/{forum}"
    organiser.made(f"{path}/announcements", {
        "starts_on": f"{today}", "ends_on": f"{today + dt.timedelta(1)}", "announced_on": f"{today}",
        "document": "Thông báo số 1/TB-BVĐ",
    })
    with httpx.Client(base_url=f"{campaign.product.address}/api/v1/public", trust_env=False) as anybody:

        def send(name: str, phone: str, key: str = "") -> httpx.Response:
            return anybody.post(
                f"{path}/registrations", json={"guest_name": name, "phone": phone, "keep_consent": True},
                headers={"Idempotency-Key": key or uuid.uuid4().hex},
            )

        refused = send("Lê Thị Hoa", "0912000111")
        assert (refused.status_code, refused.json()["code"]) == (409, "registration_not_open")
        assert organiser.post(f"{path}/public-registration", {}).json()["code"] == "nowhere_to_register"
        opened = organiser.made(f"{path}/public-registration", {"quota": "khoi-4", "places": 1})
        [face] = anybody.get("/activities", params={"campaign": campaign.code}).json()["coming"]
        assert (face["code"], face["state"], face["places_left_at_least"]) == (forum, "open", 1)

        key = uuid.uuid4().hex
        hoa = send("Lê Thị Hoa", "0912000111", key).json()
        assert send("Lê Thị Hoa", "0912000111", key).json() == hoa
        repeat, ba = send("Lê Thị Hoa", "+84912000111").json(), send("Trần Văn Ba", "0912000222").json()
        assert [one["status"] for one in (hoa, repeat, ba)] == ["confirmed", "waiting", "waiting"]
        taken = anybody.get(f"/registrations/{hoa['token']}")
        assert taken.json() == {name: hoa[name] for name in taken.json()}
        assert "no-store" in taken.headers["Cache-Control"]

        scans = {"device_id": "cong-1", "scans": [{
            "scan_id": uuid.uuid4().hex, "code": hoa["code"], "scanned_at": utc_now().isoformat(), "gate": "Cổng A",
        }]}
        [receipt] = organiser.made(f"{path}/check-in/scans", scans)["receipts"]
        assert receipt["outcome"] == "admitted"
        listed = organiser.http.get(f"{path}/registrations/export.csv", params={"quota": opened["own_quota"]}).content
        rows = csv.DictReader(io.StringIO(listed.decode("utf-8-sig")))
        assert [row["Họ và tên"] for row in rows] == ["Lê Thị Hoa", "Trần Văn Ba"]

        eventually(lambda: campaign.total("registrations_waiting")["count"] == 1)
        assert campaign.total("registrations_confirmed")["count"] == 1
        gone = anybody.post(f"/registrations/{ba['token']}/withdrawal").json()
        assert (gone["status"], gone["withdrawn"]) == ("cancelled", True)
        eventually(lambda: campaign.total("registrations_cancelled")["count"] == 1)
        closed = organiser.made(f"{path}/public-registration/closing", {"called_off": True, "reason": "Bão số 6."})
        assert (closed["state"], closed["registered"], closed["repeats"]) == ("called_off", 1, 1)
        too_late = send("Võ Thị Tư", "0912000333").json()
        assert (too_late["code"], too_late["remedy"]) == ("activity_called_off", "Bão số 6.")
        assert anybody.get("/registrations/khong-co").json()["code"] == "registration_link_unknown"
    assert campaign.product.api("ke-toan").post(f"{path}/public-registration", {"places": 1}).status_code == 403
