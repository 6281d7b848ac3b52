"""The stage from the plan to the report: cheques, honours, gifts and scholarships, each true in the books or open."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually
from tests.e2e.test_supervision import approved_payment

pytestmark = pytest.mark.e2e

Json = dict[str, Any]


def step(code: str, at: str, *cues: tuple[str, str], **more: Any) -> Json:
    handed = [
        {"code": f"{code}-{n}", "kind": kind, "record_id": record, "label": "Em Kín"}
        for n, (kind, record) in enumerate(cues)
    ]
    return {"code": code, "title": f"Bước {code}", "owner": "Tổ sân khấu", "starts_at": f"2024-10-17T{at}:00Z",
            "duration_minutes": 10, "cues": handed, **more}


def pledge(of: Campaign, amount_vnd: int = 1_000_000) -> str:
    body = {"campaign": of.code, "unit": "58", "amount_vnd": amount_vnd, "pledger_name": "Công ty mẫu",
            "name_display": "shown", "pledged_on": "2024-10-17", "activity": of.activity("forum"),
            "kind": "symbolic_cheque",
            "cheque": {"text": "Ủng hộ Quỹ", "handed_over_by": "Ông Kín"}}
    return str(of.product.api().made("/pledges", body)["pledge_id"])


def honour(of: Campaign, decided: bool) -> str:
    body = {"campaign": of.code, "unit": "58", "kind": "sponsor", "form": "golden_heart", "level": "province",
            "year": 2024, "name": f"Công ty {of.code}", "name_display": "shown", "reason": "Nhận đỡ đầu ba hộ"}
    made = of.product.api().made("/honours", body)
    if decided:
        decision = {"approved": True, "decided_on": "2024-10-18", "decision_number": "12/QĐ"}
        of.product.api("duyet-1").made(f"/honours/{made['honour_id']}/decision", decision)
    return str(made["honour_id"])


def paid(of: Campaign, household: str) -> str:
    payment = approved_payment(of, 500_000, household)
    of.product.api("ke-toan").made(f"/payments/{payment['payment_id']}/payout", {"paid_on": "2024-11-18"})
    return str(payment["payment_id"])


def planned(of: Campaign, *steps: Json) -> str:
    path = f"/activities/{of.activity('forum')}/run-sheet"
    answer = of.product.api("to-chuc").http.put(path, json={"steps": list(steps)})
    assert answer.status_code == 200, answer.text
    return path


def at(clock: str) -> Json:
    return {"at": f"2024-10-17T{clock}:00Z"}


@pytest.mark.duty("E8")
@pytest.mark.duty("D4")
def test_what_is_given_on_stage_is_settled_by_the_books_or_listed_as_open(campaign: Campaign) -> None:
    api, manager = campaign.product.api(), campaign.product.api("to-chuc")
    api.made("/donations", campaign.gift(amount_vnd=50_000_000))
    kept, broken = pledge(campaign), pledge(campaign)
    path = planned(
        campaign, step("mo-dau", "02:00"), step("bang", "02:10", ("cheque", kept), ("cheque", broken)),
        step("tam-long-vang", "02:20", ("award", honour(campaign, decided=False))),
        step("trao-qua", "02:35", ("scholarship", paid(campaign, "ho-hoc-sinh"))),
    )
    manager.made(f"{path}/steps/mo-dau/start", at("02:04"))
    manager.made(f"{path}/steps/bang/start", at("02:16") | {"finish_running": True})
    manager.made(f"{path}/steps/bang/finish", at("02:40"))
    manager.made(f"{path}/steps/tam-long-vang/skip", {"cause": "Thiếu giờ"})
    manager.made(f"{path}/steps/trao-qua/start", at("02:40"))
    manager.made(f"{path}/steps/trao-qua/finish", at("02:50"))
    manager.made(f"{path}/closing", {})

    def figures() -> dict[str, int]:
        total = campaign.report()["total"]
        names = ("run_steps_done", "run_steps_delayed", "run_steps_skipped", "cues_settled", "cues_open")
        return {name: total[name]["count"] for name in names}

    eventually(lambda: figures() == {"run_steps_done": 3, "run_steps_delayed": 2, "run_steps_skipped": 1,
                                     "cues_settled": 1, "cues_open": 3})
    api.made("/donations", campaign.gift(unit="58", amount_vnd=1_000_000, pledge_id=kept))
    eventually(lambda: figures()["cues_settled"] == 2)
    api.made(f"/pledges/{broken}/lapse", {"lapsed_on": "2025-01-10", "reason": "Không thực hiện"})

    def open_cues() -> dict[str, str]:
        steps = manager.read(path)["steps"]
        return {one["record_id"]: one["reason"] for it in steps for one in it["cues"] if one["status"] == "open"}

    eventually(lambda: open_cues().get(broken) == "record_gone")
    assert sorted(open_cues().values()) == ["record_gone", "record_pending"]
    table = manager.http.get(f"{path}/report.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["Bước"], row["Trễ (phút)"]) for row in rows] == [
        ("mo-dau", "4"), ("bang", "6"), ("bang", ""), ("tam-long-vang", ""), ("trao-qua", "5"),
    ]
    assert [row["Kết quả mục trao"] for row in rows][1:3] == [
        "Đã khớp sổ sách", "Sổ ghi đã rút, hết hiệu lực hoặc không duyệt",
    ]
    assert manager.http.get(f"{path}/report.xlsx").content.startswith(b"PK")
    assert "Kín" not in str(campaign.rows("cues_open"))


@pytest.mark.duty("E8")
def test_honours_approved_and_gifts_paid_before_they_are_bound_are_settled_at_once(campaign: Campaign) -> None:
    api, manager = campaign.product.api(), campaign.product.api("to-chuc")
    api.made("/donations", campaign.gift(amount_vnd=50_000_000))
    given, approved = paid(campaign, "ho-mot"), honour(campaign, decided=True)
    path = planned(campaign, step("trao", "02:00", ("gift", given), ("award", approved)))
    manager.made(f"{path}/steps/trao/start", {})
    manager.made(f"{path}/steps/trao/finish", {})
    eventually(lambda: manager.read(path)["cues_settled"] == 2)
    eventually(lambda: campaign.total("cues_settled")["count"] == 2)


def test_the_order_changes_and_a_slip_is_taken_back(campaign: Campaign) -> None:
    manager = campaign.product.api("to-chuc")
    path = planned(campaign, step("a", "02:00"), step("b", "02:10"), step("c", "02:30"))
    manager.made(f"{path}/steps/a/start", at("02:00"))
    manager.made(f"{path}/order", {"steps": ["c", "b"]})
    manager.made(f"{path}/steps/c/skip", {"cause": "Nhầm"})
    sheet = manager.made(f"{path}/steps/c/taking-back", {})
    assert [(one["code"], one["planned_at"][11:16]) for one in sheet["steps"]] == [
        ("a", "02:00"), ("c", "02:10"), ("b", "02:30"),
    ]
    early = manager.post(f"{path}/closing", {})
    assert (early.status_code, early.json()["code"]) == (409, "show_not_over")
    twice = manager.post(f"{path}/steps/a/start", {})
    assert (twice.status_code, twice.json()["code"]) == (409, "step_out_of_turn")
    assert manager.post(f"{path}/steps/z/start", {}).json()["code"] == "unknown_step"


def test_a_cue_that_is_in_no_book_or_in_another_campaigns_is_refused(campaign: Campaign) -> None:
    manager = campaign.product.api("to-chuc")
    path = f"/activities/{campaign.activity('forum')}/run-sheet"
    other = campaign.product.new_campaign()
    wrong = (("khong-co", 404, "record_not_found"), (pledge(other), 422, "record_elsewhere"))
    for record, status, code in wrong:
        answer = manager.http.put(path, json={"steps": [step("a", "02:00"), step("b", "02:10", ("cheque", record))]})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.json()["field"] == "steps.1.cues.0.record_id"
    assert manager.http.get(path).status_code == 404
    planned(campaign, step("a", "02:00"))
    assert campaign.product.api("ke-toan").http.get(path).status_code == 403
    assert campaign.product.api("giam-sat").post(f"{path}/steps/a/start", {}).status_code == 403
