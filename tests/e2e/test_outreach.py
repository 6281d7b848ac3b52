"""Outreach from the API to the report."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


def told(of: Campaign, **changes: Any) -> dict[str, Any]:
    return {
        "campaign": of.code, "unit": "582", "form": "broadcast", "title": "Phóng sự: Mái ấm ở Mỹ Hải",
        "outlet": "Đài tỉnh", "published_on": "2024-10-20", **changes,
    }


@pytest.mark.duty("E7")
@pytest.mark.duty("R5")
def test_outreach_is_counted_by_its_form_until_it_is_withdrawn(campaign: Campaign) -> None:
    api = campaign.product.api()
    api.made("/outreach", told(campaign, good_example=True))
    wrong = api.made("/outreach", told(campaign, form="article", address="https://bao-mau.vn/bai-1"))
    eventually(lambda: campaign.total("outreach")["count"] == 2)
    assert campaign.total("good_examples_told")["count"] == 1

    path = f"/outreach/{wrong['outreach_id']}"
    api.made(f"{path}/withdrawal", {"cause": "Ghi hai lần"})
    eventually(lambda: campaign.total("outreach")["count"] == 1)
    assert api.read(path)["withdrawn_cause"] == "Ghi hai lần"
    again = api.post(f"{path}/withdrawal", {"cause": "Ghi hai lần"})
    assert (again.status_code, again.json()["code"]) == (409, "outreach_withdrawn")
    rows = api.read("/outreach", campaign=campaign.code, form="broadcast")["rows"]
    assert [(row["title"], row["good_example"]) for row in rows] == [("Phóng sự: Mái ấm ở Mỹ Hải", True)]


def test_outreach_outside_the_campaign_or_not_out_yet_is_refused_and_nothing_is_written(campaign: Campaign) -> None:
    api = campaign.product.api()
    refused = {
        "unit": ({"unit": "01"}, "unit_not_in_campaign"),
        "campaign": ({"campaign": "khong-co"}, "campaign_not_found"),
        "published_on": ({"published_on": "2999-01-01"}, "day_in_future"),
        "address": ({"address": "javascript:alert(1)"}, "invalid_command"),
    }
    for field, (changes, code) in refused.items():
        answer = api.post("/outreach", told(campaign, **changes))
        assert answer.is_client_error and (answer.json()["code"], answer.json()["field"]) == (code, field)
    assert api.read("/outreach", campaign=campaign.code)["rows"] == []
