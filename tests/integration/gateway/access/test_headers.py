"""What a browser is told with every answer, of whatever address."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.access import accounts
from gateway.access.rules import Grant
from gateway.api.conditional import ASK_EACH_TIME
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.pages import form_secret, log_in
from tests.integration.gateway.access.test_every_route import OPEN_TO_ALL, routes

pytestmark = pytest.mark.integration

ASKS_A_SERVICE = re.compile(
    r"/api/v1/(golf|relief|public)|/(kiem-tra-bien-nhan|the-diem|thu-moi|phan-anh|khao-sat|dang-ky)"
    r"|/cong-khai/(hoat-dong|nha-dai-doan-ket)/"
)
"""No service runs in this test: these would wait for one.  Their answers go through the same door."""


PORTAL = re.compile(r"/|/cong-khai(/.*)?")
"""The same for everybody who is not logged in, so it may be kept for a minute."""


MAY_BE_TAKEN_BACK = re.compile(r"/cong-khai/nha-dai-doan-ket(/.*)?")
"""Asked for anew each time: a household may take its story back at any moment."""


def told_wrong(browser: FlaskClient, path: str, method: str = "GET", **more: object) -> list[str]:
    """What is missing of the headers of an answer."""
    headers = browser.open(path, method=method, **more).headers  # type: ignore[arg-type]
    policy = headers.get("Content-Security-Policy", "")
    holds = {
        "default-src": "default-src 'self'" in policy or "default-src 'none'" in policy,
        "unsafe": "unsafe" not in policy and "*" not in policy and "http" not in policy,
        "frame-ancestors": "frame-ancestors 'none'" in policy, "base-uri": "base-uri 'none'" in policy,
        "form-action": "form-action 'self'" in policy, "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "frames": headers.get("X-Frame-Options") == "DENY",
        "referrer": headers.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "permissions": "microphone=()" in headers.get("Permissions-Policy", ""),
        "not kept": path.startswith("/static/") or "no-store" in headers.get("Cache-Control", "no-store")
        or headers["Cache-Control"] == may_be_kept(path),
    }
    return [f"{method} {path}: {name}" for name, is_so in holds.items() if not is_so]


def may_be_kept(path: str) -> str:
    """What may be kept of an open page, and for how long."""
    if MAY_BE_TAKEN_BACK.fullmatch(path):
        return ASK_EACH_TIME
    return "public, max-age=60" if PORTAL.fullmatch(path) else "no-store"


def test_every_address_tells_the_browser_to_run_nothing_inline_and_to_frame_nothing(empty: Flask) -> None:
    visitor = empty.test_client()
    secret = form_secret(visitor)
    wrong, walked = [], 0
    for method, rule in routes(empty):
        if f"{method} {rule.rule}" in OPEN_TO_ALL and ASKS_A_SERVICE.match(rule.rule):
            continue
        path = re.sub(r"<[^>]+>", "received", rule.rule)
        more = {"headers": {"X-CSRFToken": secret, "Idempotency-Key": "k"}}
        wrong += told_wrong(visitor, path, method, **more)
        walked += 1
    assert wrong == []
    assert walked > 300


def test_errors_and_pages_behind_the_log_in_tell_it_too(empty: Flask) -> None:
    accounts.create("ke-toan", "Kế toán", PASSWORD, [Grant("treasurer", "58"), Grant("organiser", "58")])
    browser = empty.test_client()
    log_in(browser, "ke-toan", PASSWORD)
    pages = ("/", "/hoat-dong", "/giam-sat", "/sao-ke", "/sao-ke/moi", "/khong-co", "/api/v1/khong-co", "/static/x.js")
    assert [one for path in pages for one in told_wrong(browser, path)] == []
    assert told_wrong(browser, "/sao-ke/moi", "POST", data={"no": "secret"}) == []
    assert told_wrong(browser, "/api/v1/tokens", "POST", data=b"x" * 5_000_000, content_type="application/json") == []
