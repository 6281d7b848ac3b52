"""Units over time, exports and webhook subscribers on pages: whoever looks after the product sees and mends them."""

from __future__ import annotations

import pytest
from flask import Flask

from gateway import units
from gateway.access import accounts
from gateway.access.rules import Grant
from gateway.database import database
from gateway.exports import jobs
from gateway.webhooks import deliveries, subscribers
from gateway.webhooks.signing import Vault
from gateway.webhooks.store import DELIVERIES
from runtime.clock import utc_now
from runtime.settings import Settings
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.test_administrator_pages import Person

pytestmark = pytest.mark.integration


@pytest.fixture
def officer(empty: Flask) -> Person:
    units.save_units([
        {"code": "58", "name": "Ninh Thuận", "level": "province", "valid_to": "2025-06-30", "successors": ["56"]},
        {"code": "56", "name": "Khánh Hòa", "level": "province"},
        {"code": "588", "name": "Thuận Bắc", "level": "district", "parent": "58", "valid_to": "2025-06-30",
         "successors": ["22834", "22840"]},
        {"code": "22834", "name": "Xã Thuận Bắc", "level": "commune", "parent": "56", "valid_from": "2025-07-01"},
        {"code": "22840", "name": "Xã Công Hải", "level": "commune", "parent": "56", "valid_from": "2025-07-01"},
    ])
    accounts.create("tinh", "Văn phòng", PASSWORD, [Grant("province", "56")])
    return Person(empty, "tinh")


def test_a_unit_is_found_without_diacritics_on_any_day_and_tells_what_it_became(officer: Person) -> None:
    page = "/quan-tri/don-vi"
    assert "Xã Thuận Bắc" in officer.sees(f"{page}?q=thuan+bac&on=2026-01-01")
    before = officer.sees(f"{page}?q=thuan+bac&on=2024-10-17")
    assert "Xã Thuận Bắc" not in before and "588" in before
    split = officer.sees(f"{page}/588?on=2024-10-17")
    assert "Đã thành" in split and "Xã Công Hải" in split and "chưa nêu" in split, "nobody has stated the shares"
    assert "Hình thành từ" in officer.sees(f"{page}/22840") and "Thuận Bắc" in officer.sees(f"{page}/22840")
    assert "Không có đơn vị nào như vậy" in officer.sees(f"{page}?q=khong+co")
    assert "Chọn một ngày." in officer.sees(f"{page}?on=hom-nay", 422)
    officer.sees(f"{page}/99999", 404)


def test_exports_are_ones_own_and_the_administrator_sees_who_made_which(officer: Person, empty: Flask) -> None:
    asked = {"list": "donation", "format": "csv", "campaign": "c", "source": {}, "columns": [], "title": "t",
             "action": "rows.read", "areas": None}
    job = jobs.make(database(), asked, "tinh", "k", utc_now())
    accounts.create("quan-tri", "Quản trị", PASSWORD, [Grant("administrator", "56")])
    accounts.create("ke-toan", "Kế toán", PASSWORD, [Grant("treasurer", "56")])
    assert "Đang chờ" in officer.sees("/tai-khoan/xuat-du-lieu")
    other = Person(empty, "ke-toan")
    assert "Bạn chưa xuất danh sách dài nào." in other.sees("/tai-khoan/xuat-du-lieu")
    assert other.sends(f"/tai-khoan/xuat-du-lieu/{job['export_id']}/huy").status_code == 404
    manager = Person(empty, "quan-tri")
    assert "donation.csv" in manager.sees("/quan-tri/xuat-du-lieu?by=tinh")
    assert "donation.csv" not in manager.sees("/quan-tri/xuat-du-lieu?by=ke-toan")
    officer.sees("/quan-tri/xuat-du-lieu", 403)
    officer.sends(f"/tai-khoan/xuat-du-lieu/{job['export_id']}/huy")
    assert "Đã hủy" in officer.sees("/tai-khoan/xuat-du-lieu")


def test_what_a_subscriber_did_not_take_is_sent_again_by_the_province_and_only_read_by_the_administrator(
    officer: Person, empty: Flask, settings: Settings
) -> None:
    db, now = database(), utc_now()
    told = {"url": "https://example.org/nhan", "events": ["donation.recorded"], "unit": "56", "campaign": None,
            "note": "Cổng tỉnh"}
    made = subscribers.make(db, Vault(settings.secret_key), told, "tinh", "k", now)
    id = made["subscriber_id"]
    db[DELIVERIES].insert_one({
        "_id": f"{id}:e1", "subscriber": id, "event_id": "e1", "type": "donation.recorded", "subject": "s",
        "status": "dead", "tries": 7, "last_status": 500, "last_error": "HTTP 500", "queued_at": now,
        "next_try_at": now, "ended_at": None, "aggregate_version": 1, "at": now,
    })
    accounts.create("quan-tri", "Quản trị", PASSWORD, [Grant("administrator", "56")])
    manager, page = Person(empty, "quan-tri"), f"/quan-tri/noi-nhan/{id}"
    assert "Cổng tỉnh" in manager.sees("/quan-tri/noi-nhan")
    assert "HTTP 500" in manager.sees(f"{page}?status=dead") and "gui-lai" not in manager.sees(page)
    assert made["secret"] not in officer.sees(page)
    assert manager.sends(f"{page}/lan-gui/e1/gui-lai").status_code == 403
    assert officer.sends(f"{page}/lan-gui/e1/gui-lai").status_code == 303
    assert deliveries.page(db, id, "waiting", None, 5)["rows"][0]["tries"] == 0
    assert officer.sends(f"{page}/dong").status_code == 303
    assert "Đã đóng" in officer.sees(page)
