"""Checklists and answers on a real MongoDB."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.integration.monitoring.asking import Monitoring, visit

pytestmark = pytest.mark.integration


def under_way(monitoring: Monitoring, **changes: Any) -> str:
    visit_id = monitoring.ok("open_visit", visit(**changes))["visit_id"]
    monitoring.ok("send_decision", {"visit_id": visit_id, "sent_on": "2025-05-20", "document_number": "5/QĐ"})
    monitoring.ok("start_visit", {"visit_id": visit_id, "started_on": "2025-06-16"})
    return str(visit_id)


def said(visit_id: str, choice: str | None = "yes", base_version: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "visit_id": visit_id, "subject": "fund_use", "question": "dung_muc_dich", "choice": choice,
        "base_version": base_version, **changes,
    }


def report(visit_id: str) -> dict[str, Any]:
    return {"visit_id": visit_id, "ended_on": "2025-06-18", "reported_on": "2025-06-20", "summary": "Tốt"}


def test_two_edits_of_one_answer_show_both_until_a_person_settles_them(monitoring: Monitoring) -> None:
    visit_id = under_way(monitoring)
    monitoring.ok("save_answer", said(visit_id), actor="an")
    late = monitoring.ok("save_answer", said(visit_id, "no", note="Không thấy chứng từ"), actor="binh")
    assert (late["outcome"], late["answer"]["choice"], late["answer"]["by"]) == ("conflict", "yes", "an")
    [other] = late["answer"]["conflicts"]
    assert (other["choice"], other["note"], other["by"]) == ("no", "Không thấy chứng từ", "binh")
    assert monitoring.ok("save_answer", said(visit_id, "no", note="Không thấy chứng từ"))["outcome"] == "same"
    assert monitoring.refused("report_visit", report(visit_id)) == "answers_in_conflict"
    settled = monitoring.ok("save_answer", said(visit_id, "partly", 1, settles=[other["conflict_id"]]))
    assert (settled["outcome"], settled["answer"]["version"], settled["answer"]["conflicts"]) == ("saved", 2, [])
    trail = monitoring.trail("answer", f"{visit_id}:fund_use:dung_muc_dich")
    assert [(one["action"], one["by"]) for one in trail] == [
        ("saved", "an"), ("conflict", "binh"), ("saved", "supervisor"),
    ]


def test_of_answers_sent_at_the_same_moment_none_is_lost(monitoring: Monitoring) -> None:
    visit_id = under_way(monitoring)
    notes = [f"máy {n}" for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda note: monitoring.ok("save_answer", said(visit_id, note=note)), notes))
    assert sorted(one["outcome"] for one in answers) == ["conflict"] * 5 + ["saved"]
    asked = monitoring.ok("get_checklist", {"visit_id": visit_id, "subject": "fund_use"})
    [answer] = [one["answer"] for one in asked["questions"] if one["answer"]]
    assert sorted([answer["note"], *(one["note"] for one in answer["conflicts"])]) == notes


def test_a_visit_keeps_the_version_of_its_checklist_when_another_is_saved(monitoring: Monitoring) -> None:
    before = under_way(monitoring)
    question = {"code": "moi", "kind": "number", "text": "Số hộ", "citation": "Quy chế tỉnh"}
    mine = {"subject": "fund_use", "title": "Phiếu của tỉnh", "questions": [question]}
    assert monitoring.ok("save_template", mine, key="k")["version"] == 2
    assert monitoring.ok("save_template", mine, key="k")["version"] == 2
    assert monitoring.refused("save_template", {**mine, "questions": [question, question]}) == "question_twice"
    after = under_way(monitoring)
    versions = [
        monitoring.ok("get_checklist", {"visit_id": one, "subject": "fund_use"})["template_version"]
        for one in (before, after)
    ]
    assert versions == [1, 2]
    assert monitoring.refused("save_answer", said(after)) == "question_not_found"
    assert monitoring.ok("save_answer", said(before))["answer"]["template_version"] == 1
    assert len(monitoring.ok("list_templates", {})["templates"]) == 15
    assert monitoring.ok("get_template", {"subject": "fund_use", "version": 1})["title"] != "Phiếu của tỉnh"
    assert monitoring.refused("get_template", {"subject": "fund_use", "version": 3}) == "template_not_found"


def test_the_report_of_a_visit_counts_what_was_answered_and_what_with_no(monitoring: Monitoring) -> None:
    visit_id = under_way(monitoring, subjects=["fund_use", "house_quality"])
    monitoring.ok("save_answer", said(visit_id, "no"))
    number = said(visit_id, None, question="ho_doi_chieu", number=12)
    monitoring.ok("save_answer", number)
    house = said(visit_id, subject="house_quality", question="o_that")
    monitoring.ok("save_answer", house)
    told = monitoring.ok("report_visit", report(visit_id))
    assert [(one["subject"], one["answered"], one["unmet"]) for one in told["checklists"]] == [
        ("fund_use", 2, 1), ("house_quality", 1, 0),
    ]
    assert (told["answered"], told["unmet"]) == (3, 1)


def test_answers_are_given_while_the_team_is_at_work_and_fit_their_question(monitoring: Monitoring) -> None:
    planned = monitoring.ok("open_visit", visit())["visit_id"]
    assert monitoring.refused("save_answer", said(planned)) == "visit_step_out_of_order"
    visit_id = under_way(monitoring)
    assert monitoring.refused("save_answer", said(visit_id, None, number=3)) == "answer_unlike_question"
    assert monitoring.refused("save_answer", said(visit_id, base_version=4)) == "base_version_unknown"
    elsewhere = said(visit_id, subject="house_quality", question="o_that")
    assert monitoring.refused("save_answer", elsewhere) == "question_not_found"
