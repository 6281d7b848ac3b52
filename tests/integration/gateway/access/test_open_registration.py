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


FACE = {
    "code": "ngay-hoi", "version": 1, "campaign": "c", "unit": "58", "kind": "great_unity_day", "name": "Ngày hội <b>",
    "place": "Nhà văn hóa", "starts_on": "2999-11-18", "ends_on": "2999-11-18", "state": "open", "waiting_list": True,
    "closes_on": None, "reason": "", "places_left_at_least": 5, "is_full": False, "programme": [], "keep_days": 90,
    "basis": "Nghị định 13",
}


@pytest.mark.parametrize(("told", "words"), [
    ({}, "Còn ít nhất 5 chỗ"), ({"places_left_at_least": 1}, "Còn vài chỗ"),
    ({"places_left_at_least": None}, "Đang nhận đăng ký"),
    ({"is_full": True}, "đăng ký bây giờ thì vào danh sách chờ"),
    ({"is_full": True, "waiting_list": False}, "không có danh sách chờ"),
    ({"state": "over"}, "Đã hết hạn đăng ký"), ({"state": "closed", "reason": "Đã đủ khách."}, "Đã đủ khách."),
    ({"state": "past"}, "đã diễn ra"), ({"state": "announced"}, "mời khách riêng"),
    ({"state": "called_off", "reason": "Bão số 6."}, "Bão số 6."),
])
def test_each_state_has_a_page_that_says_so_and_the_form_is_there_only_while_it_is_open(
    empty: Flask, monkeypatch: pytest.MonkeyPatch, told: dict, words: str
) -> None:
    monkeypatch.setattr(public_activities, "_unknown", lambda *_: {**FACE, **told})
    visitor, address = empty.test_client(), "/cong-khai/hoat-dong/ngay-hoi"
    page = visitor.get(address).get_data(as_text=True)
    assert words in page
    assert "Ngày hội &lt;b&gt;" in page
    is_open = told.get("state", "open") == "open"
    form = visitor.get(f"{address}/dang-ky")
    assert form.status_code == (200 if is_open else 409)
    assert ('name="guest_name"' in form.get_data(as_text=True)) == is_open
    assert "no-store" in form.headers["Cache-Control"], "the form's key is one person's"
