"""Logging in by page and by token: what is kept, what ends it, and what slows down who guesses."""

import datetime as dt
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse

from gateway.access import accounts, counters, sessions, tokens
from gateway.access import log_in as slowed
from gateway.access.accounts import Account
from gateway.database import database
from tests.e2e.product import eventually
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.pages import form_secret, log_in

pytestmark = pytest.mark.integration

NOW = dt.datetime(2026, 10, 17, 1, 30, tzinfo=dt.UTC)


def everything_kept() -> str:
    return repr([list(database()[name].find()) for name in database().list_collection_names()])


def test_a_page_session_is_a_cookie_that_scripts_cannot_read(browser: FlaskClient, treasurer: Account) -> None:
    answer = log_in(browser, "ke-toan", PASSWORD)
    assert answer.status_code == 303
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(sessions.COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert browser.get("/api/v1/tokens/me").json["username"] == "ke-toan"


def test_neither_password_nor_session_nor_token_is_kept_in_the_clear(
    browser: FlaskClient, treasurer: Account
) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    cookie = browser.get_cookie(sessions.COOKIE)
    issued = tokens.issue(treasurer, NOW)
    assert cookie
    kept = everything_kept()
    for secret in (PASSWORD, cookie.value, issued.secret):
        assert secret not in kept
    assert "$argon2id$" in kept


def test_a_planted_session_id_is_not_taken_over_at_log_in(browser: FlaskClient, treasurer: Account) -> None:
    browser.set_cookie(sessions.COOKIE, "planted-by-somebody-else")
    log_in(browser, "ke-toan", PASSWORD)
    cookie = browser.get_cookie(sessions.COOKIE)
    assert cookie and cookie.value != "planted-by-somebody-else"
    assert sessions.account_of("planted-by-somebody-else", dt.datetime.now(dt.UTC)) is None


def test_logging_in_again_ends_the_session_before(browser: FlaskClient, treasurer: Account) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    first = browser.get_cookie(sessions.COOKIE)
    assert first
    secret = form_secret(browser, "/")
    browser.post("/dang-nhap", data={"csrf_token": secret, "username": "ke-toan", "password": PASSWORD})
    second = browser.get_cookie(sessions.COOKIE)
    assert second and second.value != first.value
    assert sessions.account_of(first.value, dt.datetime.now(dt.UTC)) is None


def test_after_logging_out_a_copied_cookie_is_worthless(browser: FlaskClient, treasurer: Account) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    copied = browser.get_cookie(sessions.COOKIE)
    assert copied
    browser.post("/dang-xuat", data={"csrf_token": form_secret(browser, "/")})
    browser.set_cookie(sessions.COOKIE, copied.value)
    assert browser.get("/api/v1/tokens/me").status_code == 401


def test_a_session_ends_by_itself_however_busy_it_is(treasurer: Account) -> None:
    cookie = sessions.open_session(treasurer, NOW)
    step = sessions.IDLE - dt.timedelta(minutes=1)
    seen = NOW
    while seen + step < NOW + sessions.LASTS:
        seen += step
        assert sessions.account_of(cookie, seen), "each use keeps it from idling"
    assert sessions.account_of(cookie, NOW + sessions.LASTS) is None


def test_a_session_that_somebody_left_alone_ends(treasurer: Account) -> None:
    cookie = sessions.open_session(treasurer, NOW)
    assert sessions.account_of(cookie, NOW + sessions.IDLE - dt.timedelta(seconds=1))
    left = sessions.open_session(treasurer, NOW)
    assert sessions.account_of(left, NOW + sessions.IDLE) is None


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer_in_about_the_same_time(
    browser: FlaskClient, treasurer: Account
) -> None:
    accounts.verified("nobody", "warm up the hash of nobody")

    def answer(username: str) -> tuple[str, float]:
        secret = form_secret(browser)
        took = []
        for _ in range(3):
            begun = time.perf_counter()
            page = browser.post(
                "/dang-nhap", data={"csrf_token": secret, "username": username, "password": "sai mật khẩu"}
            )
            took.append(time.perf_counter() - begun)
        assert page.status_code == 422
        text = re.sub(r'name="csrf_token" value="[^"]+"', "", page.get_data(as_text=True))
        return text.replace(username, ""), min(took)

    (known, known_seconds), (unknown, unknown_seconds) = answer("ke-toan"), answer("khong-co")
    assert known == unknown
    assert unknown_seconds > known_seconds / 2, "nobody's password must be hashed too"


def test_guessing_is_stopped_after_ten_tries_even_with_the_right_password(
    empty: Flask, browser: FlaskClient, treasurer: Account
) -> None:
    for _ in range(10):
        assert log_in(browser, "ke-toan", "đoán mò").status_code == 422
    stopped = log_in(browser, "ke-toan", PASSWORD)
    assert stopped.status_code == 429
    assert int(stopped.headers["Retry-After"]) > 0
    program = empty.test_client().post("/api/v1/tokens", json={"username": "ke-toan", "password": PASSWORD})
    assert program.status_code == 429, "the page and the API count together"
    assert program.json["code"] == "too_many_attempts"
    elsewhere = empty.test_client().post(
        "/api/v1/tokens",
        json={"username": "ke-toan", "password": PASSWORD},
        environ_base={"REMOTE_ADDR": "10.0.0.9"},
    )
    assert elsewhere.status_code == 201, "a guesser elsewhere does not lock the owner out"


def test_the_count_of_failures_is_kept_in_the_database_not_in_the_process(
    browser: FlaskClient, treasurer: Account
) -> None:
    log_in(browser, "ke-toan", "đoán mò")
    assert database()["rate_limit_counters"].count_documents({}) > 0


def test_a_successful_log_in_clears_the_count(browser: FlaskClient, treasurer: Account) -> None:
    for _ in range(3):
        for _ in range(5):
            log_in(browser, "ke-toan", "gõ nhầm")
        assert log_in(browser, "ke-toan", PASSWORD).status_code == 303
        browser.delete_cookie(sessions.COOKIE)


def try_token(empty: Flask, username: str, password: str, address: str) -> int:
    answer = empty.test_client().post(
        "/api/v1/tokens",
        json={"username": username, "password": password},
        environ_base={"REMOTE_ADDR": address},
    )
    return answer.status_code


def test_a_guesser_with_an_account_of_his_own_does_not_clear_the_count_of_his_address(
    empty: Flask, treasurer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowed, "PER_ADDRESS", parse("6 per 5 minutes"))  # the real one would hash for half a minute
    accounts.create("ke-gian", "Kẻ gian", PASSWORD, [])
    for tried in range(6):
        assert try_token(empty, f"nguoi-{tried}", "đoán mò", "10.0.0.7") == 401
        assert try_token(empty, "ke-gian", PASSWORD, "10.0.0.7") == (201 if tried < 5 else 429)
    assert try_token(empty, "nguoi-khac", "đoán mò", "10.0.0.7") == 429
    assert try_token(empty, "ke-toan", PASSWORD, "10.0.0.8") == 201, "elsewhere nothing has happened"


def test_guessing_one_name_from_many_addresses_is_slowed_without_locking_its_owner_out(
    empty: Flask, treasurer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowed, "PER_NAME_ANYWHERE", parse("10 per 1 hour"))
    assert try_token(empty, "ke-toan", PASSWORD, "10.0.1.1") == 201
    for tried in range(10):
        assert try_token(empty, "ke-toan", "đoán mò", f"10.0.2.{tried}") == 401
    assert try_token(empty, "ke-toan", PASSWORD, "10.0.3.1") == 429, "even the right password, from a new address"
    assert try_token(empty, "ke-toan", PASSWORD, "10.0.1.1") == 201, "where the owner has logged in before"


def test_a_known_browser_of_the_owner_gets_in_while_somebody_hammers_the_account_from_the_same_network(
    empty: Flask, browser: FlaskClient, treasurer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowed, "PER_ADDRESS", parse("6 per 5 minutes"))
    monkeypatch.setattr(slowed, "PER_NAME_ANYWHERE", parse("6 per 1 hour"))
    assert log_in(browser, "ke-toan", PASSWORD).status_code == 303
    browser.delete_cookie(sessions.COOKIE)
    stop, hammered = threading.Event(), []

    def hammer() -> None:
        while not stop.is_set():
            hammered.append(try_token(empty, "ke-toan", "đoán mò", "127.0.0.1"))

    with ThreadPoolExecutor(2) as attackers:
        running = [attackers.submit(hammer) for _ in range(2)]
        try:
            eventually(lambda: 429 in hammered, within_seconds=30)
            assert log_in(browser, "ke-toan", PASSWORD).status_code == 303, "both at once"
        finally:
            stop.set()
        for one in running:
            one.result()
    stranger = empty.test_client()
    assert log_in(stranger, "ke-toan", PASSWORD).status_code == 429, "the right password, but a browser never seen"


def test_a_known_browser_that_fell_into_other_hands_guesses_no_faster(
    empty: Flask, browser: FlaskClient, treasurer: Account
) -> None:
    accounts.create("thu-quy", "Thủ quỹ", PASSWORD, [])
    log_in(browser, "ke-toan", PASSWORD)
    device = browser.get_cookie(slowed.DEVICE_COOKIE, path="/dang-nhap")
    assert device and device.http_only and device.same_site == "Lax"
    browser.delete_cookie(sessions.COOKIE)
    assert [log_in(browser, "ke-toan", "đoán mò").status_code for _ in range(11)][-1] == 429
    assert log_in(browser, "thu-quy", PASSWORD).status_code == 303, "it is known for its owner alone"
    with empty.test_request_context("/dang-nhap", headers={"Cookie": f"{slowed.DEVICE_COOKIE}={device.value[:-2]}xx"}):
        assert slowed._known_device("ke-toan") is None


def test_names_and_addresses_that_somebody_makes_up_fill_a_bounded_number_of_counters(
    empty: Flask, treasurer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowed, "SLOTS", 4)
    for tried in range(12):
        try_token(empty, f"ten-{tried}", "đoán mò", f"10.1.{tried}.1")
    assert database()["rate_limit_counters"].count_documents({}) <= 3 * 4


def test_a_network_of_ipv6_addresses_is_one_source(empty: Flask) -> None:
    def source(address: str) -> str:
        with empty.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return slowed._source()

    assert source("2001:db8:1:2::1") == source("2001:db8:1:2:ffff::9") != source("2001:db8:1:3::1")
    assert source("10.0.0.1") != source("10.0.0.2")


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:1"])
def test_log_in_goes_on_to_this_site_only(browser: FlaskClient, treasurer: Account, target: str) -> None:
    assert log_in(browser, "ke-toan", PASSWORD, tiep=target).headers["Location"] == "/"


def test_a_token_opens_the_api_until_it_is_given_back(empty: Flask, treasurer: Account) -> None:
    program = empty.test_client()
    got = program.post("/api/v1/tokens", json={"username": "ke-toan", "password": PASSWORD})
    assert got.status_code == 201
    sign = {"Authorization": f"Bearer {got.json['token']}"}
    assert program.get("/api/v1/tokens/me", headers=sign).json["roles"] == [{"role": "treasurer", "unit": "58"}]
    assert program.delete("/api/v1/tokens", headers=sign).status_code == 204
    assert program.get("/api/v1/tokens/me", headers=sign).status_code == 401


def test_a_token_that_is_no_good_does_not_fall_back_to_the_cookie(browser: FlaskClient, treasurer: Account) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    answer = browser.get("/api/v1/tokens/me", headers={"Authorization": "Bearer ct_made-up"})
    assert answer.status_code == 401
    assert answer.json["code"] == "not_logged_in"


def test_a_token_ends_after_its_hours(treasurer: Account) -> None:
    issued = tokens.issue(treasurer, NOW, lasts_hours=1)
    assert tokens.account_of(issued.secret, NOW + dt.timedelta(minutes=59))
    assert tokens.account_of(issued.secret, NOW + dt.timedelta(minutes=60)) is None


def test_disabling_an_account_ends_all_that_it_opened(treasurer: Account) -> None:
    now = dt.datetime.now(dt.UTC)
    cookie, issued = sessions.open_session(treasurer, now), tokens.issue(treasurer, now)
    accounts.disable("ke-toan")
    assert sessions.account_of(cookie, now) is None
    assert tokens.account_of(issued.secret, now) is None
    assert accounts.verified("ke-toan", PASSWORD) is None


def test_a_new_password_ends_all_that_the_old_one_opened(treasurer: Account) -> None:
    now = dt.datetime.now(dt.UTC)
    cookie = sessions.open_session(treasurer, now)
    accounts.set_password("ke-toan", "một mật khẩu khác hẳn")
    assert sessions.account_of(cookie, now) is None
    assert accounts.verified("ke-toan", PASSWORD) is None
    assert accounts.verified("ke-toan", "một mật khẩu khác hẳn")


@pytest.mark.parametrize(
    "body",
    [
        {"username": {"$ne": ""}, "password": {"$ne": ""}},
        {"username": "ke-toan", "password": {"$gt": ""}},
        {"username": ["ke-toan"], "password": PASSWORD},
        {"username": "ke-toan"},
        {"username": "ke-toan", "password": PASSWORD, "role": "province"},
        {"username": "ke-toan", "password": PASSWORD, "lasts_hours": 999},
    ],
)
def test_a_log_in_of_the_wrong_shape_is_refused_with_its_field(
    empty: Flask, treasurer: Account, body: dict[str, object]
) -> None:
    answer = empty.test_client().post("/api/v1/tokens", json=body)
    assert answer.status_code == 422
    assert answer.json["errors"]


def test_the_counters_of_failures_are_kept_over_the_gateways_own_connection(app: Flask) -> None:
    kept = app.extensions[counters.EXTENSION].storage
    assert isinstance(kept, counters.Counters)
    assert kept.storage is database().client
