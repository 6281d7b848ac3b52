"""Vietnamese first, English by a link that stays on the page and is remembered."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.integration


def test_english_is_chosen_by_a_link_of_the_page_and_remembered(browser: FlaskClient) -> None:
    page = browser.get("/dang-nhap?tiep=/sao-ke?trang%3D2").get_data(as_text=True)
    assert '<html lang="vi">' in page and "Đăng nhập" in page
    [link] = re.findall(r'href="([^"]*ngon-ngu=en)"', page)
    chosen = browser.get(unescape(link))
    assert chosen.status_code == 303
    assert chosen.headers["Location"] == "/dang-nhap?tiep=%2Fsao-ke%3Ftrang%3D2"
    assert "HttpOnly" in chosen.headers["Set-Cookie"] and "SameSite=Lax" in chosen.headers["Set-Cookie"]
    english = browser.get(chosen.headers["Location"]).get_data(as_text=True)
    assert '<html lang="en">' in english and "Log in" in english and "Đăng nhập" not in english
    assert "/sao-ke?trang=2" in unescape(english)
    assert "ngon-ngu=vi" in english


def test_errors_and_problems_of_a_form_are_in_the_language_that_was_chosen(browser: FlaskClient) -> None:
    browser.get("/dang-nhap?ngon-ngu=en")
    assert "No such page" in browser.get("/khong-co").get_data(as_text=True)
    page = browser.get("/dang-nhap").get_data(as_text=True)
    [secret] = re.findall(r'name="csrf_token" value="([^"]+)"', page)
    told = browser.post("/dang-nhap", data={"csrf_token": secret, "username": ""}).get_data(as_text=True)
    assert "Type the account name." in told and "There is something to mend" in told


def test_what_is_no_language_changes_nothing(browser: FlaskClient) -> None:
    answer = browser.get("/dang-nhap?ngon-ngu=xx")
    assert answer.status_code == 200 and "chungtay_ngon_ngu" not in str(answer.headers.getlist("Set-Cookie"))
    browser.set_cookie("chungtay_ngon_ngu", "../../etc")
    assert '<html lang="vi">' in browser.get("/dang-nhap").get_data(as_text=True)


def test_a_language_link_leads_to_no_other_site(browser: FlaskClient) -> None:
    answer = browser.get("//evil.example/?ngon-ngu=en", base_url="http://localhost")
    assert not answer.headers.get("Location", "/").startswith(("//", "http"))


def test_programs_are_answered_as_ever(browser: FlaskClient) -> None:
    browser.get("/dang-nhap?ngon-ngu=en")
    told = browser.get("/api/v1/campaigns").get_json()
    assert told["detail"] == "Không tìm thấy"
