"""Single sign-on against a sign-on server over HTTP: who gets in, and every lie that does not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.access import accounts, sessions, sign_on
from gateway.access.accounts import Account
from gateway.access.rules import Grant
from gateway.app import create_app
from gateway.database import database
from runtime.settings import Settings, SignOn
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.sign_on_server import CLIENT_ID, CLIENT_SECRET, LONG_AGO, SignOnServer, running

pytestmark = pytest.mark.integration

BACK = "http://localhost/dang-nhap/mot-lan/ve"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SignOnServer]:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the loopback needs no TLS
    with running(BACK) as made:
        yield made


@pytest.fixture
def person(empty: Flask, settings: Settings, server: SignOnServer) -> tuple[FlaskClient, Account]:
    """A browser at a gateway that knows the sign-on server, and the account of the server's person."""
    accounts.create("ke-toan", "Kế toán", PASSWORD, [Grant("treasurer", "58")])
    account = accounts.set_sign_on_name("ke-toan", "p-1")
    told = SignOn(server.issuer, CLIENT_ID, CLIENT_SECRET, name="tài khoản Mặt trận")
    return create_app(dataclasses.replace(settings, sign_on=told)).test_client(), account


def there(browser: FlaskClient, onward: str = "/sao-ke") -> dict[str, str]:
    """To the sign-on server as a browser goes; what it sends back with."""
    away = browser.get("/dang-nhap/mot-lan", query_string={"tiep": onward})
    assert away.status_code == 302
    answer = httpx.get(away.headers["Location"], trust_env=False)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def back(browser: FlaskClient, brought: dict[str, str]) -> TestResponse:
    return browser.get("/dang-nhap/mot-lan/ve", query_string=brought)


def test_the_button_is_there_only_where_a_server_is_configured(
    browser: FlaskClient, person: tuple[FlaskClient, Account]
) -> None:
    signing, _ = person
    assert "Đăng nhập bằng tài khoản Mặt trận" in signing.get("/dang-nhap").get_data(as_text=True)
    assert "Đăng nhập bằng" not in browser.get("/dang-nhap").get_data(as_text=True)
    assert browser.get("/dang-nhap/mot-lan").status_code == 404


def test_a_person_gets_into_the_account_that_is_matched_to_them_under_a_new_session(
    person: tuple[FlaskClient, Account], server: SignOnServer
) -> None:
    browser, _ = person
    browser.set_cookie(sessions.COOKIE, "planted-by-somebody-else")
    asked = parse_qs(urlsplit(browser.get("/dang-nhap/mot-lan").headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    answer = back(browser, there(browser))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sao-ke")
    cookie = browser.get_cookie(sessions.COOKIE)
    assert cookie and cookie.value != "planted-by-somebody-else"
    assert browser.get("/api/v1/tokens/me").json["roles"] == [{"role": "treasurer", "unit": "58"}]


def refused(answer: TestResponse, words: str) -> None:
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403 and words in page, page
    assert "bằng mật khẩu" in page, "what to do now"


def test_a_way_back_that_this_browser_did_not_begin_is_refused_and_so_is_a_second_use(
    person: tuple[FlaskClient, Account], empty: Flask
) -> None:
    browser, _ = person
    brought = there(browser)
    refused(back(browser, {**brought, "state": "made-up"}), "không bắt đầu từ trình duyệt này")
    refused(back(browser, brought), "không bắt đầu từ trình duyệt này")  # the flow is over
    again = there(browser)
    assert back(browser, again).status_code == 303
    refused(back(browser, again), "không bắt đầu từ trình duyệt này")


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "of another flow"}, {"aud": "another-client"}, {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"iss": "https://another.example"}, {"exp": LONG_AGO}, {"nonce": None}, {"iat": "yesterday"},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_the_servers_for_us_and_of_this_flow_is_refused(
    person: tuple[FlaskClient, Account], server: SignOnServer, lies: dict[str, Any]
) -> None:
    browser, _ = person
    server.lies = lies
    refused(back(browser, there(browser)), "không hợp lệ hoặc đã hết hạn")
    assert browser.get_cookie(sessions.COOKIE) is None


def test_an_id_token_signed_by_another_key_is_refused(
    person: tuple[FlaskClient, Account], server: SignOnServer
) -> None:
    browser, _ = person
    server.key_of_others = True
    refused(back(browser, there(browser)), "không hợp lệ hoặc đã hết hạn")


def test_a_person_whom_nobody_matched_or_whose_account_is_closed_is_told_so_and_no_account_is_made(
    person: tuple[FlaskClient, Account], server: SignOnServer
) -> None:
    browser, _ = person
    server.person.subject = "p-2"
    refused(back(browser, there(browser)), "chưa có tài khoản nào ở đây gắn với bạn")
    server.person.subject = "p-1"
    accounts.disable("ke-toan")
    refused(back(browser, there(browser)), "chưa có tài khoản nào ở đây gắn với bạn")
    assert [one.username for one in accounts.all_accounts()] == ["ke-toan"]


def test_a_code_of_another_browser_is_worthless_without_its_verifier(
    person: tuple[FlaskClient, Account]
) -> None:
    browser, _ = person
    thief = browser.application.test_client()
    stolen, own = there(browser), there(thief)
    refused(back(thief, {**own, "code": stolen["code"]}), "không nhận lần đăng nhập này")


def test_a_server_that_says_no_or_is_away_is_told_in_words(
    person: tuple[FlaskClient, Account], server: SignOnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, _ = person
    brought = there(browser)
    refused(back(browser, {"state": brought["state"], "error": "access_denied"}), "không cho đăng nhập")

    def away(*_: object, **__: object) -> httpx.Response:
        raise httpx.ConnectError("refused")

    sign_on._fetched.cache_clear()
    monkeypatch.setattr(httpx, "get", away)
    assert browser.get("/dang-nhap/mot-lan").status_code == 503


def test_two_accounts_are_never_matched_to_one_person(person: tuple[FlaskClient, Account]) -> None:
    accounts.create("thu-quy", "Thủ quỹ", PASSWORD, [])
    with pytest.raises(accounts.SignOnNameTaken):
        accounts.set_sign_on_name("thu-quy", "p-1")
    assert database()["accounts"].count_documents({"sign_on_name": "p-1"}) == 1
