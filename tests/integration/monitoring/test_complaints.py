"""Complaints on a real MongoDB."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from runtime.clock import local_day, utc_now
from tests.integration.monitoring.asking import Monitoring

pytestmark = pytest.mark.integration

CODE = hashlib.sha256(b"code").hexdigest()
TEXT = "Ông trưởng thôn nhận tiền của hộ nghèo"


def today() -> str:
    return local_day(utc_now()).isoformat()


def filed(monitoring: Monitoring, **changes: Any) -> dict[str, Any]:
    told = {
        "campaign": "ninh-thuan-2024", "unit": "582", "place": "582", "category": "conduct", "text": TEXT,
        "code_hash": CODE, **changes,
    }
    return monitoring.ok("file_complaint", told, actor="", key=":k")


def answered(monitoring: Monitoring) -> dict[str, Any]:
    step = {"complaint_id": filed(monitoring)["complaint_id"]}
    body = {**step, "body": "UBND phường", "body_unit": "584", "forwarded_on": today()}
    monitoring.ok("forward_complaint", body, actor="office")
    monitoring.ok("answer_complaint", {**step, "answered_on": today(), "text": "Đã xử lý"}, actor="ubnd")
    return step


def test_not_fixed_reaches_the_body_which_has_to_answer_again_before_anybody_closes(monitoring: Monitoring) -> None:
    """FixMyStreet 897, 29: what people say after the answer stays with the site and never reaches the body."""
    step = answered(monitoring)
    closing = {**step, "closed_on": today(), "conclusion": "Xong"}
    monitoring.ok("close_complaint", closing, actor="office")
    monitoring.ok("say_not_fixed", {"code_hash": CODE, "text": "Chưa trả lại tiền"}, actor="")
    of_body = monitoring.newest("monitoring.complaint_forwardings_changed.v1", "forwarding_id")
    told = [(one["unit"], one["body"], one["cause"], one["status"]) for one in of_body.values()]
    assert sorted(told) == [
        ("584", "UBND phường", "first", "answered"), ("584", "UBND phường", "not_fixed", "open"),
    ]
    due = monitoring.newest("monitoring.deadlines_changed.v1", "deadline_id").values()
    assert sorted((one["unit"], one["status"]) for one in due) == [("584", "met"), ("584", "open")]
    assert monitoring.refused("close_complaint", closing) == "answer_awaited"
    monitoring.ok("answer_complaint", {**step, "answered_on": today(), "text": "Nay đã trả"}, actor="ubnd")
    assert monitoring.ok("close_complaint", closing, actor="office")["status"] == "closed"
    row = monitoring.newest("monitoring.complaints_changed.v1", "complaint_id")[step["complaint_id"]]
    assert (row["reopenings"], row["status"]) == (1, "closed")


def test_closing_does_not_cut_the_dialogue_off(monitoring: Monitoring) -> None:
    """GlobaLeaks 4293."""
    step = answered(monitoring)
    monitoring.ok("close_complaint", {**step, "closed_on": today(), "conclusion": "Xong"}, actor="office")
    monitoring.ok("write_in_dialogue", {"code_hash": CODE, "text": "Tôi hỏi thêm"}, actor="")
    waiting = monitoring.newest("monitoring.complaints_changed.v1", "complaint_id")[step["complaint_id"]]
    assert (waiting["status"], waiting["awaits_office"]) == ("closed", True)
    monitoring.ok("write_to_complainant", {**step, "text": "Vâng"}, actor="office")
    found = monitoring.ok("read_dialogue", {"code_hash": CODE}, actor="")
    assert [one["writer"] for one in found["dialogue"]] == ["person", "body", "office", "person", "office"]
    assert "by" not in found["dialogue"][1]


def test_a_complaint_is_proved_by_a_hash_that_its_event_states_too(monitoring: Monitoring) -> None:
    """GlobaLeaks 3397: no proof of submission."""
    receipt = filed(monitoring)
    lines = [CODE, receipt["filed_at"], "ninh-thuan-2024", "582", "conduct", "", TEXT]
    assert receipt["receipt_sha256"] == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    [event] = monitoring.said("monitoring.complaints_changed.v1")
    assert event["receipt_sha256"] == receipt["receipt_sha256"]
    assert filed(monitoring) == receipt, "sent again after a lost answer"
    assert monitoring.store.db["complaints"].count_documents({}) == 1


def test_what_people_write_is_in_no_event_and_nothing_kept_says_who_they_are(monitoring: Monitoring) -> None:
    step = answered(monitoring)
    monitoring.ok("say_not_fixed", {"code_hash": CODE, "text": "Chưa trả lại tiền"}, actor="")
    said = json.dumps(
        [monitoring.said(type) for type in monitoring.store.db["outbox"].distinct("type")]
        + [monitoring.said("monitoring.complaints_changed.v1"), monitoring.trail("complaint", step["complaint_id"])],
        ensure_ascii=False,
    )
    assert "complaint_id" in said
    assert not any(text in said for text in (TEXT, "Chưa trả lại", "Đã xử lý", CODE))
    [kept] = monitoring.store.db["complaints"].find()
    assert [one.get("by") for one in kept["messages"]] == [None, "ubnd", None]


def test_a_look_at_the_texts_is_kept(monitoring: Monitoring) -> None:
    step = answered(monitoring)
    assert "dialogue" not in monitoring.ok("get_complaint", {"id": step["complaint_id"]})
    found = monitoring.ok("look_at_complaint", {**step, "purpose": "Chuyển xử lý"}, actor="office")
    assert found["dialogue"][0]["text"] == TEXT
    [look] = monitoring.store.db["complaint_looks"].find()
    assert (look["looked_by"], look["purpose"]) == ("office", "Chuyển xử lý")


def test_steps_out_of_order_are_refused(monitoring: Monitoring) -> None:
    step = {"complaint_id": filed(monitoring)["complaint_id"]}
    said = {"code_hash": CODE, "text": "Chưa"}
    assert monitoring.refused("say_not_fixed", said) == "nothing_to_reopen"
    reply = {**step, "answered_on": today(), "text": "Rồi"}
    assert monitoring.refused("answer_complaint", reply) == "nobody_has_to_answer"
    early = {**step, "body": "UBND", "body_unit": "584", "forwarded_on": "2024-01-01"}
    assert monitoring.refused("forward_complaint", early) == "before_the_complaint"
    assert monitoring.refused("read_dialogue", {"code_hash": "0" * 64}) == "complaint_not_found"
    monitoring.ok("close_complaint", {**step, "closed_on": today(), "conclusion": "Không thuộc thẩm quyền"})
    late = {**early, "forwarded_on": today()}
    assert monitoring.refused("forward_complaint", late) == "complaint_closed"
    monitoring.ok("say_not_fixed", said)
    assert monitoring.ok("forward_complaint", late)["forwardings"][0]["cause"] == "first"
    passed = monitoring.ok("forward_complaint", {**late, "body": "Sở"})["forwardings"]
    assert [(one["body"], one["cause"], one["status"]) for one in passed] == [
        ("UBND", "first", "passed_on"), ("Sở", "passed_on", "open"),
    ]
