"""Guests at the gate, from the badge to the report."""

from __future__ import annotations

import csv
import io
import json
import uuid
from typing import Any

import pytest

from tests.e2e.product import Api, Campaign, eventually

pytestmark = pytest.mark.e2e


def scan(code: str, **changes: Any) -> dict[str, Any]:
    return {
        "scan_id": uuid.uuid4().hex, "code": code, "gate": "Cổng A", "scanned_at": "2999-01-01T00:00:00Z", **changes,
    }


class Forum:
    """The forum of a campaign with its gates."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.organiser: Api = campaign.product.api("to-chuc")
        self.code = campaign.activity("forum")
        self.path = f"/activities/{self.code}/check-in"

    def guest(self, name: str, quota: str = "khoi-4", **more: Any) -> dict[str, Any]:
        told = {"quota": quota, "guest_name": name, **more}
        return self.organiser.made(f"/activities/{self.code}/registrations", told)

    def send(self, *scans: dict[str, Any], device: str = "may-a") -> list[dict[str, Any]]:
        return list(self.organiser.made(f"{self.path}/scans", {"device_id": device, "scans": list(scans)})["receipts"])

    def counter(self) -> dict[str, Any]:
        return self.organiser.read(self.path)


@pytest.fixture
def forum(campaign: Campaign) -> Forum:
    return Forum(campaign)


@pytest.mark.duty("E2")
def test_guests_are_checked_in_offline_repeats_and_conflicts_show_and_the_report_counts_who_came(forum: Forum) -> None:
    one, two = forum.guest("Nguyễn Văn An"), forum.guest("Katơr Thị Sáu", "khoi-7-ho-ngheo", kind="household")
    [first] = forum.send(scan(one["code"]))
    assert (first["outcome"], first["guest_name"], first["clock_wrong"]) == ("admitted", "Nguyễn Văn An", True)
    [again] = forum.send(scan(one["code"], gate="Cổng B"), device="may-b")
    assert (again["outcome"], again["first"]["gate"], again["conflict"]) == ("repeat", "Cổng A", False)
    for device in ("may-a", "may-b"):  # both without a network
        forum.send(scan(two["code"], shown="admitted"), device=device)
    [conflict] = forum.organiser.read(f"{forum.path}/conflicts")["conflicts"]
    assert (conflict["kinds"], conflict["guest_name"]) == (["admitted_twice"], "K. T. S.")
    assert {one["device_id"] for one in conflict["scans"]} == {"may-a", "may-b"}

    wrong = scan(forum.guest("Khách Nhầm")["code"])
    forum.send(wrong)
    undone = forum.organiser.made(f"{forum.path}/scans/{wrong['scan_id']}/undoing", {"reason": "Quét nhầm thẻ"})
    assert undone["receipt"]["outcome"] == "undone"
    now = forum.counter()
    assert (now["expected"], now["arrived"], now["conflicts"]) == (3, 2, 1)
    assert {q["quota"]: q["arrived"] for q in now["quotas"] if q["arrived"]} == {"khoi-4": 1, "khoi-7-ho-ngheo": 1}
    eventually(lambda: forum.campaign.total("guests_arrived")["count"] == 2)
    rows = str(forum.campaign.rows("guests_arrived"))
    assert one["code"] not in rows and "Nguyễn" not in rows

    sheet = forum.organiser.http.get(f"{forum.path}/guests/export.csv", params={"arrived": True}).content
    assert [(r["Họ và tên"], r["Cổng"]) for r in csv.DictReader(io.StringIO(sheet.decode("utf-8-sig")))] == [
        ("Nguyễn Văn An", "Cổng A"), ("K. T. S.", "Cổng A"),
    ]
    assert forum.organiser.http.get(f"{forum.path}/guests/export.xlsx").content.startswith(b"PK")
    missing = forum.organiser.read(f"{forum.path}/guests", arrived=False)["guests"]
    assert [one["guest_name"] for one in missing] == ["Khách Nhầm"]
    looks = forum.campaign.product.api("kiem-toan").read(f"/activities/{forum.code}/guest-looks")["looks"]
    assert "khách đến, tải về" in [look["what"] for look in looks]


def test_a_queue_file_of_a_device_is_recorded_once_and_what_is_no_scan_of_this_activity_is_told(forum: Forum) -> None:
    badge = forum.guest("Nguyễn Văn An")["code"]
    payload = {"activity": forum.code, "code": badge, "gate": "Cổng C", "scanned_at": "2999-01-01T00:00:00Z",
               "shown": "admitted"}
    item = {"id": uuid.uuid4().hex, "kind": "check_in", "device_id": "may-c", "made_at": "2999-01-01T00:00:00Z",
            "payload": payload}
    items = [item, item | {"id": "x2", "payload": payload | {"activity": "khac"}}, {"kind": "visit"},
             item | {"id": "x3", "payload": payload | {"scanned_at": "hôm qua"}}]
    file = json.dumps({"format": "chungtay-device-queue", "version": 1, "items": items}).encode()

    def sent(data: bytes) -> Any:
        return forum.organiser.http.post(f"{forum.path}/queue-files", files={"file": ("hang-doi.json", data)})

    for outcomes in ({"admitted": 1}, {"admitted": 1}):
        told = sent(file).json()
        assert (told["items"], told["recorded"], told["outcomes"]) == (4, 1, outcomes)
        assert [one["item"] for one in told["refused"]] == [2, 3, 4]
    assert forum.counter()["arrived"] == 1
    assert sent(b"PK").json()["code"] == "queue_file_unreadable"
    assert forum.organiser.http.post(f"{forum.path}/queue-files").status_code == 422


def test_who_is_not_at_the_gate_may_neither_scan_nor_see_who_came(forum: Forum) -> None:
    told = {"device_id": "m", "scans": [scan("X")]}
    for username, path in (("giam-sat", f"{forum.path}/scans"), ("ke-toan", f"{forum.path}/scans")):
        assert forum.campaign.product.api(username).post(path, told).status_code == 403
    assert forum.campaign.product.api("ke-toan").http.get(f"{forum.path}/guests").status_code == 403
    assert forum.organiser.post(f"{forum.path}/scans", told | {"scans": []}).status_code == 422
    unknown = forum.organiser.post("/activities/khong-co/check-in/scans", told)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_activity")
