"""Plans, visits and their deadlines on a real MongoDB."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.monitoring.trail.documents import TrailEntry
from tests.integration.monitoring.asking import Monitoring, from_plan, item, plan, visit

pytestmark = pytest.mark.integration

DEADLINES = "monitoring.deadlines_changed.v1"


def approved(monitoring: Monitoring, **changes: Any) -> str:
    made = monitoring.ok("make_plan", plan(**changes))
    step = {"plan_id": made["plan_id"], "approved_on": "2024-12-09", "decision": "12/QĐ"}
    return str(monitoring.ok("approve_plan", step, actor="approver")["plan_id"])


def deadlines(monitoring: Monitoring) -> dict[str, dict[str, Any]]:
    return monitoring.newest(DEADLINES, "deadline_id")


def test_a_plan_sets_a_deadline_per_unit_and_day_and_one_for_its_own_sending(monitoring: Monitoring) -> None:
    made = monitoring.ok("make_plan", plan())
    due = sorted((one["clock"], one["unit"], one["due_on"]) for one in made["deadlines"])
    assert due == [
        ("plan_item", "582", "2025-06-30"), ("plan_item", "582", "2025-12-31"),
        ("plan_item", "584", "2025-06-30"), ("plan_item", "584", "2025-12-31"),
        ("plan_sent", "58", "2025-06-15"),
    ]
    assert len(deadlines(monitoring)) == 5
    assert monitoring.refused("make_plan", plan()) == "plan_there"


def test_a_plan_sent_late_is_taken_down_as_late_not_refused(monitoring: Monitoring) -> None:
    late = item(every="year", month=1, day=5)
    plan_id = approved(monitoring, items=[late])
    monitoring.ok("send_plan", {"plan_id": plan_id, "sent_on": "2025-01-02", "document_number": "3/KH"})
    sent = deadlines(monitoring)[f"plan:{plan_id}:sent"]
    assert (sent["status"], sent["due_on"], sent["met_on"]) == ("met", "2024-12-21", "2025-01-02")
    assert sent["citation"].startswith("Nghị quyết liên tịch 403")


def test_an_amended_plan_needs_its_approval_again_and_its_earlier_lines_are_kept(monitoring: Monitoring) -> None:
    plan_id = approved(monitoring)
    opened = monitoring.ok("open_visit", from_plan(plan_id))
    change = {"plan_id": plan_id, "reason": "Sáp nhập", "items": [item(targets=["584"], every="year", month=9)]}
    amended = monitoring.ok("amend_plan", change)
    assert (amended["status"], amended["reason"]) == ("draft", "Sáp nhập")
    kept = {(one["unit"], one["due_on"]) for one in amended["deadlines"] if one["clock"] == "plan_item"}
    assert kept == {("584", "2025-09-30"), ("582", "2025-06-30")}, "what has a visit stays"
    assert monitoring.refused("open_visit", from_plan(plan_id, "2025-09-30", unit="584")) == "plan_not_in_force"
    last = monitoring.trail("plan", plan_id)[-1]
    assert (last["action"], last["by"]) == ("amended", "supervisor")
    assert last["changed"]["item_list"][0][0]["targets"] == ["582", "584"]
    assert opened["due_on"] == "2025-06-30"


def test_a_visit_meets_the_day_of_its_plan_when_it_is_reported_and_frees_it_when_cancelled(
    monitoring: Monitoring,
) -> None:
    plan_id = approved(monitoring)
    first = monitoring.ok("open_visit", from_plan(plan_id))["visit_id"]
    assert monitoring.refused("open_visit", from_plan(plan_id)) == "occurrence_taken"
    assert monitoring.refused("withdraw_plan", {"plan_id": plan_id, "reason": "x"}) == "plan_has_visits"
    monitoring.ok("cancel_visit", {"visit_id": first, "reason": "Bão"})
    assert deadlines(monitoring)[f"visit:{first}:decision"]["status"] == "dropped"

    visit_id = monitoring.ok("open_visit", from_plan(plan_id))["visit_id"]
    step = {"visit_id": visit_id}
    assert monitoring.refused("start_visit", {**step, "started_on": "2025-06-16"}) == "decision_not_sent"
    monitoring.ok("send_decision", {**step, "sent_on": "2025-06-10", "document_number": "5/QĐ"})
    decision = deadlines(monitoring)[f"visit:{visit_id}:decision"]
    assert (decision["due_on"], decision["met_on"]) == ("2025-06-01", "2025-06-10"), "late, and told so"
    monitoring.ok("start_visit", {**step, "started_on": "2025-06-16"})
    monitoring.ok("report_visit", {**step, "ended_on": "2025-06-18", "reported_on": "2025-06-25", "summary": "Tốt"})
    met = deadlines(monitoring)[f"plan:{plan_id}:quy:582:2025-06-30"]
    assert (met["status"], met["met_on"], met["visit_id"]) == ("met", "2025-06-18", visit_id)
    closed = monitoring.ok("close_visit", {**step, "closed_on": "2025-06-26", "conclusion": "Xong"})
    assert closed["status"] == "closed"
    assert [one["action"] for one in monitoring.trail("visit", visit_id)] == [
        "opened", "decision_sent", "started", "reported", "closed",
    ]


def test_of_two_visits_opened_at_once_for_one_day_of_a_plan_one_is_refused(monitoring: Monitoring) -> None:
    plan_id = approved(monitoring)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: monitoring.ask("open_visit", from_plan(plan_id)), range(2)))
    assert sorted(next(iter(one)) for one in answers) == ["ok", "refused"]


def test_a_visit_must_be_what_its_line_of_the_plan_says(monitoring: Monitoring) -> None:
    plan_id = approved(monitoring)
    wrong = {
        "visit_unlike_item": from_plan(plan_id, subjects=["fund_management"]),
        "occurrence_not_found": from_plan(plan_id, "2025-07-31"),
        "leader_missing": from_plan(plan_id, team=[{"name": "Bà A", "role": "member"}]),
        "visit_reason_not_wanted": {**from_plan(plan_id), "reason": "Đơn thư"},
        "visit_reason_missing": visit(reason=""),
        "inspects_itself": visit(by_unit="582"),
        "visit_days_wrong": visit(ends_on="2025-06-15"),
    }
    assert {code: monitoring.refused("open_visit", body) for code, body in wrong.items()} == {
        code: code for code in wrong
    }
    assert monitoring.said("monitoring.visits_changed.v1") == []


def test_a_postponed_visit_moves_the_day_by_which_its_decision_is_due(monitoring: Monitoring) -> None:
    visit_id = monitoring.ok("open_visit", visit())["visit_id"]
    days = {"visit_id": visit_id, "starts_on": "2025-07-16", "ends_on": "2025-07-17", "reason": "Mưa lũ"}
    monitoring.ok("postpone_visit", days)
    assert deadlines(monitoring)[f"visit:{visit_id}:decision"]["due_on"] == "2025-07-01"


def test_a_changed_clock_is_a_new_version_and_deadlines_that_run_keep_theirs(monitoring: Monitoring) -> None:
    before = monitoring.ok("open_visit", visit())["visit_id"]
    rule = {"code": "decision_sent", "name": "Gửi quyết định", "days": 10, "citation": "Văn bản mới",
            "from_on": "2025-01-01"}
    assert monitoring.ok("save_clock", rule, key="k")["version"] == 2
    assert monitoring.ok("save_clock", rule, key="k")["version"] == 2, "the same again changes nothing"
    after = monitoring.ok("open_visit", visit())["visit_id"]
    told = {one: deadlines(monitoring)[f"visit:{one}:decision"] for one in (before, after)}
    assert [(one["due_on"], one["clock_version"]) for one in told.values()] == [("2025-06-01", 1), ("2025-06-06", 2)]
    assert told[after]["citation"] == "Văn bản mới"
    assert monitoring.refused("save_clock", {**rule, "to_on": "2024-12-31"}) == "clock_ends_before_it_begins"
    assert [one["days"] for one in monitoring.ok("list_clocks", {})["clocks"]] == [14, 15, 10, 15, 20, 20]


def test_the_trail_is_only_ever_added_to(monitoring: Monitoring) -> None:
    monitoring.ok("open_visit", visit())
    entry = TrailEntry.objects.first()
    for attempt in (entry.delete, lambda: entry.update(by="x"), lambda: entry.modify(by="x")):
        with pytest.raises(TypeError):
            attempt()
    entry.by = "somebody else"
    with pytest.raises(Exception, match="duplicate"):
        entry.save()
