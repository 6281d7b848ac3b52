"""Supervision by plan, from the API to the report: plan, visit, deadlines, audit trail."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


def plan(of: Campaign, **changes: Any) -> dict[str, Any]:
    return {
        "campaign": of.code, "unit": "58", "level": "province", "body": "fatherland_front", "year": 2025,
        "title": "Kế hoạch giám sát, kiểm tra 2025", "made_on": "2024-12-02", "items": [item()], **changes,
    }


def item(**changes: Any) -> dict[str, Any]:
    return {
        "code": "quy", "kind": "inspection", "subject": "fund_use", "title": "Kiểm tra việc sử dụng Quỹ",
        "targets": ["582"], "every": "half_year", "month": 6, **changes,
    }


def visit(of: Campaign, **changes: Any) -> dict[str, Any]:
    return {
        "campaign": of.code, "by_unit": "58", "unit": "582", "kind": "inspection", "subjects": ["fund_use"],
        "title": "Kiểm tra Quỹ 6 tháng đầu năm", "starts_on": "2025-06-16", "ends_on": "2025-06-18",
        "team": [{"name": "Bà Trưởng Đoàn", "role": "leader"}, {"name": "Ông Thư Ký", "role": "secretary"}], **changes,
    }


def approved_plan(of: Campaign, **changes: Any) -> str:
    api = of.product.api
    plan_id = api("giam-sat").made("/supervision-plans", plan(of, **changes))["plan_id"]
    api("duyet-1").made(f"/supervision-plans/{plan_id}/approval", {"approved_on": "2024-12-09", "decision": "1/QĐ"})
    return str(plan_id)


@pytest.mark.duty("M1")
@pytest.mark.duty("M4")
def test_the_upper_level_inspects_the_fund_below_every_six_months_by_its_plan(campaign: Campaign) -> None:
    api, plan_id = campaign.product.api, approved_plan(campaign)
    path = f"/supervision-plans/{plan_id}"
    api("giam-sat").made(f"{path}/sending", {"sent_on": "2024-12-12", "document_number": "20/KH"})
    planned = {"plan_id": plan_id, "item": "quy", "due_on": "2025-06-30"}
    opened = api("giam-sat").made("/supervision-visits", visit(campaign, planned=planned))
    here = f"/supervision-visits/{opened['visit_id']}"
    api("giam-sat").made(f"{here}/decision", {"sent_on": "2025-05-30", "document_number": "7/QĐ"})
    api("giam-sat").made(f"{here}/start", {"started_on": "2025-06-16"})
    eventually(lambda: campaign.total("visits_planned")["count"] == 1)
    assert campaign.total("visits_done")["count"] == 0
    api("giam-sat").made(
        f"{here}/report", {"ended_on": "2025-06-18", "reported_on": "2025-06-20", "summary": "Đúng quy định"}
    )
    eventually(lambda: campaign.total("visits_done")["count"] == 1)
    first_half = campaign.report(from_on="2025-01-01", to_on="2025-06-30")["total"]
    assert first_half["deadlines_unmet"]["count"] == 0 and first_half["deadlines_due"]["count"] == 3
    assert campaign.total("deadlines_unmet")["count"] == 1, "the second half is still to do"
    assert [row["state"]["due_on"] for row in campaign.rows("deadlines_unmet")] == ["2025-12-31"]
    assert campaign.total("supervision_plans")["count"] == 1
    listed = api().read("/supervision-plans", campaign=campaign.code, year=2025)["rows"]
    assert [row["status"] for row in listed] == ["sent"]
    answers = api().http.get(f"{path}/answers/export.csv").content.decode("utf-8-sig")
    assert answers.count(opened["visit_id"]) > 1, "each question of the plan's one visit, answered or not"


@pytest.mark.duty("M1")
def test_a_community_supervises_by_a_plan_of_its_own(campaign: Campaign) -> None:
    made = campaign.product.api("giam-sat").made(
        "/supervision-plans",
        plan(campaign, unit="582", level="district", body="womens_union",
             items=[item(kind="supervision", subject="household_identification", every="year", month=10)]),
    )
    assert [one["due_on"] for one in made["deadlines"] if one["clock"] == "plan_item"] == ["2025-10-31"]


def test_what_is_overdue_is_reckoned_when_asked_and_what_falls_due_soon_is_told_before(campaign: Campaign) -> None:
    """GlobaLeaks 4866 and 2866: nothing warns of a legal deadline."""
    api, today = campaign.product.api, dt.datetime.now(dt.UTC).date()
    approved_plan(campaign, items=[item(every="year", month=3)])
    soon = today + dt.timedelta(days=20)
    body = visit(campaign, starts_on=soon.isoformat(), ends_on=soon.isoformat(), reason="Đơn thư của dân")
    api("giam-sat").made("/supervision-visits", body)

    def overdue(**more: Any) -> list[tuple[str, bool]]:
        page = api("giam-sat").read("/deadlines/overdue", campaign=campaign.code, **more)
        assert all(row["overdue"] == (row["days_left"] < 0) for row in page["rows"])
        return [(row["clock"], row["overdue"]) for row in page["rows"]]

    eventually(lambda: len(overdue(within_days=30)) == 3)
    assert overdue() == [("plan_sent", True), ("plan_item", True)]
    assert overdue(within_days=30)[-1] == ("decision_sent", False)
    assert overdue(unit="584") == []
    export = api("giam-sat").http.get("/deadlines/overdue/export.csv", params={"campaign": campaign.code})
    rows = list(csv.DictReader(io.StringIO(export.text.lstrip("\ufeff"))))
    assert [row["due_on"] for row in rows] == ["2025-03-16", "2025-03-31"]
    assert api("giam-sat").http.get(
        "/deadlines/overdue/export.xlsx", params={"campaign": campaign.code}
    ).content.startswith(b"PK")


def test_whoever_is_supervised_can_neither_write_nor_approve_and_only_the_auditor_reads_the_trail(
    campaign: Campaign,
) -> None:
    api, plan_id = campaign.product.api, approved_plan(campaign)
    opened = api("giam-sat").made("/supervision-visits", visit(campaign, reason="Đơn thư"))
    here = f"/supervision-visits/{opened['visit_id']}"
    step = {"sent_on": "2025-05-30", "document_number": "7/QĐ"}
    for other in ("thuan-bac", "ke-toan", "duyet-1", "tinh"):
        assert api(other).post(f"{here}/decision", step).status_code == 403, other
    assert api("giam-sat").post(f"/supervision-plans/{plan_id}/approval", {
        "approved_on": "2024-12-09", "decision": "1/QĐ"}).status_code == 403
    trail = {"thing": "visit", "id": opened["visit_id"]}
    assert api("giam-sat").http.get("/supervision-trail", params=trail).status_code == 403
    [first] = api("kiem-toan").read("/supervision-trail", **trail)["entries"]
    assert (first["action"], first["by"]) == ("opened", "giam-sat")
    assert api("kiem-toan").post(f"{here}/decision", step).status_code == 403


def test_clocks_are_data_with_their_ground_and_another_version_is_saved_by_the_province(campaign: Campaign) -> None:
    api = campaign.product.api
    clocks = api("giam-sat").read("/clocks")["clocks"]
    assert {one["code"]: one["days"] for one in clocks if one["version"] == 1} == {
        "plan_sent": 15, "decision_sent": 15, "reply": 20, "complaint_answer": 14,
        "review_answer": 20,
    }
    past = {"code": "reply", "name": "Trả lời", "days": 25, "citation": "Quy chế cũ", "from_on": "2001-01-01",
            "to_on": "2001-12-31"}
    assert api("giam-sat").post("/clocks", past).status_code == 403
    assert api().made("/clocks", past)["in_force"] is False


def test_a_plan_or_visit_beyond_its_area_is_refused_and_nothing_is_written(campaign: Campaign) -> None:
    api = campaign.product.api("giam-sat")
    wrong = [
        ("/supervision-plans", plan(campaign, level="commune"), "level_of_another_unit", "level"),
        ("/supervision-plans", plan(campaign, unit="582", level="district", items=[item(targets=["584"])]),
         "target_outside", "items.0.targets"),
        ("/supervision-plans", plan(campaign, items=[item(every="quarter")]), "first_month_too_late", "items.0.month"),
        ("/supervision-visits", visit(campaign, by_unit="582", unit="584", reason="x"), "unit_not_below", "unit"),
        ("/supervision-visits", visit(campaign, by_unit="582", reason="x"), "inspects_itself", "by_unit"),
        ("/supervision-visits", visit(campaign), "visit_reason_missing", "reason"),
    ]
    for path, body, code, field in wrong:
        answer = api.post(path, body)
        assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, code, field)
    assert api.read("/supervision-visits", campaign=campaign.code)["rows"] == []
