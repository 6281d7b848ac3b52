"""Registering by anybody, seen from the net: slowed, and no secret of a link in a log."""

from __future__ import annotations

import uuid

import pytest
import structlog
from flask import Flask
from limits import parse

from gateway.api.events import public_activities

pytestmark = pytest.mark.integration

FORM = {"guest_name": "Lê Thị Hoa", "phone": "0912345678", "keep_consent": True}


def test_who_registers_without_end_is_slowed_down(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No service runs here: what is let through answers 503."""
    monkeypatch.setattr(public_activities, "REGISTERED_BY_NOBODY", parse("2 per 1 hour"))
    visitor = empty.test_client()
    answers = [
        visitor.post(
            "/api/v1/public/activities/ngay-hoi/registrations", json=FORM, headers={"Idempotency-Key": uuid.uuid4().hex}
        )
        for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [503, 503, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


def test_a_key_that_could_be_guessed_makes_no_secret(empty: Flask) -> None:
    answer = empty.test_client().post(
        "/api/v1/public/activities/ngay-hoi/registrations", json=FORM, headers={"Idempotency-Key": "1"}
    )
    assert (answer.status_code, answer.get_json()["field"]) == (422, "Idempotency-Key")


def test_no_log_line_holds_the_secret_of_a_link(empty: Flask) -> None:
    secret = uuid.uuid4().hex
    visitor = empty.test_client()
    with structlog.testing.capture_logs() as lines:
        for address in (f"/dang-ky/{secret}", f"/api/v1/public/registrations/{secret}", f"/thu-moi/{secret}"):
            visitor.get(address)
    assert [line["path"] for line in lines if line["event"] == "answered"] == [
        "/dang-ky/…", "/api/v1/public/registrations/…",
    ]
    assert secret not in str(lines)
