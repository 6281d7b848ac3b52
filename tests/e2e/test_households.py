"""The register of poor households: kept, searched, counted in the report, and its names shown to nobody unseen."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e

NAME = "Đặng Thị Ánh Mẫu"


def household(campaign: Campaign, number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "code": f"h{number}-{campaign.code}", "campaign": campaign.code, "unit": "582", "household_class": "poor",
        "class_number": "12/QĐ-UBND", "class_from_on": "2024-01-01", "head_name": NAME, "address": "Thôn Mẫu 1",
        "house_state": "temporary", "needs": ["house_new"],
        "members": [{"name": "Cháu Mẫu", "birth_year": 2012, "relation": "con"}], **changes,
    }


@pytest.mark.duty("D11")
def test_households_and_their_needs_are_registered_and_counted_by_class_and_house(campaign: Campaign) -> None:
    api = campaign.product.api
    first = api().made("/households", household(campaign))
    again = api().made("/households", household(campaign))
    assert (first["version"], again["version"]) == (1, 1)
    other = api().made("/households", household(campaign, 2, household_class="near_poor", house_state="sound"))
    assert other["homonyms"] == [household(campaign)["code"]], "two of one name are told, not refused"
    eventually(lambda: campaign.total("households")["count"] == 2)
    assert campaign.total("households_without_sound_house")["count"] == 1
    api().made("/households", household(campaign, house_state="sound"))
    eventually(lambda: campaign.total("households_without_sound_house")["count"] == 0)
    api().made(f"/households/{other['code']}/closing", {"reason": "Chuyển đi nơi khác"})
    eventually(lambda: campaign.total("households")["count"] == 1)


def test_a_household_is_found_without_diacritics_and_lists_show_no_name(campaign: Campaign) -> None:
    api = campaign.product.api()
    for number in range(3):
        api.made("/households", household(campaign, number, head_name=NAME if number else "Người khác"))
    pages, after = [], ""
    while after is not None:
        page = api.read("/households", campaign=campaign.code, text="dang thi anh", limit=1, after=after)
        pages += page["households"]
        after = page["next"]
    assert [one["code"][:2] for one in pages] == ["h1", "h2"]
    assert {one["head_initials"] for one in pages} == {"Đ. T. Á. M."}
    assert not {"head_name", "address", "phone", "members"} & set(pages[0])


def test_who_looks_at_a_household_says_why_and_the_auditor_sees_it(campaign: Campaign) -> None:
    api = campaign.product.api
    code = api().made("/households", household(campaign))["code"]
    silent = api().http.get(f"/households/{code}")
    assert (silent.status_code, silent.json()["errors"][0]["field"]) == (422, "purpose")
    whole = api().read(f"/households/{code}", purpose="Thẩm tra hồ sơ nhà")
    assert (whole["head_name"], whole["members"][0]["name"]) == (NAME, "Cháu Mẫu")
    assert api("kiem-toan").http.get(f"/households/{code}?purpose=kiem tra").status_code == 403
    [look] = api("kiem-toan").read("/households/looks", code=code)["looks"]
    assert (look["looked_by"], look["purpose"]) == ("tinh", "Thẩm tra hồ sơ nhà")
    assert api().http.get("/households/looks").status_code == 403


def test_no_name_of_a_household_leaves_the_service(campaign: Campaign) -> None:
    campaign.product.api().made("/households", household(campaign))
    eventually(lambda: campaign.total("households")["count"] == 1)
    [row] = campaign.rows("households")
    told = str(campaign.product.api().read(f"/events/{row['event_id']}"))
    for secret in (NAME, "Thôn Mẫu", "Cháu Mẫu", household(campaign)["code"]):
        assert secret not in told
    time.sleep(0.2)
    logs = campaign.product.chungtay("logs").stdout
    assert NAME not in logs


def test_two_people_can_not_change_a_household_unseen_by_each_other(campaign: Campaign) -> None:
    api = campaign.product.api()
    api.made("/households", household(campaign))
    api.made("/households", household(campaign, address="Thôn Mẫu 2", seen_version=1))
    late = api.post("/households", household(campaign, address="Thôn Mẫu 3", seen_version=1))
    assert (late.status_code, late.json()["code"]) == (409, "household_changed_meanwhile")
    taken = api.post("/households", household(campaign, unit="584"))
    assert (taken.status_code, taken.json()["code"]) == (409, "household_elsewhere")


def test_a_list_of_households_is_tried_first_then_taken_once_and_each_bad_row_is_told(campaign: Campaign) -> None:
    api = campaign.product.api()
    lines = ["Mã hộ;Mã đơn vị;Diện hộ;Số quyết định;Từ ngày;Chủ hộ;Địa chỉ;Tình trạng nhà"]
    lines += [f"b{n}-{campaign.code};582;poor;12/QĐ;01/01/2024;Hộ Mẫu {n};Thôn 1;temporary" for n in range(5)]
    lines += [lines[1], f"b9-{campaign.code};582;very_poor;12/QĐ;01/01/2024;Hộ 9;Thôn 1;none",
              f"b8-{campaign.code};99;poor;12/QĐ;01/01/2024;Hộ 8;Thôn 1;none"]

    def send(dry_run: str) -> dict[str, Any]:
        answer = api.http.post(
            "/households/import", data={"campaign": campaign.code, "dry_run": dry_run},
            files={"file": ("so_ho.csv", "\n".join(lines).encode(), "text/csv")},
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    tried = send("true")
    assert (tried["rows"], tried["taken"]) == (8, 5)
    assert [(one["row"], one["code"]) for one in tried["refused"]] == [
        (7, "row_twice"), (8, "invalid_command"), (9, "unit_not_in_campaign"),
    ]
    assert api.read("/households", campaign=campaign.code)["households"] == [], "a trial writes nothing"
    assert send("false")["taken"] == send("false")["taken"] == 5
    found = api.read("/households", campaign=campaign.code)["households"]
    assert [(one["code"][:2], one["version"]) for one in found] == [(f"b{n}", 1) for n in range(5)]
