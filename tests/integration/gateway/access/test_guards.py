"""Forged requests, headers, error pages, and roles as a whole request meets them."""

import dataclasses
import io
import re
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway import units
from gateway.access import accounts
from gateway.access import log_in as slowed
from gateway.access.accounts import Account
from gateway.access.rules import Grant
from gateway.app import create_app
from gateway.database import database
from runtime.settings import Settings
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.pages import form_secret, log_in

pytestmark = pytest.mark.integration


def test_a_form_without_its_secret_is_refused(browser: FlaskClient, treasurer: Account) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    assert browser.post("/dang-xuat").status_code == 400
    assert browser.get("/api/v1/tokens/me").status_code == 200, "still logged in"


def test_the_log_in_form_itself_cannot_be_forged(browser: FlaskClient, treasurer: Account) -> None:
    answer = browser.post("/dang-nhap", data={"username": "ke-toan", "password": PASSWORD})
    assert answer.status_code == 400


def test_an_api_call_with_a_cookie_alone_is_refused(browser: FlaskClient, treasurer: Account) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    forged = browser.post("/api/v1/pledges", json={}, headers={"Idempotency-Key": "k"})
    assert forged.status_code == 400
    assert forged.content_type == "application/problem+json"
    meant = browser.post(
        "/api/v1/pledges",
        json={},
        headers={"Idempotency-Key": "k", "X-CSRFToken": form_secret(browser, "/")},
    )
    assert meant.status_code == 422, "now its content is looked at"


def test_an_api_call_without_any_log_in_is_401_not_a_matter_of_forms(browser: FlaskClient) -> None:
    gift = {
        "campaign": "c",
        "unit": "58",
        "amount_vnd": 1000,
        "channel": "cash",
        "received_on": "2024-10-17",
    }
    answer = browser.post("/api/v1/donations", json=gift, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_every_answer_forbids_inline_scripts_and_frames(browser: FlaskClient) -> None:
    for path in ("/dang-nhap", "/khong-co", "/api/v1/khong-co", "/healthz", "/static/chungtay.css"):
        headers = browser.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path


def test_pages_have_no_inline_script_or_style_and_ask_nobody_else(browser: FlaskClient, treasurer: Account) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    for path in ("/", "/hoat-dong", "/giam-sat", "/sao-ke", "/khong-co"):
        page = browser.get(path).get_data(as_text=True)
        assert " style=" not in page, path
        assert "<script>" not in page, path
        assert "//" not in page.replace("http://www.w3.org", "").replace("</", "<"), path


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(browser: FlaskClient) -> None:
    page = browser.get("/khong-co")
    assert page.status_code == 404
    assert "Không có trang này" in page.get_data(as_text=True)
    problem = browser.get("/api/v1/khong-co")
    assert problem.status_code == 404
    assert problem.content_type == "application/problem+json"


def test_a_visitor_is_led_to_the_log_in_and_back(browser: FlaskClient, treasurer: Account) -> None:
    away = browser.get("/sao-ke?campaign=x")
    assert away.status_code == 302
    assert away.headers["Location"].startswith("/dang-nhap?tiep=")
    answer = log_in(browser, "ke-toan", PASSWORD, tiep="/sao-ke?campaign=x")
    assert answer.headers["Location"] == "/sao-ke?campaign=x"


def test_a_page_that_the_role_does_not_reach_is_403(browser: FlaskClient, empty: Flask) -> None:
    accounts.create("to-chuc", "Tổ chức", PASSWORD, [Grant("organiser", "58")])
    log_in(browser, "to-chuc", PASSWORD)
    refused = browser.get("/sao-ke")
    assert refused.status_code == 403
    assert "Chưa được phép" in refused.get_data(as_text=True)


def test_a_role_reaches_the_units_below_its_own_and_no_others(empty: Flask) -> None:
    units.save_units(
        [
            {"code": "58", "name": "Ninh Thuận", "level": "province"},
            {"code": "582", "name": "Phan Rang", "level": "district", "parent": "58"},
            {"code": "584", "name": "Bác Ái", "level": "district", "parent": "58"},
            {"code": "58401", "name": "Phước Bình", "level": "commune", "parent": "584"},
        ]
    )
    accounts.create("bac-ai", "Bác Ái", PASSWORD, [Grant("unit_officer", "584")])
    program = empty.test_client()
    token = program.post("/api/v1/tokens", json={"username": "bac-ai", "password": PASSWORD}).json["token"]

    def pledge(unit: str) -> int:
        body = {
            "campaign": "khong-co",
            "unit": unit,
            "amount_vnd": 1000,
            "pledger_name": "A",
            "pledged_on": "2024-10-17",
        }
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": unit}
        return program.post("/api/v1/pledges", json=body, headers=headers).status_code

    assert pledge("582") == 403
    assert pledge("58") == 403
    assert pledge("584") != 403
    assert pledge("58401") != 403


@pytest.mark.parametrize(("trusted", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.1")])
def test_who_asks_is_told_by_as_many_proxies_as_are_trusted_and_no_more(
    empty: Flask, treasurer: Account, settings: Settings, trusted: int, seen: str
) -> None:
    app = create_app(dataclasses.replace(settings, trusted_proxies=trusted))
    browser = app.test_client()
    told = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Forwarded-Proto": "https, https"}
    page = browser.get("/dang-nhap", headers=told)
    secret = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))
    assert secret
    form = {"csrf_token": secret.group(1), "username": "ke-toan", "password": PASSWORD}
    answer = browser.post(
        "/dang-nhap", data=form, headers={**told, "Referer": "https://localhost/dang-nhap"},
        base_url="https://localhost" if trusted else "http://localhost",
    )
    assert answer.status_code == 303
    cookies = [*page.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]
    assert len(cookies) >= 2
    assert all(("Secure" in cookie) is (trusted > 0) for cookie in cookies), cookies
    with app.app_context():
        what, slot = slowed._slot("log-in-known", "ke-toan", seen)
    known = database()["rate_limit_counters"].find_one({"_id": {"$regex": f"{what}/{slot}/"}})
    assert known, list(database()["rate_limit_counters"].find())


def test_a_correlation_id_comes_back_and_a_strange_one_is_replaced(browser: FlaskClient) -> None:
    sound = browser.get("/healthz", headers={"X-Correlation-Id": "request-0001"})
    assert sound.headers["X-Correlation-Id"] == "request-0001"
    strange = browser.get("/healthz", headers={"X-Correlation-Id": "<script>"})
    assert strange.headers["X-Correlation-Id"] != "<script>"
    assert len(strange.headers["X-Correlation-Id"]) == 32


def test_a_body_that_is_too_large_is_refused_before_it_is_read(browser: FlaskClient) -> None:
    answer = browser.post("/api/v1/tokens", data=b"x" * 5_000_000, content_type="application/json")
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/sao-ke/moi", "/api/v1/statement-imports"])
def test_only_who_may_import_statements_may_send_a_large_file(
    empty: Flask, treasurer: Account, path: str
) -> None:
    accounts.create("to-chuc", "Tổ chức", PASSWORD, [Grant("organiser", "58")])

    def send(username: str | None) -> int:
        browser = empty.test_client()
        secret = form_secret(browser)
        if username:
            log_in(browser, username, PASSWORD)
            secret = form_secret(browser, "/")
        form = {"csrf_token": secret, "file": (io.BytesIO(b"0" * 6_000_000), "sao_ke.csv")}
        return browser.post(path, data=form, headers={"X-CSRFToken": secret}).status_code

    assert send(None) in (401, 413)
    assert send("to-chuc") in (403, 413)
    assert send("ke-toan") == 422, "taken in; a campaign and an account are missing"


def test_a_large_file_from_nobody_is_refused_before_it_is_read(browser: FlaskClient) -> None:
    unread = io.BytesIO(b"0" * 6_000_000)
    answer = browser.post(
        "/sao-ke/moi", input_stream=unread, content_length=6_000_000, content_type="multipart/form-data; boundary=x"
    )
    assert (answer.status_code, unread.tell()) == (413, 0)


def test_it_is_alive_and_ready(browser: FlaskClient) -> None:
    assert browser.get("/healthz").json == {"alive": True}
    ready = browser.get("/readyz")
    assert (ready.status_code, ready.json["mongo"], ready.json["broker"]) == (200, True, True)


def test_what_is_typed_is_shown_as_text_never_as_markup(browser: FlaskClient, empty: Flask) -> None:
    answer = log_in(browser, '"><script>alert(1)</script>', "x")
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_a_service_that_is_away_is_told_in_words_and_never_waited_for_without_end(
    browser: FlaskClient, treasurer: Account
) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    begun = time.monotonic()
    answer = browser.get("/hoat-dong/dien-dan-2024")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    page = answer.get_data(as_text=True)
    assert "Dịch vụ hoạt động đang khởi động lại, xin thử lại sau ít giây." in page
    assert answer.headers["X-Correlation-Id"] in page
    assert time.monotonic() - begun < 8


def test_before_the_first_campaign_the_dashboard_says_how_to_load_one(
    browser: FlaskClient, treasurer: Account
) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    assert "chungtay campaign load" in browser.get("/").get_data(as_text=True)
    for path in ("/hoat-dong", "/giam-sat", "/sao-ke", "/sao-ke/moi"):
        assert browser.get(path).status_code == 200, path
    assert browser.get("/so-lieu/received").status_code == 404
