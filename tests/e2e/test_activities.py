"""Activities in depth: days announced later, who goes where, what it costs and what came of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually
from tests.e2e.test_run_sheet import paid

pytestmark = pytest.mark.e2e

Json = dict[str, Any]
HEAD = {"name": "Chủ tịch Kín", "office": "Ủy ban MTTQ Việt Nam tỉnh"}


def with_activity(of: Campaign, kind: str, name: str) -> str:
    """One more activity of the campaign; gives its code."""
    code = f"{kind.replace('_', '-')}-{of.code}"
    activity = {"code": code, "campaign": of.code, "unit": "58", "kind": kind, "name": name, "starts_on": "2024-11-10",
                "ends_on": "2024-11-18"}
    body = of.body | {"activities": [*of.body["activities"], activity]}
    answer = of.product.api().http.put(f"/campaigns/{of.code}", json=body)
    assert answer.status_code == 200, answer.text
    return code


def going(of: Campaign, activity: str, purpose: str, **changes: Any) -> Json:
    return {"campaign": of.code, "unit": "58", "activity": activity, "purpose": purpose, "head": HEAD,
            "place": "Khu dân cư mẫu", **changes}


def outcome(of: Campaign, activity: str, **changes: Any) -> Json:
    return {"campaign": of.code, "unit": "58", "activity": activity, "held_on": "2024-11-12",
            "summary": "Đoàn kết, vui tươi", **changes}


def count(of: Campaign, figure: str) -> int:
    return of.total(figure)["count"]


@pytest.mark.duty("E3")
def test_a_study_visit_has_its_day_announced_later_and_leaders_invited(campaign: Campaign) -> None:
    api, visit = campaign.product.api(), campaign.activity("study_visit")
    assert api.read(f"/activities/{visit}/announcements")["starts_on"] is None
    invited = [
        {"name": "Ông Mẫu Một", "office": "UBND tỉnh", "answer": "invited"},
        {"name": "Bà Mẫu Hai", "office": "Công ty Xổ số kiến thiết", "answer": "invited"},
    ]
    made = api.made("/delegations", going(campaign, visit, "study_visit", members=invited, place="TP. Hồ Chí Minh"))
    path = f"/delegations/{made['delegation_id']}"
    assert (made["coming"], made["invited"], made["goes_on"]) == (1, 3, None)
    days = {"starts_on": "2024-11-05", "ends_on": "2024-11-07", "announced_on": "2024-10-25", "document": "TB 31"}
    api.made(f"/activities/{visit}/announcements", days)
    moved = days | {"starts_on": "2024-11-06", "ends_on": "2024-11-08", "document": "TB 35"}
    told = api.made(f"/activities/{visit}/announcements", moved)
    assert [one["document"] for one in told["announcements"]] == ["TB 35", "TB 31"]
    # The campaign file still says "to be announced"; loading it again does not unsay the notice.
    assert api.http.put(f"/campaigns/{campaign.code}", json=campaign.body).status_code == 200
    assert api.read(f"/activities/{visit}")["starts_on"] == "2024-11-06"
    answered = [invited[0] | {"answer": "coming"}, invited[1] | {"answer": "declined"}]
    changed = {"head": HEAD, "members": answered, "place": "TP. Hồ Chí Minh", "goes_on": "2024-11-06"}
    put = api.http.put(path, json=changed, headers={"Idempotency-Key": path})
    assert (put.status_code, put.json()["coming"]) == (200, 2)
    eventually(lambda: count(campaign, "delegations_formed") == 1)
    api.made("/outcomes", outcome(campaign, visit, delegation_id=made["delegation_id"], people=2, held_on="2024-11-08"))
    eventually(lambda: count(campaign, "delegations_went") == 1 and count(campaign, "delegations_formed") == 0)
    assert api.read(path)["went_on"] == "2024-11-08"
    assert "Kín" not in str(campaign.rows("delegations_went")) + str(api.read("/delegations", campaign=campaign.code))
    late = api.http.put(path, json=changed, headers={"Idempotency-Key": "late"})
    assert (late.status_code, late.json()["code"]) == (409, "delegation_not_waiting")


@pytest.mark.duty("E4")
def test_delegations_go_to_great_unity_days_and_tell_what_came_of_it(campaign: Campaign) -> None:
    api = campaign.product.api()
    day = with_activity(campaign, "great_unity_day", "Ngày hội Đại đoàn kết toàn dân tộc")
    first, second, off = (
        api.made("/delegations", going(campaign, day, "great_unity_day", visits_unit=unit, goes_on="2024-11-12"))
        for unit in ("584", "585", "586")
    )
    api.made(f"/delegations/{off['delegation_id']}/calling-off", {"cause": "Mưa lũ"})
    api.made("/donations", campaign.gift(amount_vnd=50_000_000))
    gift = paid(campaign, "ho-ngay-hoi")
    told = outcome(campaign, day, delegation_id=first["delegation_id"], people=120, households=5, gifts=5,
                   payment_ids=[gift])
    made = api.made("/outcomes", told)
    figures = ("delegations_went", "outcome_people", "outcome_households", "outcome_gifts")
    eventually(lambda: [count(campaign, figure) for figure in figures] == [1, 120, 5, 5])
    assert campaign.total("delegations_formed")["count"] == 1
    [row] = api.read("/outcomes", campaign=campaign.code, activity_kind="great_unity_day")["rows"]
    assert (row["payment_ids"], row["delegation_id"]) == ([gift], first["delegation_id"])
    again = api.post("/outcomes", told)
    assert (again.status_code, again.json()["code"]) == (409, "outcome_told_already")
    api.made(f"/outcomes/{made['outcome_id']}/withdrawal", {"cause": "Ghi nhầm đoàn"})
    api.made("/outcomes", told | {"delegation_id": second["delegation_id"]})
    assert api.read(f"/delegations/{first['delegation_id']}")["status"] == "formed"
    eventually(lambda: [count(campaign, figure) for figure in figures] == [1, 120, 5, 5])
    assert api.http.get("/delegations/export.xlsx", params={"campaign": campaign.code}).content.startswith(b"PK")


@pytest.mark.duty("E4")
def test_what_came_of_many_days_is_taken_from_a_list_and_what_is_in_no_book_is_refused(campaign: Campaign) -> None:
    api = campaign.product.api()
    day = with_activity(campaign, "great_unity_day", "Ngày hội Đại đoàn kết toàn dân tộc")
    table = (
        "Mã đơn vị;Mã hoạt động;Ngày;Kết quả;Số người;Số hộ;Số suất quà;Mã khoản hỗ trợ\n"
        f"584;{day};12/11/2024;Đoàn kết, vui tươi;120;5;5;\n585;{day};13/11/2024;Đủ hộ dự;1.080;;;\n"
        f"586;{day};14/11/2024;Đông vui;90;;;khong-co\n"
    )
    for dry_run in (True, False, False):
        answer = api.http.post(
            "/outcomes/import", data={"campaign": campaign.code, "dry_run": dry_run},
            files={"file": ("ket-qua.csv", table.encode())},
        )
        assert answer.status_code == 200, answer.text
        [refused] = answer.json()["refused"]
        assert (answer.json()["taken"], refused["row"], refused["code"]) == (2, 4, "record_not_found")
    eventually(lambda: [count(campaign, f"outcome_{what}") for what in ("people", "households")] == [1200, 5])


@pytest.mark.duty("E5")
def test_a_delegation_hands_over_houses_that_are_in_the_books_of_donations(campaign: Campaign) -> None:
    api = campaign.product.api()
    activity = with_activity(campaign, "hand_over", "Bàn giao nhà Đại đoàn kết")
    house = api.made("/houses", {
        "campaign": campaign.code, "unit": "584", "household_code": f"ho-{campaign.code}", "kind": "new",
        "planned_vnd": 80_000_000, "registered_on": "2024-10-20",
    })["house_id"]
    form = going(campaign, activity, "house_hand_over", visits_unit="584", goes_on="2024-11-12")
    refused = api.post("/delegations", form | {"house_ids": ["khong-co"]})
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (
        404, "record_not_found", "house_ids.0",
    )
    assert api.post("/delegations", form).json()["code"] == "houses_missing"
    made = api.made("/delegations", form | {"house_ids": [house]})
    api.made("/outcomes", outcome(campaign, activity, delegation_id=made["delegation_id"], house_ids=[house]))
    eventually(lambda: count(campaign, "outcome_houses") == 1)
    other = campaign.product.new_campaign()
    elsewhere = api.post("/outcomes", outcome(other, other.activity("forum"), house_ids=[house]))
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "record_elsewhere")


def test_costs_stand_beside_the_budget_and_never_take_from_the_fund_twice(campaign: Campaign) -> None:
    api, visit = campaign.product.api(), campaign.activity("study_visit")
    line = {"campaign": campaign.code, "unit": "58", "activity": visit, "stage": "budget", "item": "Thuê xe",
            "amount_vnd": 20_000_000, "source": "state_budget", "counted_on": "2024-11-05"}
    api.made("/costs", line)
    api.made("/costs", line | {"stage": "actual", "amount_vnd": 18_500_000})
    wrong = api.made("/costs", line | {"stage": "actual"})
    api.made(f"/costs/{wrong['cost_id']}/withdrawal", {"cause": "Ghi hai lần"})
    api.made("/donations", campaign.gift(amount_vnd=50_000_000))
    gift = paid(campaign, "ho-chi-phi")
    of_fund = line | {"stage": "actual", "source": "fund", "payment_id": gift, "item": "Quà tặng hộ nghèo"}
    other_sum = api.post("/costs", of_fund)
    assert (other_sum.status_code, other_sum.json()["code"]) == (422, "cost_not_the_payment")
    api.made("/costs", of_fund | {"amount_vnd": 500_000})
    twice = api.post("/costs", of_fund | {"amount_vnd": 500_000})
    assert (twice.status_code, twice.json()["code"]) == (409, "payment_costs_already")

    def sums() -> list[int]:
        total = campaign.report()["total"]
        names = ("activity_budget", "activity_cost", "activity_cost_of_fund", "paid")
        return [total[name]["amount_vnd"] for name in names]

    eventually(lambda: sums() == [20_000_000, 18_500_000, 500_000, 500_000])
    [spent] = api.read("/costs", campaign=campaign.code, source="fund")["rows"]
    assert spent["payment_id"] == gift
