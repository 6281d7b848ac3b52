"""Support from a list of households to the bank's statement: ceilings, batches, confirmations, to the đồng."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from tests.e2e.product import Campaign, eventually
from tests.e2e.test_households import household
from tests.e2e.test_supervision import approved_payment, finding_about, verified_payment

pytestmark = pytest.mark.e2e

HEADER = "PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n"


def registered(campaign: Campaign, count: int, **changes: Any) -> list[str]:
    """Households of the unit that owns the bank account, with bank accounts of their own."""
    codes = []
    for number in range(count):
        body = household(campaign, number, bank="agribank", bank_account=f"150020000{number:04d}", **changes)
        codes.append(campaign.product.api().made("/households", body)["code"])
    return codes


def propose_from_list(campaign: Campaign, lines: list[str], dry_run: str = "false") -> dict[str, Any]:
    header = "Mã đơn vị,Loại hỗ trợ,Mã hộ,Số tiền,Ngày đề nghị,Lý do"
    answer = campaign.product.api().http.post(
        "/payments/import", data={"campaign": campaign.code, "dry_run": dry_run},
        files={"file": ("qua_tet.csv", "\n".join([header, *lines]).encode(), "text/csv")},
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def payments_of(campaign: Campaign) -> list[dict[str, Any]]:
    return list(campaign.product.api().read("/payments", campaign=campaign.code)["rows"])


@pytest.mark.duty("D6")
@pytest.mark.duty("D7")
def test_gifts_for_a_list_of_households_keep_to_the_ceiling_and_are_approved_in_one_go(campaign: Campaign) -> None:
    api = campaign.product.api
    api().made("/donations", campaign.gift(amount_vnd=5_000_000))
    codes = registered(campaign, 4)
    programme = {"code": f"tet-{campaign.code}", "campaign": campaign.code, "kind": "tet_gift", "name": "Quà Tết 2025",
                 "ceiling_vnd": 500_000, "decision": "Quyết định 01/QĐ-BVĐ", "valid_from": "2024-10-01"}
    assert api().http.put(f"/programmes/{programme['code']}", json=programme).status_code == 200
    lines = [f"582,tet_gift,{code},500.000,01/11/2024,Quà Tết" for code in codes[:3]]
    lines += [f"582,tet_gift,{codes[3]},500.001,01/11/2024,Quá mức", "582,tet_gift,khong-co,1000,01/11/2024,Lạ",
              lines[0]]
    tried = propose_from_list(campaign, lines, dry_run="true")
    assert [(one["row"], one["code"]) for one in tried["refused"]] == [
        (5, "ceiling_exceeded"), (6, "household_not_found"), (7, "row_twice"),
    ]
    assert propose_from_list(campaign, lines)["taken"] == propose_from_list(campaign, lines)["taken"] == 3
    eventually(lambda: campaign.total("support_pending") == {"count": 3, "amount_vnd": 1_500_000})

    ids = [one["payment_id"] for one in payments_of(campaign)]
    waiting = api("duyet-1").read("/payments/waiting", campaign=campaign.code)
    assert {step for step, told in waiting.items() if told["count"]} == {"verify"} and waiting["verify"]["count"] == 3
    assert waiting["verify"]["amount_vnd"] == 1_500_000
    for account, step in (("duyet-1", "verifications"), ("duyet-1", "approvals"), ("duyet-2", "approvals")):
        told = api(account).made(f"/payments/{step}", {"payment_ids": [*ids, "no-such"]})["payments"]
        assert [one["code"] for one in told] == [None, None, None, "payment_not_found"]
    eventually(lambda: campaign.total("support_approved") == {"count": 3, "amount_vnd": 1_500_000})
    about = {"campaign": campaign.code, "unit": "582", "kind": "tet_gift", "household_code": codes[0]}
    terms = api().read("/support-terms", **about)
    assert (terms["programme"]["ceiling_vnd"], terms["fund_left_vnd"]) == (500_000, 3_500_000)
    assert [(one["kind"], one["status"]) for one in terms["standing"]] == [("tet_gift", "approved")]
    assert api("thuan-bac").http.get("/support-terms", params=about).status_code == 403


def test_of_a_programme_that_allows_it_a_household_has_several(campaign: Campaign) -> None:
    [code] = registered(campaign, 1)
    body = {"campaign": campaign.code, "unit": "582", "kind": "education", "household_code": code,
            "amount_vnd": 1_000_000, "reason": "Học bổng", "proposed_on": "2024-11-01"}
    api = campaign.product.api()
    programme = {"code": f"hb-{campaign.code}", "campaign": campaign.code, "kind": "education", "name": "Học bổng",
                 "ceiling_vnd": 2_000_000, "decision": "QĐ 02", "valid_from": "2024-10-01",
                 "several_per_household": True}
    api.http.put(f"/programmes/{programme['code']}", json=programme)
    assert api.made("/payments", body)["payment_id"] != api.made("/payments", body)["payment_id"]


def batch_of(campaign: Campaign, amounts: list[int]) -> tuple[dict[str, Any], list[str]]:
    """A batch of approved payments to be paid from the Fund's account."""
    unit = campaign.account("vietcombank")["unit"]
    api = campaign.product.api
    codes = registered(campaign, len(amounts), unit=unit)
    ids = []
    for code, amount_vnd in zip(codes, amounts, strict=True):
        body = {"campaign": campaign.code, "unit": unit, "kind": "health", "household_code": code,
                "amount_vnd": amount_vnd, "reason": "Khám bệnh", "proposed_on": "2024-11-01"}
        payment = api().made("/payments", body)
        path = f"/payments/{payment['payment_id']}"
        api("duyet-1").made(f"{path}/verification", {})
        api("duyet-1").made(f"{path}/approvals", {})
        api("duyet-2").made(f"{path}/approvals", {})
        ids.append(payment["payment_id"])
    batch = api("ke-toan").made(
        "/payment-batches",
        {"campaign": campaign.code, "account_number": campaign.account("vietcombank")["number"], "payment_ids": ids},
    )
    return batch, ids


def test_a_batch_is_exported_settled_with_its_failures_and_explains_the_banks_debit(campaign: Campaign) -> None:
    api = campaign.product.api
    # 3,000,000 came in by the bank; two payments of 1,000,000 and one of 500,000 go out.
    campaign.import_statement((HEADER + "1,01/11/2024,1,,3.000.000,3.000.000,UNG HO\n").encode())
    batch, ids = batch_of(campaign, [1_000_000, 1_000_000, 500_000])
    path = f"/payment-batches/{batch['batch_id']}"
    in_batch = api("ke-toan").post(f"/payments/{ids[0]}/payout", {})
    assert (in_batch.status_code, in_batch.json()["code"]) == (409, "payment_in_batch")

    assert {one["payment_id"] for one in api("ke-toan").read(f"{path}/payments")["payments"]} == set(ids)
    exported = api("ke-toan").post(f"{path}/bank-file.csv", {})
    lines = list(csv.DictReader(io.StringIO(exported.content.decode("utf-8-sig"))))
    assert {line["payment_id"] for line in lines} == set(ids)
    assert {line["bank_account"] for line in lines} == {f"150020000{n:04d}" for n in range(3)}
    looks = api("kiem-toan").read("/households/looks", code=f"h0-{campaign.code}")["looks"]
    assert (looks[0]["looked_by"], looks[0]["purpose"]) == ("ke-toan", f"Xuất lô chi {batch['batch_id']}")

    today = batch["made_on"]
    settled = api("ke-toan").made(
        f"{path}/settlement", {"paid_on": today, "failed": [{"payment_id": ids[2], "reason": "Sai số tài khoản"}]}
    )
    assert (settled["paid"], settled["paid_vnd"]) == (2, 2_000_000)
    eventually(lambda: campaign.total("paid") == {"count": 2, "amount_vnd": 2_000_000})
    assert campaign.total("support_approved")["count"] == 1, "what failed is approved still, and free"
    again = api("ke-toan").post(f"{path}/settlement", {"paid_on": today})
    assert (again.status_code, again.json()["code"]) == (409, "batch_closed")

    _explain(campaign, batch, today)


def _explain(campaign: Campaign, batch: dict[str, Any], paid_on: str) -> None:
    """The bank's debit of 2,000,000 arrives: until it is explained it counts against the Fund a second time."""
    day = "/".join(reversed(paid_on.split("-")))
    campaign.import_statement((HEADER + f"1,{day},9,2.000.000,,1.000.000,CHI LO\n").encode())
    [debit] = eventually(lambda: campaign.rows("bank_debits"))
    unit = campaign.account("vietcombank")["unit"]
    treasurer, entry = campaign.product.api("ke-toan"), debit["state"]["journal_entry_id"]
    code = registered(campaign, 9, unit=unit)[8]
    body = {"campaign": campaign.code, "unit": unit, "kind": "education", "household_code": code,
            "amount_vnd": 500_000, "reason": "Học bổng", "proposed_on": "2024-11-01"}
    payment = f"/payments/{campaign.product.api().made('/payments', body)['payment_id']}"
    campaign.product.api("duyet-1").made(f"{payment}/verification", {})
    campaign.product.api("duyet-1").made(f"{payment}/approvals", {})
    short = campaign.product.api("duyet-2").post(f"{payment}/approvals", {})
    assert (short.status_code, short.json()["code"]) == (409, "fund_short")

    [still_open] = treasurer.read("/bank-debits/open", campaign=campaign.code, unit=unit)["debits"]
    assert still_open["bank_debit_entry_id"] == entry
    assert [one["batch_id"] for one in still_open["candidates"]] == [batch["batch_id"]]
    wrong = treasurer.post(f"/bank-debits/{entry}/explanation", {"payment_ids": [batch["payment_ids"][0]]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "sums_differ")
    other = treasurer.post(f"/bank-debits/{entry}/explanation", {"payment_ids": [batch["payment_ids"][2]]})
    assert (other.status_code, other.json()["code"]) == (422, "not_paid_from_this_account")
    path, told = f"/bank-debits/{entry}/explanation", {"batch_ids": [batch["batch_id"]]}
    assert treasurer.made(path, told)["status"] == "explained"
    twice = treasurer.post(path, told)
    assert (twice.status_code, twice.json()["code"]) == (409, "debit_explained_already")
    eventually(lambda: campaign.total("bank_debits_explained") == {"count": 1, "amount_vnd": 2_000_000})
    taken_back = _delete(treasurer.http, path)
    assert taken_back.json()["status"] == "taken_back", taken_back.text
    eventually(lambda: campaign.total("bank_debits_explained")["count"] == 0)
    assert treasurer.made(path, told)["status"] == "explained"
    # 3,000,000 in, 2,000,000 out by the bank, 500,000 reserved still: 500,000 is there, to the đồng.
    assert campaign.product.api("duyet-2").made(f"{payment}/approvals", {})["status"] == "approved"


@pytest.mark.duty("D7")
def test_cash_fetched_from_the_bank_can_be_paid_out_and_shows_as_explained(campaign: Campaign) -> None:
    api, unit = campaign.product.api, campaign.account("vietcombank")["unit"]
    lines = "1,01/11/2024,1,,900.000,900.000,UNG HO\n1,02/11/2024,2,500.000,,400.000,RUT TIEN MAT\n"
    campaign.import_statement((HEADER + lines).encode())
    [debit] = eventually(lambda: campaign.rows("bank_debits"))
    [code] = registered(campaign, 1, unit=unit)
    body = {"campaign": campaign.code, "unit": unit, "kind": "health", "household_code": code, "amount_vnd": 450_000,
            "reason": "Khám bệnh", "proposed_on": "2024-11-01"}
    payment = f"/payments/{api().made('/payments', body)['payment_id']}"
    api("duyet-1").made(f"{payment}/verification", {})
    api("duyet-1").made(f"{payment}/approvals", {})
    short = api("duyet-2").post(f"{payment}/approvals", {})
    assert (short.status_code, short.json()["facts"]["available_vnd"]) == (409, 400_000)

    path = f"/bank-debits/{debit['state']['journal_entry_id']}/explanation"
    both = api("ke-toan").post(path, {"to_cash": True, "payment_ids": ["p"]})
    assert (both.status_code, api("duyet-1").post(path, {"to_cash": True}).status_code) == (422, 403)
    assert api("ke-toan").made(path, {"to_cash": True})["purpose"] == "cash"
    api("duyet-2").made(f"{payment}/approvals", {})
    assert api("ke-toan").made(f"{payment}/payout", {"paid_on": "2024-11-10"})["status"] == "paid"
    eventually(lambda: campaign.total("paid") == {"count": 1, "amount_vnd": 450_000})
    eventually(lambda: campaign.total("bank_debits_explained") == {"count": 1, "amount_vnd": 500_000})
    [row] = campaign.rows("bank_debits_explained")
    assert row["state"]["purpose"] == "cash"


def _delete(http: httpx.Client, path: str) -> httpx.Response:
    return http.delete(path, headers={"Idempotency-Key": "take-back-" + path[-40:]})


def test_what_is_held_stays_out_of_a_batch_and_of_its_settlement(campaign: Campaign) -> None:
    api = campaign.product.api
    campaign.import_statement((HEADER + "1,01/11/2024,1,,3.000.000,3.000.000,UNG HO\n").encode())
    batch, ids = batch_of(campaign, [1_000_000, 1_000_000])
    unit = batch["unit"]
    api("giam-sat").made("/findings", finding_about(campaign, {"payment_id": ids[0]}, unit=unit))
    eventually(lambda: campaign.total("held")["count"] == 1)
    path = f"/payment-batches/{batch['batch_id']}"
    exported = api("ke-toan").post(f"{path}/bank-file.csv", {}).content.decode()
    assert ids[1] in exported and ids[0] not in exported
    settled = api("ke-toan").made(f"{path}/settlement", {"paid_on": batch["made_on"]})
    assert (settled["paid_ids"], settled["held_ids"]) == ([ids[1]], [ids[0]])
    refused = api("ke-toan").post(
        "/payment-batches",
        {"campaign": campaign.code, "account_number": batch["account_number"], "payment_ids": ids},
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "payments_not_ready")
    assert refused.json()["facts"]["payments"] == {ids[0]: "on_hold", ids[1]: "not_approved"}


@pytest.mark.duty("D7")
def test_a_household_listed_as_paid_and_not_paid_shows_in_the_report(campaign: Campaign) -> None:
    api = campaign.product.api
    api().made("/donations", campaign.gift(amount_vnd=2_000_000))
    payment = approved_payment(campaign, 2_000_000, "ho-" + campaign.code)
    path = f"/payments/{payment['payment_id']}"
    told = {"confirmed_on": "2024-11-20", "received": False, "name": "Chủ hộ mẫu", "manner": "in_person"}
    early = api().post(f"{path}/confirmation", told)
    assert (early.status_code, early.json()["code"]) == (409, "not_paid_yet")
    api("ke-toan").made(f"{path}/payout", {"paid_on": "2024-11-10"})
    eventually(lambda: campaign.total("paid_unconfirmed") == {"count": 1, "amount_vnd": 2_000_000})
    api().made(f"{path}/confirmation", told)
    eventually(lambda: campaign.total("paid_denied") == {"count": 1, "amount_vnd": 2_000_000})
    assert campaign.total("paid_unconfirmed")["count"] == 0
    api().made(f"{path}/confirmation", {**told, "received": True, "confirmed_on": "2024-11-25"})
    eventually(lambda: campaign.total("paid_denied")["count"] == 0)
    again = api().post(f"{path}/confirmation", {**told, "received": False, "confirmed_on": "2024-11-26"})
    assert (again.status_code, again.json()["code"]) == (409, "confirmed_already")


def test_who_needs_no_second_approval_is_told_the_step_is_done(campaign: Campaign) -> None:
    campaign.product.api().made("/donations", campaign.gift(amount_vnd=1_000))
    payment = verified_payment(campaign, 1_000, "ho-" + campaign.code)
    ids = {"payment_ids": [payment["payment_id"]]}
    first = campaign.product.api("duyet-1").made("/payments/approvals", ids)["payments"]
    again = campaign.product.api("duyet-1").made("/payments/approvals", ids)["payments"]
    assert (first[0]["status"], again[0]["code"]) == ("approved_once", "approved_by_them_already")
