"""Every address of the gateway, asked by nobody in particular: a visitor learns nothing, not even what there is."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from gateway.access import accounts, sessions
from gateway.access.log_in import DEVICE_COOKIE
from gateway.access.rules import Grant
from messaging.rpc_client import RpcClient, ServiceAway
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.pages import form_secret, log_in

pytestmark = pytest.mark.integration

OPEN_TO_ALL = {
    "GET /dang-nhap", "POST /dang-nhap", "POST /dang-xuat", "GET /static/<path:filename>", "GET /static/chungtay.css",
    "GET /favicon.ico",
    "GET /healthz", "GET /readyz", "GET /api/docs", "GET /api/v1/openapi.json", "POST /api/v1/tokens",
    "GET /api/v1/public/ledger/roots", "GET /api/v1/public/ledger/roots/export.csv",
    "GET /api/v1/public/ledger/roots/export.xlsx", "GET /api/v1/public/ledger/proofs/<entry_id>",
    # Whoever holds a receipt may check it.
    "GET /api/v1/public/receipts/<code>", "GET /kiem-tra-bien-nhan", "GET /kiem-tra-bien-nhan/<code>",
    # To a sign-on server and back, where one is configured.
    "GET /dang-nhap/mot-lan", "GET /dang-nhap/mot-lan/ve",
    # Whoever holds the link sets the password of their account.
    "GET /mat-khau/<token>", "POST /mat-khau/<token>",
    # Whoever holds an invitation answers it.
    "GET /api/v1/public/invitations/<token>", "POST /api/v1/public/invitations/<token>",
    "GET /thu-moi/<token>", "POST /thu-moi/<token>", "GET /thu-moi/<token>/lich.ics",
    # Whoever wants to come to an activity that is open to the public registers, and follows it by their own link.
    "GET /api/v1/public/activities", "GET /api/v1/public/activities/<activity>",
    "POST /api/v1/public/activities/<activity>/registrations", "GET /api/v1/public/registrations/<token>",
    "POST /api/v1/public/registrations/<token>/withdrawal", "POST /api/v1/public/registrations/<token>/acceptance",
    "GET /cong-khai/hoat-dong", "GET /cong-khai/hoat-dong/<code>", "GET /cong-khai/hoat-dong/<code>/lich.ics",
    "GET /cong-khai/hoat-dong/<code>/dang-ky", "POST /cong-khai/hoat-dong/<code>/dang-ky",
    "GET /dang-ky/<token>", "POST /dang-ky/<token>", "GET /dang-ky/<token>/huy",
    # Whoever holds a score card enters and signs it.
    "GET /api/v1/public/golf-cards/<token>", "POST /api/v1/public/golf-cards/<token>/entries",
    "POST /api/v1/public/golf-cards/<token>/signature", "GET /the-diem/<token>", "POST /the-diem/<token>",
    "POST /the-diem/<token>/chu-ky",
    # Whoever stands at the last hole may follow the board and check how it was reckoned.
    "GET /api/v1/golf-rounds/<id>/leaderboard", "GET /api/v1/golf-rounds/<id>/leaderboard/stream",
    "GET /api/v1/golf-rounds/<id>/result", "GET /api/v1/golf-rounds/<id>/result.pdf",
    "GET /api/v1/golf-cards/<id>/explanation",
    "GET /hoat-dong/<code>/bang-diem", "GET /hoat-dong/<code>/bang-diem/phan", "GET /hoat-dong/<code>/bang-diem/dong",
    "GET /hoat-dong/<code>/bang-diem/<card>",
    # Whoever has something to complain of, without a name; the return code alone opens the dialogue.
    "POST /api/v1/public/complaints", "POST /api/v1/public/complaints/dialogue",
    "POST /api/v1/public/complaints/messages", "POST /api/v1/public/complaints/not-fixed",
    "GET /api/v1/public/complaints/figures", "GET /api/v1/public/complaints/figures.csv",
    "GET /api/v1/public/complaints/figures.xlsx",
    "GET /phan-anh", "POST /phan-anh", "GET /phan-anh/theo-doi", "POST /phan-anh/theo-doi",
    # Whoever is asked in a survey, without a name, and whoever wants to know what it came to.
    "GET /api/v1/public/surveys/<survey_id>", "POST /api/v1/public/surveys/<survey_id>/answers",
    "GET /api/v1/public/surveys/<survey_id>/results", "GET /api/v1/public/surveys/<survey_id>/results.csv",
    "GET /api/v1/public/surveys/<survey_id>/results.xlsx",
    "GET /khao-sat/<survey_id>", "POST /khao-sat/<survey_id>", "GET /khao-sat/<survey_id>/cam-on",
    # The public portal: where the money came from and went.
    "GET /", "GET /cong-khai", "GET /cong-khai/sao-ke", "GET /cong-khai/bien-ban",
    "GET /cong-khai/bien-ban/<import_id>", "GET /cong-khai/so-cai", "GET /cong-khai/du-lieu", "GET /cong-khai/ung-ho",
    "GET /api/v1/public/statement-lines", "GET /api/v1/public/statement-lines.csv", "GET /api/v1/public/figures",
    "GET /api/v1/public/figures.csv", "GET /api/v1/public/figures.xlsx",
    # Stories of houses, as far as the households want them told.
    "GET /api/v1/public/house-stories", "GET /api/v1/public/house-stories/<id>",
    "GET /api/v1/public/house-stories/<id>/photos/<photo>/<size>",
    "GET /cong-khai/nha-dai-doan-ket", "GET /cong-khai/nha-dai-doan-ket/<story_id>",
    # What Decree 93/2021 wants published.
    "GET /api/v1/relief/<campaign>", "GET /api/v1/relief/<campaign>/disclosure.csv",
    "GET /api/v1/relief/<campaign>/disclosure.xlsx", "GET /api/v1/relief/<campaign>/disclosure.pdf",
}

GIFT = {
    "campaign": "c", "unit": "58", "amount_vnd": 1000, "channel": "cash", "received_on": "2024-10-17",
    "donor_name": "", "name_display": "masked", "note": "",
}


def routes(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_a_visitor_is_asked_to_log_in_at_every_address_before_anything_is_looked_up(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def away(_client: RpcClient, service: str, method: str, *_rest: object) -> None:
        asked.append((service, method))
        raise ServiceAway(service, "no service is asked in this test")

    monkeypatch.setattr(RpcClient, "call", away)
    visitor = empty.test_client()
    visitor.environ_base["REMOTE_ADDR"] = "10.0.0.5"  # programs of this machine may read the metrics
    secret = form_secret(visitor)
    walked = 0
    for method, rule in routes(empty):
        if f"{method} {rule.rule}" in OPEN_TO_ALL:
            continue
        path = re.sub(r"<[^>]+>", "received", rule.rule)
        is_api = path.startswith(("/api/", "/metrics"))
        # The body of a gift alone is judged before its sender: bookings by the thousand come that way.
        body = GIFT if path == "/api/v1/donations" else {"no": "sense"}
        answer = visitor.open(
            path, method=method, headers={"X-CSRFToken": secret, "Idempotency-Key": "k"},
            **({"json": body} if is_api and method != "GET" else {}),
        )
        assert answer.status_code == (401 if is_api else 302), f"{method} {rule.rule}: {answer.status_code}"
        assert is_api or answer.headers["Location"].startswith("/dang-nhap"), f"{method} {rule.rule}"
        assert asked == [], f"{method} {rule.rule}"
        walked += 1
    assert walked > 35


def test_what_is_open_to_all_is_there(empty: Flask) -> None:
    assert {f"{method} {rule.rule}" for method, rule in routes(empty)} >= OPEN_TO_ALL - {"GET /favicon.ico"}


def test_every_change_that_a_browser_asks_for_needs_the_forms_secret(empty: Flask) -> None:
    """Nobody's page can make a browser that is logged in, or about to be, change anything here."""
    accounts.create("ke-toan", "Kế toán", PASSWORD, [Grant("treasurer", "58")])
    browser = empty.test_client()
    log_in(browser, "ke-toan", PASSWORD)
    walked = 0
    for method, rule in routes(empty):
        if method in ("GET", "HEAD", "OPTIONS"):
            continue
        path = re.sub(r"<[^>]+>", "received", rule.rule)
        forged = browser.open(path, method=method, data={"a": "b"}, headers={"Idempotency-Key": "k"})
        assert forged.status_code == 400, f"{method} {rule.rule}: {forged.status_code}"
        walked += 1
    assert walked > 100
    assert browser.get("/api/v1/tokens/me").status_code == 200, "still logged in"


def test_no_cookie_can_be_read_by_scripts_or_travels_with_another_sites_form(empty: Flask) -> None:
    """That each is `Secure` where the page came by HTTPS is held in test_guards."""
    accounts.create("ke-toan", "Kế toán", PASSWORD, [Grant("treasurer", "58")])
    answer = log_in(empty.test_client(), "ke-toan", PASSWORD)
    told = answer.headers.getlist("Set-Cookie")
    assert {sessions.COOKIE, DEVICE_COOKIE} <= {line.partition("=")[0] for line in told}
    for line in told:
        assert "HttpOnly" in line and "SameSite=Lax" in line, line
