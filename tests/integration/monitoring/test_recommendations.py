"""Findings made in visits, and recommendations, on a real MongoDB."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.integration.monitoring.asking import Monitoring
from tests.integration.monitoring.test_checklists import report, under_way

pytestmark = pytest.mark.integration


def finding(**changes: Any) -> dict[str, Any]:
    return {
        "campaign": "ninh-thuan-2024", "unit": "582", "about": {"kind": "campaign", "id": "ninh-thuan-2024"},
        "severity": "serious", "found_on": "2025-06-17", "summary": "Chi sai đối tượng", **changes,
    }


def recommendation(finding_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "finding_id": finding_id, "unit": "582", "body": "UBND phường", "text": "Thu hồi khoản chi sai",
        "document_number": "9/KN", "sent_on": "2025-06-20", "remedy_by": "2025-08-31", **changes,
    }


def deadlines(monitoring: Monitoring) -> dict[str, tuple[str, str, str | None]]:
    rows = monitoring.newest("monitoring.deadlines_changed.v1", "deadline_id")
    return {
        key.rpartition(":")[2] + "/" + one["about_kind"]: (one["status"], one["due_on"], one["met_on"])
        for key, one in rows.items()
    }


def test_a_finding_is_made_inside_a_visit_and_bound_to_the_question_that_found_it(monitoring: Monitoring) -> None:
    """CISO Assistant 4092: findings can't be raised inside an audit."""
    visit_id = under_way(monitoring)
    inside = {"visit_id": visit_id, "checklist": "fund_use", "question": "dung_doi_tuong"}
    made = monitoring.ok("raise_finding", finding(**inside))
    assert {name: made[name] for name in inside} == inside
    [event] = monitoring.said("monitoring.finding_raised.v1")
    assert {name: event[name] for name in inside} == inside
    assert monitoring.ok("get_visit", {"id": visit_id})["findings"] == 1
    wrong = {
        "finding_outside_visit": finding(visit_id=visit_id, unit="584"),
        "question_not_found": finding(**{**inside, "question": "khong_co"}),
        "question_without_visit": finding(checklist="fund_use", question="dung_doi_tuong"),
        "visit_not_found": finding(visit_id="khong-co"),
    }
    assert {code: monitoring.refused("raise_finding", body) for code, body in wrong.items()} == {
        code: code for code in wrong
    }


def test_a_visit_is_closed_only_after_its_findings(monitoring: Monitoring) -> None:
    visit_id = under_way(monitoring)
    finding_id = monitoring.ok("raise_finding", finding(visit_id=visit_id))["finding_id"]
    monitoring.ok("report_visit", report(visit_id))
    closing = {"visit_id": visit_id, "closed_on": "2025-07-30", "conclusion": "Xong"}
    assert monitoring.refused("close_visit", closing) == "findings_open"
    step = {"finding_id": finding_id}
    monitoring.ok("record_reply", {**step, "replied_on": "2025-07-01", "text": "Đã nhận"}, actor="commune")
    monitoring.ok("record_remedy", {**step, "remedied_on": "2025-07-05", "text": "Đã thu hồi"}, actor="commune")
    monitoring.ok("close_finding", {**step, "verified_on": "2025-07-20", "conclusion": "Đúng"})
    assert monitoring.ok("close_visit", closing)["status"] == "closed"


def test_each_of_several_recommendations_runs_on_its_own_and_the_finding_ends_after_the_last(
    monitoring: Monitoring,
) -> None:
    finding_id = monitoring.ok("raise_finding", finding())["finding_id"]
    assert deadlines(monitoring) == {"reply/finding": ("open", "2025-07-07", None)}
    first = monitoring.ok("make_recommendation", recommendation(finding_id))
    assert first["reply_due_on"] == "2025-07-10"
    assert deadlines(monitoring) == {
        "reply/finding": ("dropped", "2025-07-07", None),
        "reply/recommendation": ("open", "2025-07-10", None), "remedy/recommendation": ("open", "2025-08-31", None),
    }
    other = monitoring.ok("make_recommendation", recommendation(finding_id, unit="58", body="Sở", remedy_by=None))
    step = {"recommendation_id": first["recommendation_id"]}
    monitoring.ok("reply_to_recommendation", {**step, "replied_on": "2025-07-12", "text": "Sẽ làm"}, actor="ubnd")
    monitoring.ok("remedy_recommendation", {**step, "remedied_on": "2025-07-15", "text": "Xong"}, actor="ubnd")
    looked = {**step, "verified_on": "2025-07-20", "conclusion": "Chưa thu hồi"}
    own = {**looked, "passed": True}
    assert monitoring.refused("verify_recommendation", own, actor="ubnd") == "verifier_reported_remedy"
    again = monitoring.ok("verify_recommendation", {**looked, "passed": False}, actor="verifier")
    assert (again["status"], again["remedied_on"], again["checks"][0]["passed"]) == ("replied", None, False)
    monitoring.ok("remedy_recommendation", {**step, "remedied_on": "2025-08-15", "text": "Nay xong"}, actor="ubnd")
    monitoring.ok("verify_recommendation", {**looked, "verified_on": "2025-08-20", "passed": True}, actor="verifier")
    close = {"finding_id": finding_id, "verified_on": "2025-09-01", "conclusion": "Xong"}
    assert monitoring.refused("close_finding", close, actor="verifier") == "recommendations_not_verified"
    monitoring.ok("withdraw_recommendation", {"recommendation_id": other["recommendation_id"], "reason": "Nhầm nơi"})
    assert monitoring.ok("close_finding", close, actor="verifier")["status"] == "closed"
    assert monitoring.refused("make_recommendation", recommendation(finding_id)) == "finding_already_closed"
    trail = monitoring.trail("recommendation", first["recommendation_id"])
    assert [(one["action"], one["by"]) for one in trail] == [
        ("made", "supervisor"), ("replied", "ubnd"), ("remedied", "ubnd"), ("not_remedied", "verifier"),
        ("remedied", "ubnd"), ("verified", "verifier"),
    ]


def test_a_recommendation_made_while_its_finding_is_being_closed_is_not_left_behind(monitoring: Monitoring) -> None:
    for _ in range(3):
        finding_id = monitoring.ok("raise_finding", finding())["finding_id"]
        step = {"finding_id": finding_id}
        monitoring.ok("record_reply", {**step, "replied_on": "2025-07-01", "text": "Đã nhận"}, actor="commune")
        monitoring.ok("record_remedy", {**step, "remedied_on": "2025-07-05", "text": "Xong"}, actor="commune")
        close = {**step, "verified_on": "2025-07-20", "conclusion": "Đúng"}
        with ThreadPoolExecutor(2) as pool:
            closing = pool.submit(monitoring.ask, "close_finding", close)
            making = pool.submit(monitoring.ask, "make_recommendation", recommendation(finding_id))
        answers = [closing.result(), making.result()]
        assert sum("ok" in one for one in answers) == 1, answers


def test_without_days_of_its_own_a_finding_is_answered_by_the_clock_in_force(monitoring: Monitoring) -> None:
    rule = {"code": "reply", "name": "Trả lời", "days": 10, "citation": "Quy chế", "from_on": "2025-01-01"}
    monitoring.ok("save_clock", rule)
    assert monitoring.ok("raise_finding", finding())["reply_due_on"] == "2025-06-27"
    assert monitoring.ok("raise_finding", finding(found_on="2024-06-17"))["reply_due_on"] == "2024-07-07"
    assert monitoring.ok("raise_finding", finding(reply_within_days=3))["reply_due_on"] == "2025-06-20"
