"""Indicators beside their targets, and damage that reaches the relief board, from the API to the report."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


def rate(of: Campaign, year: int, value: int, **changes: Any) -> dict[str, Any]:
    return {"campaign": of.code, "unit": "582", "indicator": "poverty_rate", "year": year, "value": value,
            "as_of_on": f"{year}-12-15", "source": f"Quyết định rà soát năm {year}", **changes}


@pytest.mark.duty("M8")
def test_a_poverty_rate_is_judged_by_what_the_plan_asks_and_again_when_the_year_before_is_corrected(
    campaign: Campaign,
) -> None:
    api = campaign.product.api()
    target = {"campaign": campaign.code, "unit": "582", "indicator": "poverty_rate", "year": 2024, "aim": "at_most",
              "change": -70, "citation": "Kế hoạch giảm nghèo 2021–2025"}
    api.made("/indicator-targets", target)
    eventually(lambda: campaign.total("targets_open")["count"] == 1)
    api.made("/indicators", rate(campaign, 2023, 617))
    told = api.made("/indicators", rate(campaign, 2024, 532))
    assert (told["change"], told["judged"]) == (-85, "met")
    eventually(lambda: campaign.total("targets_met")["count"] == 1)

    unexplained = api.post("/indicators", rate(campaign, 2023, 590))
    assert (unexplained.status_code, unexplained.json()["code"]) == (422, "correction_without_reason")
    api.made("/indicators", rate(campaign, 2023, 590, reason="Rà soát lại sau phúc tra"))
    eventually(lambda: campaign.total("targets_missed")["count"] == 1)
    table = api.read("/indicators/table", campaign=campaign.code, indicator="poverty_rate")["indicators"]
    assert [(one["year"], one["value"], one["change"], one["judged"]) for one in table] == [
        (2023, 590, None, "none"), (2024, 532, -58, "missed"),
    ]
    trail = campaign.product.api("kiem-toan").read(
        "/supervision-trail", thing="indicator", id=f"{campaign.code}:582:poverty_rate:2023"
    )
    assert trail["entries"][-1]["changed"]["value"] == [617, 590]


def test_a_rate_beyond_the_whole_and_a_target_of_two_kinds_are_refused_by_their_field(campaign: Campaign) -> None:
    api = campaign.product.api()
    for path, body, field in (
        ("/indicators", rate(campaign, 2024, 10_001), "value"),
        ("/indicators", rate(campaign, 2022, 5), None),
        ("/indicator-targets", {"campaign": campaign.code, "unit": "582", "indicator": "poor_households", "year": 2024,
                                "aim": "at_most", "value": 5, "change": -1, "citation": "KH"}, "value"),
    ):
        answer = api.post(path, body)
        if field:
            assert (answer.status_code, answer.json()["field"]) == (422, field)
        else:
            assert answer.status_code == 201
    officer = campaign.product.api("thuan-bac").post("/indicators", rate(campaign, 2024, 5, unit="584"))
    assert officer.status_code == 403


def damage(of: Campaign, **changes: Any) -> dict[str, Any]:
    return {"campaign": of.code, "unit": "582", "disaster_code": "lu-thang-11", "disaster": "flood",
            "happened_on": "2024-11-12", "known_at": "2024-11-12T09:00:00Z", "households_hit": 100,
            "houses_damaged": 12, "loss_vnd": 900_000_000, "needs": "Gạo, nước sạch", **changes}


@pytest.mark.duty("M9")
def test_damage_is_told_at_once_replaced_by_what_is_known_later_and_withdrawn(campaign: Campaign) -> None:
    api = campaign.product.api()
    first = api.made("/damage", damage(campaign))
    eventually(lambda: campaign.total("damage_reported") == {"count": 1, "amount_vnd": 900_000_000})
    api.made("/damage", damage(campaign, known_at="2024-11-13T09:00:00Z", households_hit=140, final=True))
    eventually(lambda: campaign.total("damage_households")["count"] == 140)
    late = api.post("/damage", damage(campaign, known_at="2024-11-12T12:00:00Z"))
    assert (late.status_code, late.json()["code"]) == (409, "older_than_what_stands")
    [row] = api.read("/damage", campaign=campaign.code, status="final")["rows"]
    assert (row["houses_damaged"], row["version"]) == (12, 2)
    api.made(f"/damage/{first['damage_id']}/withdrawal", {"cause": "Nhầm đơn vị"})
    eventually(lambda: campaign.total("damage_reported")["count"] == 0)
