"""The administrator's pages of accounts and keys, everybody's own account, and what the auditor reads of it all."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway import units
from gateway.access import accounts, keys, sessions, trail
from gateway.access.rules import Grant
from runtime.clock import utc_now
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.pages import form_secret, log_in

pytestmark = pytest.mark.integration

NEW_PASSWORD = "một câu khác, dài hơn hẳn"


class Person:
    """Somebody at a browser, who sends forms with their secret."""

    def __init__(self, app: Flask, username: str) -> None:
        self.browser: FlaskClient = app.test_client()
        log_in(self.browser, username, PASSWORD)

    def sees(self, path: str, status: int = 200) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return text_of(answer)

    def sends(self, path: str, **typed: str) -> TestResponse:
        secret = form_secret(self.browser, "/tai-khoan")
        return self.browser.post(path, data={"csrf_token": secret, **typed})


def text_of(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.get_data(as_text=True)))


@pytest.fixture
def manager(empty: Flask) -> Person:
    units.save_units([
        {"code": "58", "name": "Ninh Thuận", "level": "province"},
        {"code": "588", "name": "Thuận Bắc", "level": "district", "parent": "58"},
        {"code": "585", "name": "Ninh Phước", "level": "district", "parent": "58"},
    ])
    accounts.create("quan-tri", "Quản trị", PASSWORD, [Grant("administrator", "58")])
    accounts.create("ke-toan", "Kế toán Quỹ", PASSWORD, [Grant("treasurer", "58")])
    accounts.create("kiem-toan", "Kiểm toán", PASSWORD, [Grant("auditor", "58")])
    accounts.create("thuan-bac", "Cán bộ Thuận Bắc", PASSWORD, [Grant("unit_officer", "588")])
    return Person(empty, "quan-tri")


def test_whoever_has_no_report_to_read_begins_at_the_first_place_of_their_menu(manager: Person, empty: Flask) -> None:
    assert manager.browser.get("/").headers["Location"] == "/quan-tri"
    hub = manager.sees("/quan-tri")
    assert "/quan-tri/tai-khoan" in hub and "/quan-tri/luot-xem" not in hub, "looks are the auditor's"
    treasurer = Person(empty, "ke-toan")
    assert '/quan-tri"' not in treasurer.sees("/tai-khoan")
    treasurer.sees("/quan-tri", 403)
    treasurer.sees("/quan-tri/tai-khoan", 403)


def test_accounts_are_found_without_diacritics_by_role_by_area_and_by_state(manager: Person) -> None:
    def shown(query: str, status: int = 200) -> list[str]:
        return re.findall(r'class="code small">([a-z-]+)<', manager.sees(f"/quan-tri/tai-khoan?{query}", status))

    assert shown("q=thuan+BAC") == ["thuan-bac"]
    assert shown("q=ke+toan") == ["ke-toan"]
    assert shown("role=auditor") == ["kiem-toan"]
    assert shown("unit=thuan+bac") == ["thuan-bac"]
    assert shown("unit=58") == ["ke-toan", "kiem-toan", "quan-tri", "thuan-bac"], "a unit holds all below it"
    assert shown("state=da-khoa") == []
    assert shown("unit=nowhere", 422) == []
    assert "Có nhiều đơn vị tên như vậy" in manager.sees("/quan-tri/tai-khoan?unit=ninh", 422)


def test_an_account_is_made_once_after_a_look_at_what_was_typed(manager: Person) -> None:
    typed = {
        "display_name": "Cán bộ Ninh Phước", "username": "ninh-phuoc", "role_0": "unit_officer", "unit_0": "ninh phuoc",
    }
    slips = {"username": "Ninh Phước", "unit_0": ""}
    wrong = manager.sends("/quan-tri/tai-khoan-moi", **typed | slips, buoc="kiem-tra")
    assert wrong.status_code == 422
    assert "không dùng được" in text_of(wrong) and "Ghi mã hoặc tên đơn vị." in text_of(wrong)
    assert 'value="Cán bộ Ninh Phước"' in text_of(wrong), "nothing typed is lost"
    seen = manager.sends("/quan-tri/tai-khoan-moi", **typed, buoc="kiem-tra")
    assert "Cán bộ Mặt trận huyện, xã – Ninh Phước (585)" in text_of(seen)
    assert accounts.find("ninh-phuoc") is None
    for _press in range(2):
        made = manager.sends("/quan-tri/tai-khoan-moi", **typed, buoc="gui")
        assert made.headers["Location"] == "/quan-tri/tai-khoan/ninh-phuoc"
    assert len(trail.page("ninh-phuoc", None, None, 10)) == 1
    other = manager.sends("/quan-tri/tai-khoan-moi", **typed | {"display_name": "Người khác"}, buoc="gui")
    assert other.status_code == 409 and "Đã có tài khoản" in text_of(other)


def test_a_password_link_is_shown_once_and_closing_an_account_can_be_undone(manager: Person, empty: Flask) -> None:
    made = manager.sends("/quan-tri/tai-khoan/ke-toan/duong-dan")
    [link] = re.findall(r"/mat-khau/ke-toan\.[\w-]+", text_of(made))
    assert empty.test_client().get(link).status_code == 200
    assert link not in manager.sees("/quan-tri/tai-khoan/ke-toan")
    treasurer = Person(empty, "ke-toan")
    assert "Khóa tài khoản Kế toán Quỹ?" in manager.sees("/quan-tri/tai-khoan/ke-toan/khoa")
    manager.sends("/quan-tri/tai-khoan/ke-toan/khoa")
    assert "Đã khóa" in manager.sees("/quan-tri/tai-khoan/ke-toan")
    assert treasurer.browser.get("/tai-khoan").headers["Location"].startswith("/dang-nhap")
    manager.sends("/quan-tri/tai-khoan/ke-toan/mo")
    assert not accounts.find("ke-toan").disabled  # type: ignore[union-attr]
    last = manager.sends("/quan-tri/tai-khoan/quan-tri/khoa")
    assert last.status_code == 409 and "quản trị cuối cùng" in text_of(last)


def test_roles_are_changed_after_showing_both_and_never_ones_own(manager: Person, empty: Flask) -> None:
    page = "/quan-tri/tai-khoan/thuan-bac/vai-tro"
    assert 'value="588"' in manager.sees(page)
    both = {"role_0": "unit_officer", "unit_0": "588", "role_2": "organiser", "unit_2": "58"}
    seen = text_of(manager.sends(page, **both, buoc="kiem-tra"))
    assert "Đang có" in seen and "Người tổ chức hoạt động – Ninh Thuận (58)" in seen
    mixed = manager.sends(page, **both | {"role_2": "administrator"}, buoc="kiem-tra")
    assert mixed.status_code == 422 and "không giữ thêm vai trò" in text_of(mixed)
    manager.sends(page, **both, buoc="gui")
    kept = accounts.find("thuan-bac")
    assert kept is not None and kept.grants == (Grant("unit_officer", "588"), Grant("organiser", "58"))
    manager.sees("/quan-tri/tai-khoan/quan-tri/vai-tro", 403)
    told = Person(empty, "kiem-toan").sees("/quan-tri/nhat-ky-quyen?about=thuan-bac&by=quan-tri")
    assert "Đổi vai trò" in told and "Sau: Cán bộ Mặt trận huyện, xã – Thuận Bắc (588); Người tổ chức" in told


def test_the_auditor_reads_who_looked_and_changes_nothing(manager: Person, empty: Flask) -> None:
    auditor = Person(empty, "kiem-toan")
    assert "Không có lượt xem nào như vậy." in auditor.sees("/quan-tri/luot-xem?by=ke-toan")
    assert "duong-dan" not in auditor.sees("/quan-tri/tai-khoan/ke-toan")
    assert auditor.sends("/quan-tri/tai-khoan/ke-toan/khoa").status_code == 403
    assert manager.sees("/quan-tri/luot-xem", 403)


def test_a_key_of_ones_own_is_shown_once_and_ended_by_its_owner_or_the_administrator(
    manager: Person, empty: Flask
) -> None:
    treasurer = Person(empty, "ke-toan")
    empty_form = treasurer.sends("/tai-khoan/khoa-api/moi", name="", lasts_days="0")
    assert empty_form.status_code == 422 and "Chọn ít nhất một nhóm việc." in text_of(empty_form)
    typed = {"name": "Máy kế toán", "gifts": "1", "lasts_days": "30", "ma_phieu": "mot-phieu"}
    made = text_of(treasurer.sends("/tai-khoan/khoa-api/moi", **typed))
    [secret] = re.findall(r"ctk_[\w-]{30,}", made)
    assert secret not in treasurer.sees("/tai-khoan") and "Máy kế toán" in treasurer.sees("/tai-khoan")
    again = treasurer.sends("/tai-khoan/khoa-api/moi", **typed)
    assert again.status_code == 409, "the same form makes one key"
    assert "Máy kế toán" in manager.sees("/quan-tri/khoa-api?owner=ke-toan")
    [key] = keys.all_keys("ke-toan")
    Person(empty, "thuan-bac").sees(f"/tai-khoan/khoa-api/{key.key_id}/thu-hoi", 404)
    for who, address in ((treasurer, f"/tai-khoan/khoa-api/{key.key_id}/thu-hoi"),
                         (manager, f"/quan-tri/khoa-api/{key.key_id}/thu-hoi")):
        asked = who.sees(address)
        assert "Thu hồi khóa “Máy kế toán”?" in asked and f'action="{address}"' in asked
    manager.sends(f"/quan-tri/khoa-api/{key.key_id}/thu-hoi")
    assert keys.use(secret, utc_now()) is None
    assert "Đã thu hồi" in treasurer.sees("/tai-khoan")


def test_ones_own_account_logs_out_elsewhere_and_changes_its_password(manager: Person, empty: Flask) -> None:
    here, there = Person(empty, "ke-toan"), Person(empty, "ke-toan")
    assert here.sees("/tai-khoan").count("Đăng xuất nơi này") == 1
    here.sends("/tai-khoan/phien")
    assert there.browser.get("/tai-khoan").status_code == 302
    assert here.browser.get("/tai-khoan").status_code == 200
    wrong = here.sends("/tai-khoan/mat-khau", old="không phải câu này", new=NEW_PASSWORD, again=NEW_PASSWORD)
    assert wrong.status_code == 422 and "Mật khẩu đang dùng chưa đúng." in text_of(wrong)
    short = here.sends("/tai-khoan/mat-khau", old=PASSWORD, new="ngắn", again="ngắn")
    assert short.status_code == 422 and 'id="new-loi"' in text_of(short)
    done = here.sends("/tai-khoan/mat-khau", old=PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD)
    assert done.headers["Location"] == "/dang-nhap"
    assert "Xin đăng nhập lại" in text_of(here.browser.get("/dang-nhap"))
    account = accounts.find("ke-toan")
    assert account is not None and sessions.opened_by(account, utc_now(), None) == []
    assert log_in(here.browser, "ke-toan", NEW_PASSWORD).status_code == 303
