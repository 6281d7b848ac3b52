"""From a gift by its receipt to the paper, and to whoever holds the paper."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from pymongo import MongoClient

from tests.e2e.product import Campaign, Product, eventually


def as_a_visitor(product: Product, path: str, **query: str) -> httpx.Response:
    """Not logged in."""
    return httpx.get(f"{product.address}{path}", params=query, trust_env=False)


def sheets(pdf: bytes) -> int:
    assert pdf.startswith(b"%PDF-")
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def issue(campaign: Campaign, *gifts: str, user: str = "ke-toan", **more: Any) -> dict[str, Any]:
    body = {"campaign": campaign.code, "unit": "582", "gifts": [{"donation_id": gift} for gift in gifts], **more}
    return campaign.product.api(user).made("/receipts", body)


def given(campaign: Campaign, **changes: Any) -> str:
    return str(campaign.product.api().made("/donations", campaign.gift(**changes))["donation_id"])


@pytest.mark.duty("D2")
def test_a_gift_gets_a_receipt_that_is_printed_and_checked_by_anybody(product: Product, campaign: Campaign) -> None:
    treasurer = product.api("ke-toan")
    gift = given(campaign, donor_name="Nguyễn Văn An", amount_vnd=523_056)
    (told,) = issue(campaign, gift)["receipts"]
    assert told["number_text"].startswith("0000001/")
    receipt = treasurer.read(f"/receipts/{told['receipt_id']}")
    assert (receipt["donor_name"], receipt["public_name"]) == ("Nguyễn Văn An", "N. V. A.")

    found = treasurer.read("/receipts/search", campaign=campaign.code, text=receipt["number_text"])["receipts"]
    assert [one["receipt_id"] for one in found] == [told["receipt_id"]]
    for text in (receipt["number_text"], "an nguyen"):
        [by_name] = treasurer.read("/donations/search", campaign=campaign.code, text=text)["gifts"]
        assert (by_name["donation_id"], by_name["donor_name"]) == (gift, "Nguyễn Văn An")
    approver = campaign.product.api("duyet-1").http
    assert approver.get("/donations/search", params={"campaign": campaign.code, "text": "an"}).status_code == 403
    printed = treasurer.post("/receipts/printouts", {"receipt_ids": [told["receipt_id"]]}, key=None)
    assert (printed.headers["Content-Type"], sheets(printed.content)) == ("application/pdf", 1)
    code = receipt["check_code"]

    checked = as_a_visitor(product, f"/api/v1/public/receipts/{code}").json()
    assert (checked["status"], checked["amount_vnd"], checked["donor_name"]) == ("issued", 523_056, "N. V. A.")
    page = as_a_visitor(product, "/kiem-tra-bien-nhan", ma=code)
    assert page.status_code == 200 and "còn hiệu lực" in page.text and "523.056" in page.text
    assert "Nguyễn Văn An" not in page.text + str(checked)
    eventually(lambda: as_a_visitor(product, checked["proof"]).is_success)
    eventually(lambda: campaign.total("receipts_valid") == {"count": 1, "amount_vnd": 523_056})


def test_a_wrong_receipt_is_voided_and_replaced_and_says_so_to_who_holds_it(
    product: Product, campaign: Campaign
) -> None:
    treasurer = product.api("ke-toan")
    (told,) = issue(campaign, given(campaign))["receipts"]
    code = treasurer.read(f"/receipts/{told['receipt_id']}")["check_code"]
    body = {"reason": "Ghi sai tên", "donor_name": "Trần Thị Bình"}
    new = treasurer.made(f"/receipts/{told['receipt_id']}/replacement", body)
    assert new["number_text"].startswith("0000002/")
    page = as_a_visitor(product, f"/kiem-tra-bien-nhan/{code}").text
    assert "đã hủy" in page and "thay thế" in page and "Ghi sai tên" not in page
    again = treasurer.post(f"/receipts/{told['receipt_id']}/void", {"reason": "Hủy lần nữa"})
    assert (again.status_code, again.json()["code"]) == (409, "receipt_is_void")
    eventually(lambda: (campaign.total("receipts_valid")["count"], campaign.total("receipts_void")["count"]) == (1, 1))
    rows = treasurer.read("/receipts", campaign=campaign.code)["rows"]
    assert sorted(row["number"] for row in rows) == [1, 2], "a void receipt keeps its number and its row"


def test_forty_desks_at_once_leave_no_gap_and_no_second_receipt(product: Product, campaign: Campaign) -> None:
    gifts = [given(campaign) for _ in range(40)]
    api = product.api("ke-toan")

    def desk(gift: str) -> None:
        body = {"campaign": campaign.code, "unit": "582", "gifts": [{"donation_id": gift}]}
        eventually(lambda: api.post("/receipts", body, key=f"desk-{gift}").status_code == 201, within_seconds=30)

    with ThreadPoolExecutor(20) as desks:
        list(desks.map(desk, gifts * 2))
    rows = eventually(lambda: (found := api.read("/receipts", campaign=campaign.code)["rows"])[39:] and found)
    assert sorted(row["number"] for row in rows) == list(range(1, 41))


def test_only_who_may_issues_and_sees_names(product: Product, campaign: Campaign) -> None:
    (told,) = issue(campaign, given(campaign))["receipts"]
    path = f"/receipts/{told['receipt_id']}"
    assert as_a_visitor(product, f"/api/v1{path}").status_code == 401
    supervisor = product.api("giam-sat")
    assert supervisor.http.get(path).status_code == 403
    assert supervisor.post("/receipts/printouts", {"receipt_ids": [told["receipt_id"]]}, None).status_code == 403
    assert supervisor.post(f"{path}/void", {"reason": "Không được phép"}).status_code == 403
    assert "Người tặng mẫu" not in str(supervisor.read("/receipts", campaign=campaign.code))


def test_who_holds_the_receipt_of_a_refunded_gift_is_told(product: Product, campaign: Campaign) -> None:
    gift = given(campaign, amount_vnd=500_000)
    receipt_id = issue(campaign, gift)["receipts"][0]["receipt_id"]
    code = product.api("ke-toan").read(f"/receipts/{receipt_id}")["check_code"]
    for part_vnd, words in ((200_000, "200.000"), (300_000, "hoàn trả hết")):
        refund = {"amount_vnd": part_vnd, "refunded_on": "2024-10-25", "way": "cash", "cause": "Chuyển nhầm"}
        product.api("ke-toan").made(f"/donations/{gift}/refunds", refund)
        page = as_a_visitor(product, f"/kiem-tra-bien-nhan/{code}").text
        assert words in page
    assert "còn hiệu lực" not in page


def test_a_card_gift_gets_a_number_only_when_its_donor_asks(product: Product, campaign: Campaign) -> None:
    gift = given(campaign, channel="card")
    body = {"campaign": campaign.code, "unit": "582", "gifts": [{"donation_id": gift}]}
    refused = product.api("ke-toan").post("/receipts", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "receipt_not_asked_for")
    assert issue(campaign, gift, requested=True)["new"] == 1


def test_a_treasurer_numbers_and_prints_all_cash_gifts_by_command(
    product: Product, campaign: Campaign, tmp_path: Path
) -> None:
    for unit in ("582", "584", "582"):
        given(campaign, unit=unit)
    given(campaign, channel="wallet")
    eventually(lambda: campaign.total("received")["count"] == 4)
    first = product.chungtay("receipts", "issue", "--campaign", campaign.code)
    assert first.returncode == 0 and first.stdout.startswith("3 biên nhận mới"), first.stdout + first.stderr
    assert product.chungtay("receipts", "issue", "--campaign", campaign.code).stdout.startswith("0 biên nhận mới")
    eventually(lambda: campaign.total("receipts_valid")["count"] == 3)
    printed = product.chungtay("receipts", "print", "--campaign", campaign.code, str(tmp_path / "in"))
    assert printed.returncode == 0, printed.stderr
    (file,) = (tmp_path / "in").iterdir()
    assert sheets(file.read_bytes()) == 3


@pytest.mark.parametrize("code", ["BN00", "x" * 300, "BN0000000000000000AA", "%00", "<script>"])
def test_a_code_that_nobody_issued_is_not_genuine(product: Product, code: str) -> None:
    assert as_a_visitor(product, f"/api/v1/public/receipts/{code}").status_code == 404
    page = as_a_visitor(product, "/kiem-tra-bien-nhan", ma=code)
    assert page.status_code == 404 and "còn hiệu lực" not in page.text and "<script>" not in page.text


def test_who_tries_many_codes_in_vain_is_slowed(product: Product) -> None:
    def tries() -> int:
        return as_a_visitor(product, "/api/v1/public/receipts/BN0000000000000000AA").status_code

    try:
        came = [tries() for _ in range(70)]
        assert set(came) == {404, 429} and came[-1] == 429
        assert as_a_visitor(product, "/kiem-tra-bien-nhan/BN0000000000000000AA").status_code == 429
    finally:
        stack = product.stack
        with MongoClient(stack.layout.mongo_url) as client:
            db = client[stack.environ().get("CHUNGTAY_DB_PREFIX", "chungtay") + "_gateway"]
            forgotten = db.rate_limit_counters.delete_many({"_id": {"$regex": "receipt-check"}}).deleted_count
    assert forgotten, "the other tests come from this address too"
