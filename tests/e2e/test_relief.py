"""Relief: from the call to what is published, and what its clocks refuse."""

from __future__ import annotations

import csv
import io
import uuid
from typing import Any

import httpx
import pytest

from tests.e2e.product import Campaign, Product, eventually
from tests.e2e.test_supervision import approved_payment

pytestmark = pytest.mark.e2e

CALL = {
    "called_on": "2024-09-10", "disaster": "Bão số 3 và mưa lũ sau bão", "document_number": "45/LKG-BCĐ",
    "document_issuer": "Ủy ban Mặt trận Tổ quốc tỉnh", "document_on": "2024-09-10", "damage_refs": ["BC-118"],
}
RICE = {"name": "Gạo", "quantity": "320.5", "measure": "kg", "value_vnd": 6_410_000}


@pytest.fixture
def relief(product: Product) -> Campaign:
    """A relief campaign of one test, not called yet."""
    body = product.new_campaign().body
    body["campaign"] |= {"code": f"bao-{uuid.uuid4().hex[:8]}", "kind": "relief", "name": "Cứu trợ bão số 3"}
    for account in body["campaign"]["accounts"]:
        account["number"] = f"{uuid.uuid4().int % 10**14:014d}"
    body["activities"] = []
    made = Campaign(product, body)
    answer = product.api().http.put(f"/campaigns/{made.code}", json=body)
    assert (answer.status_code, answer.json()["campaign"]["kind"]) == (200, "relief"), answer.text
    eventually(lambda: product.api().http.get("/reports/provincial", params={"campaign": made.code}).is_success)
    return made


def called(relief: Campaign, **changes: Any) -> str:
    path = f"/relief/{relief.code}"
    relief.product.api().made(path, CALL | changes)
    return path


def distribution(relief: Campaign, **changes: Any) -> dict[str, Any]:
    usual = {"campaign": relief.code, "unit": "582", "distributed_on": "2024-09-20", "for_whom": "Hộ có nhà sập",
             "place": "Khu phố mẫu", "households": 32, "items": [RICE], "need_refs": ["BC-118"]}
    return usual | changes


def visitor(relief: Campaign) -> httpx.Client:
    return httpx.Client(base_url=f"{relief.product.address}/api/v1", timeout=30, trust_env=False)


@pytest.mark.duty("D10")
def test_relief_goes_from_the_call_to_what_everybody_can_read(relief: Campaign) -> None:
    api, path = relief.product.api(), called(relief)
    api.made("/donations", relief.gift(amount_vnd=90_000_000, received_on="2024-09-12", donor_name="Người Kín Danh"))
    payment = approved_payment(relief, 60_000_000, "ho-" + relief.code)
    relief.product.api("ke-toan").made(f"/payments/{payment['payment_id']}/payout", {"paid_on": "2024-11-18"})
    api.made("/relief-distributions", distribution(relief))
    wrong = api.made("/relief-distributions", distribution(relief, households=1))
    api.made(f"/relief-distributions/{wrong['distribution_id']}/withdrawal", {"reason": "Ghi nhầm"})

    with visitor(relief) as everybody:
        def published() -> dict[str, Any] | None:
            answer = everybody.get(path, params={"as_of": "2024-12-15"})
            told = answer.json()
            ready = answer.is_success and told["money_given"]["count"] and told["goods_given"]["households"] == 32
            return dict(told) if ready else None

        told = eventually(published)
        assert told is not None
        assert (told["money_received"]["amount_vnd"], told["money_given"]["amount_vnd"]) == (90_000_000, 60_000_000)
        assert (told["left_vnd"], told["status"], told["distribution_days_left"]) == (30_000_000, "distributing", 14)
        assert told["goods_given"]["totals"] == [RICE]
        assert told["call"]["document_number"] == "45/LKG-BCĐ" and "93/2021" in told["call"]["citation"]
        assert everybody.get(path, params={"as_of": "2025-01-01"}).json()["status"] == "overdue"
        assert everybody.get(path, params={"as_of": "2024-09-30"}).json()["status"] == "receiving"
        table = everybody.get(f"{path}/disclosure.csv")
        rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
        [left] = [row for row in rows if row["Mục"] == "Tiền còn lại"]
        assert left["Số tiền, giá trị (đồng)"] == "30000000"
        assert everybody.get(f"{path}/disclosure.xlsx").content[:2] == b"PK"
        assert everybody.get(f"{path}/disclosure.pdf").content[:5] == b"%PDF-"
        everything = table.text + str(told)
        assert "Kín" not in everything and relief.code + "'" not in everything.replace(f"'{relief.code}'", "")
        assert "ho-" + relief.code not in everything
    assert relief.total("relief_goods") == {"count": 1, "amount_vnd": 6_410_000}
    assert relief.total("relief_households")["count"] == 32


def test_a_gift_after_the_end_of_receiving_is_refused_by_name_until_an_extension(relief: Campaign) -> None:
    api = relief.product.api()
    before = api.post("/donations", relief.gift(received_on="2024-09-12"))
    assert (before.status_code, before.json()["code"]) == (404, "relief_not_called")
    path = called(relief)
    late = relief.gift(received_on="2024-12-10")
    refused = api.post("/donations", late)
    assert (refused.status_code, refused.json()["code"]) == (422, "receiving_is_over")
    assert api.post("/donations", relief.gift(received_on="2024-12-09")).status_code == 201
    sooner = api.post(f"{path}/extensions", {"receiving_until_on": "2024-12-01", "document_number": "1",
                                             "reason": "x"})
    assert (sooner.status_code, sooner.json()["code"]) == (422, "not_later")
    more = {"receiving_until_on": "2024-12-24", "document_number": "61/QĐ", "reason": "Còn xã bị cô lập"}
    first, again = api.post(f"{path}/extensions", more, key=path), api.post(f"{path}/extensions", more, key=path)
    assert first.json() == again.json() and len(first.json()["extensions"]) == 1
    assert first.json()["distribute_until_on"] == "2025-01-13"
    assert api.post("/donations", late).status_code == 201


def test_bank_money_that_came_late_is_booked_and_published_as_late(relief: Campaign) -> None:
    path = called(relief, receiving_days=5)
    lines = "PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n1,20/09/2024,1.1,,500.000,,ung ho dong bao\n"
    told = relief.import_statement(lines.encode())
    assert told["status"] == "done", told
    found = eventually(lambda: relief.product.api().read(path)["received_late_vnd"])
    assert found == 500_000


def test_goods_are_published_as_received_kept_and_handed_out_and_keep_to_the_clocks(relief: Campaign) -> None:
    api, path = relief.product.api(), called(relief)
    body = {"campaign": relief.code, "unit": "582", "what": "Gạo", "category": "food", "quantity": 100,
            "measure": "kg", "stated_vnd": 2_000_000, "valued_by": "Người định giá", "received_on": "2024-12-10"}
    late = api.post("/goods", body)
    assert (late.status_code, late.json()["code"]) == (422, "receiving_is_over")
    goods = api.made("/goods", body | {"received_on": "2024-12-09"})
    handed = {"quantity": 30, "handed_on": "2024-12-15", "received_by": "Người Nhận Kín"}
    api.made(f"/goods/{goods['goods_id']}/hand-outs", handed | {"to": "to_place", "place": "Trường mẫu"})
    api.made(f"/goods/{goods['goods_id']}/hand-outs", handed | {"to": "to_household", "household_code": "ho-kin"})

    def published() -> dict[str, Any] | None:
        told = api.read(path)
        return told if len(told["store_given"]) == 2 and told["goods_received"][0]["in_store"] == 40 else None

    told = eventually(published)
    assert told is not None
    assert told["goods_received"] == [
        {"what": "Gạo", "measure": "kg", "quantity": 100, "in_store": 40, "value_vnd": 2_000_000}
    ]
    assert [(one["place"], one["quantity"], one["value_vnd"]) for one in told["store_given"]] == [
        ("", 30, 600_000), ("Trường mẫu", 30, 600_000)
    ]
    table = api.http.get(f"{path}/disclosure.csv").text
    assert "Hàng đã cấp từ kho" in table and "Kín" not in table and "ho-kin" not in table
    assert api.http.get(f"{path}/disclosure.pdf").content[:5] == b"%PDF-"


def test_relief_money_and_the_standing_fund_stay_apart(relief: Campaign, campaign: Campaign) -> None:
    api = relief.product.api()
    no_relief = api.post(f"/relief/{campaign.code}", CALL)
    assert (no_relief.status_code, no_relief.json()["code"]) == (422, "campaign_is_no_relief")
    relief.body["campaign"]["kind"] = "fund"
    changed = api.http.put(f"/campaigns/{relief.code}", json=relief.body)
    assert (changed.status_code, changed.json()["code"]) == (409, "campaign_kind_stands")
    path = called(relief)
    twice = api.post(path, CALL)
    assert (twice.status_code, twice.json()["code"]) == (409, "relief_called_already")


def test_a_visitor_reads_and_does_not_write(relief: Campaign) -> None:
    called(relief)
    with visitor(relief) as everybody:
        answer = everybody.post("/relief-distributions", json=distribution(relief), headers={"Idempotency-Key": "x"})
        assert answer.status_code == 401
        assert everybody.get("/relief/khong-co").status_code == 404


@pytest.mark.duty("M9")
def test_damage_that_units_report_reaches_the_relief_of_its_campaign_called_or_not(relief: Campaign) -> None:
    api = relief.product.api()
    report = {"campaign": relief.code, "unit": "582", "disaster": "storm", "happened_on": "2024-09-08",
              "known_at": "2024-09-08T12:00:00Z", "houses_collapsed": 4}
    early = api.made("/damage", report | {"disaster_code": "bao-so-3"})
    eventually(lambda: relief.total("damage_reported")["count"] == 1)
    path = called(relief)

    def linked() -> list[str]:
        told = api.http.get(path)
        return list(told.json()["call"]["damage_refs"]) if told.is_success else []

    eventually(lambda: "582:bao-so-3" in linked())
    api.made("/damage", report | {"disaster_code": "lu-sau-bao", "disaster": "flood"})
    eventually(lambda: "582:lu-sau-bao" in linked())
    api.made(f"/damage/{early['damage_id']}/withdrawal", {"cause": "Báo cáo trùng"})
    eventually(lambda: linked() == ["BC-118", "582:lu-sau-bao"])
