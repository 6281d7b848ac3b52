"""Reviews of draft documents on a real MongoDB."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.monitoring.asking import Monitoring, plan

pytestmark = pytest.mark.integration


def review(**changes: Any) -> dict[str, Any]:
    return {
        "campaign": "ninh-thuan-2024", "unit": "58", "origin": "request", "document_kind": "resolution",
        "title": "Dự thảo nghị quyết hỗ trợ nhà ở", "drafting_body": "Sở Xây dựng", "body_unit": "58",
        "received_on": "2025-03-03", **changes,
    }


def arranged(monitoring: Monitoring) -> dict[str, Any]:
    step = {"review_id": monitoring.ok("make_review", review())["review_id"]}
    monitoring.ok("arrange_review", {**step, "form": "conference", "held_on": "2025-03-20", "place": "Hội trường"})
    return step


def conclusion(step: dict[str, Any], *codes: str) -> dict[str, Any]:
    points = [{"code": code, "part": "Điều 3", "text": "Nâng mức hỗ trợ"} for code in codes]
    return {**step, "sent_on": "2025-03-25", "document_number": "12/PB", "points": points}


def test_a_review_is_answered_point_by_point_and_its_deadline_is_met_with_the_last(monitoring: Monitoring) -> None:
    step = arranged(monitoring)
    assert monitoring.refused("conclude_review", conclusion(step, "a")) == "no_opinion_yet"
    said = {**step, "by": "Hội Luật gia", "part": "Điều 3", "text": "Mức thấp", "given_on": "2025-03-20"}
    monitoring.ok("add_review_opinion", said)
    assert monitoring.refused("conclude_review", conclusion(step, "a", "a")) == "point_twice"
    assert monitoring.ok("conclude_review", conclusion(step, "a", "b"))["answer_due_on"] == "2025-04-14"
    assert monitoring.refused("add_review_opinion", said) == "review_step_out_of_order"

    def answer(*answers: dict[str, str], on: str = "2025-04-10") -> dict[str, Any]:
        return {**step, "answered_on": on, "document_number": "7/SXD", "answers": list(answers)}

    first = {"code": "a", "outcome": "accepted"}
    part = monitoring.ok("answer_review", answer(first), actor="so")
    assert (part["status"], part["accepted"], part["answered_on"]) == ("concluded", 1, None)
    assert monitoring.refused("answer_review", answer(first)) == "point_answered"
    assert monitoring.refused("answer_review", answer({"code": "c", "outcome": "accepted"})) == "point_not_found"
    assert monitoring.refused("answer_review", answer({"code": "b", "outcome": "refused"})) == "invalid_command"
    due = monitoring.newest("monitoring.deadlines_changed.v1", "deadline_id").values()
    assert [one["status"] for one in due] == ["open"]
    whole = monitoring.ok(
        "answer_review", answer({"code": "b", "outcome": "refused", "reason": "Ngân sách"}, on="2025-04-16")
    )
    assert (whole["status"], whole["answered_on"], whole["refused"]) == ("answered", "2025-04-16", 1)
    [met] = monitoring.newest("monitoring.deadlines_changed.v1", "deadline_id").values()
    assert (met["status"], met["due_on"], met["met_on"]) == ("met", "2025-04-14", "2025-04-16")
    actions = [one["action"] for one in monitoring.trail("review", step["review_id"])]
    assert actions == ["made", "arranged", "opinion_added", "concluded", "answered", "answered"]


def test_a_review_of_a_plan_names_a_plan_that_is_there(monitoring: Monitoring) -> None:
    assert monitoring.refused("make_review", review(origin="plan")) == "invalid_command"
    assert monitoring.refused("make_review", review(origin="plan", plan_id="khong-co")) == "plan_not_found"
    plan_id = monitoring.ok("make_plan", plan())["plan_id"]
    assert monitoring.ok("make_review", review(origin="plan", plan_id=plan_id))["plan_id"] == plan_id


def test_days_run_forwards_and_what_was_concluded_is_not_withdrawn(monitoring: Monitoring) -> None:
    step = arranged(monitoring)
    early = {**step, "form": "written", "held_on": "2025-03-01"}
    assert monitoring.refused("arrange_review", early) == "before_the_step_before"
    said = {**step, "by": "Ông A", "text": "Đồng ý", "given_on": "2025-03-20"}
    monitoring.ok("add_review_opinion", said)
    monitoring.ok("conclude_review", conclusion(step, "a"))
    assert monitoring.refused("withdraw_review", {**step, "reason": "Nhầm"}) == "review_step_out_of_order"
    other = {"review_id": monitoring.ok("make_review", review())["review_id"], "reason": "Rút dự thảo"}
    assert monitoring.ok("withdraw_review", other)["status"] == "withdrawn"
