"""Gifts in kind and labour from the API to the report; where the goods went."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


def rice(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    body = {"campaign": campaign.code, "unit": "582", "what": "Gạo tẻ", "category": "food", "quantity": 500,
            "measure": "kg", "stated_vnd": 9_000_001, "valued_by": "Phòng Tài chính", "received_on": "2024-10-20",
            "donor_name": "Công ty Mẫu", "name_display": "shown", "donor": {"kind": "enterprise"}}
    return campaign.product.api().made("/goods", body | changes)


def out(**changes: Any) -> dict[str, Any]:
    return {"quantity": 120, "handed_on": "2024-10-22", "to": "to_place", "place": "Trường Mẫu",
            "received_by": "Hiệu trưởng mẫu"} | changes


@pytest.mark.duty("D3")
def test_goods_and_labour_are_received_and_stand_apart_from_money(campaign: Campaign) -> None:
    rice(campaign)
    rice(campaign, what="Chăn", category="clothing", quantity=40, measure="chiếc", stated_vnd=0, valued_by="")
    api = campaign.product.api()
    work = {"campaign": campaign.code, "unit": "582", "what": "Đào móng nhà", "people": 12, "days": 3,
            "worked_on": "2024-10-23", "donor_name": "Đoàn thanh niên xã"}
    labour = api.made("/labour", work)
    wrong = api.made("/labour", work | {"people": 1_200})
    api.made(f"/labour/{wrong['labour_id']}/withdrawal", {"cause": "Gõ thừa hai số không"})
    assert (labour["labour_days"], labour["donor_name"]) == (36, "Đoàn thanh niên xã")

    eventually(lambda: campaign.total("labour_days")["count"] == 36)
    assert campaign.total("in_kind_value") == {"count": 2, "amount_vnd": 9_000_001}
    assert campaign.total("labour_value")["amount_vnd"] == 0
    assert campaign.total("received") == {"count": 0, "amount_vnd": 0}
    unvalued = api.post("/labour", work | {"stated_vnd": 1_000})
    assert (unvalued.status_code, unvalued.json()["code"]) == (422, "value_without_valuer")


def test_where_did_the_goods_go_open_collective_7963(campaign: Campaign) -> None:
    """https://github.com/opencollective/opencollective/issues/7963: nobody could say what became of what was given."""
    api = campaign.product.api()
    path = f"/goods/{rice(campaign)['goods_id']}"
    api.made(f"{path}/hand-outs", out())
    household = out(quantity=30, to="to_household", household_code="ho-mau", place="")
    told = api.made(f"{path}/hand-outs", household, key="cap-phat")
    assert api.made(f"{path}/hand-outs", household, key="cap-phat") == told
    assert (told["handed_out"], told["in_store"]) == (150, 350)
    assert [one["household_code"] for one in told["hand_outs"]] == [None, "ho-mau"]

    eventually(lambda: campaign.total("in_kind_hand_outs")["count"] == 2)
    split = {name: campaign.total(name)["amount_vnd"] for name in
             ("in_kind_value", "in_kind_handed_out", "in_kind_in_store")}
    assert split == {"in_kind_value": 9_000_001, "in_kind_handed_out": 2_700_000, "in_kind_in_store": 6_300_001}
    rows = api.read("/goods/hand-outs", campaign=campaign.code)["rows"]
    assert {(row["to"], row["place"], row["quantity"]) for row in rows} == {
        ("to_place", "Trường Mẫu", 120), ("to_household", "", 30)
    }
    assert all("household_code" not in row for row in rows)

    undone = api.made(
        f"/goods/hand-outs/{told['hand_outs'][1]['hand_out_id']}/undoing", {"cause": "Hộ chưa nhận, chở về kho"})
    assert (undone["handed_out"], undone["in_store"]) == (120, 380)
    eventually(lambda: campaign.total("in_kind_hand_outs")["count"] == 1)
    kept = api.post(f"{path}/withdrawal", {"cause": "Ghi nhầm đợt vận động"})
    assert (kept.status_code, kept.json()["code"]) == (409, "goods_handed_out")


def test_the_store_never_goes_below_zero_however_many_hand_out_at_once(campaign: Campaign) -> None:
    path = f"/goods/{rice(campaign, quantity=10)['goods_id']}/hand-outs"
    api = campaign.product.api()
    with ThreadPoolExecutor(6) as sides:
        answers = list(sides.map(lambda _: api.post(path, out(quantity=3)), range(6)))
    assert sorted(one.status_code for one in answers) == [200, 200, 200, 409, 409, 409]
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"store_short"}
    assert api.read(path.removesuffix("/hand-outs"))["in_store"] == 1
