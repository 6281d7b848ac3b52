"""A bank statement imported, and imported again."""

from __future__ import annotations

import json

import pytest

from tests.e2e.product import SHARED_STATEMENTS, Campaign, eventually

pytestmark = pytest.mark.e2e

HEADER = "\ufeffPageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n"


@pytest.mark.duty("D2")
@pytest.mark.skipif(not SHARED_STATEMENTS.exists(), reason="the shared sample statements are not here")
def test_the_sample_statement_is_accounted_for_to_the_dong_and_a_second_import_finds_nothing_new(
    campaign: Campaign,
) -> None:
    manifest = json.loads((SHARED_STATEMENTS / "manifest.json").read_text())["vietcombank.csv"]
    file = SHARED_STATEMENTS / "vietcombank.csv"

    first = campaign.import_statement(file)["certificate"]
    assert first["rows_read"] == first["rows_posted"] == manifest["rows"] == 600
    assert (first["credit_rows"], first["credit_vnd"]) == (598, 742_157_542)
    assert (first["debit_rows"], first["debit_vnd"]) == (manifest["debit_rows"], manifest["debit_vnd"])
    assert first["identical_twins"] == manifest["identical_twins"] == 7
    assert (first["opening_vnd"], first["closing_vnd"]) == (manifest["opening_vnd"], manifest["closing_vnd"])
    assert first["balance_chain"] == "partial"

    again = campaign.import_statement(file)["certificate"]
    assert (again["rows_posted"], again["rows_already_known"], again["rows_refused"]) == (0, 600, 0)

    eventually(lambda: campaign.total("received") == {"count": 598, "amount_vnd": 742_157_542})
    assert campaign.total("bank_debits") == {"count": 2, "amount_vnd": 22_000}
    rows = campaign.rows("received")
    assert len(rows) == 598
    assert sum(row["state"]["amount_vnd"] for row in rows) == 742_157_542


@pytest.mark.duty("E1")
@pytest.mark.duty("D4")
def test_a_golf_pledge_becomes_money_when_a_statement_line_carries_its_code(campaign: Campaign) -> None:
    pledge = campaign.product.api().made(
        "/pledges",
        {"campaign": campaign.code, "unit": "58", "amount_vnd": 30_000_000, "pledger_name": "Nhà tài trợ mẫu",
         "pledged_on": "2024-11-01", "activity": campaign.activity("golf")},
    )
    eventually(lambda: campaign.total("pledged")["amount_vnd"] == 30_000_000)
    assert campaign.total("received")["amount_vnd"] == 0, "a pledge is not money"

    code = pledge["memo_code"]
    half = f"1,05/11/2024,5001.1,,15.000.000,,MBVCB.1.{code.lower()} tai tro golf\n"
    campaign.import_statement((HEADER + half).encode())
    eventually(lambda: campaign.total("pledge_fulfilled")["amount_vnd"] == 15_000_000)
    found = campaign.product.api().read(f"/pledges/{pledge['pledge_id']}")
    assert (found["status"], found["fulfilled_vnd"]) == ("part_fulfilled", 15_000_000)

    rest = half + f"1,06/11/2024,5001.2,,15.000.000,,{code[:4]} {code[4:8]}.{code[8:]} phan con lai\n"
    campaign.import_statement((HEADER + rest).encode())
    report = eventually(lambda: r if (r := campaign.report())["pledges"]["outstanding_vnd"] == 0 else None)
    assert report["pledges"]["collection_percent"] == 100.0
    assert report["total"]["received"]["amount_vnd"] == 30_000_000
    golf = [s for s in report["sources"] if s["figure"] == "pledge_fulfilled"]
    assert [(s["source"], s["amount_vnd"]) for s in golf] == [(campaign.activity("golf"), 30_000_000)]


def test_damaged_rows_are_refused_one_by_one_with_their_line_and_the_rest_is_booked(campaign: Campaign) -> None:
    rows = [
        "1,17/10/2024,5001.1,,100.000,,ung ho 1", "1,32/10/2024,5001.2,,100.000,,ngay sai",
        "1,17/10/2024,5001.3,,-50.000,,so am", '1,17/10/2024,5001.4,,200.000,,"=HYPERLINK(""http://x"")"',
    ]
    certificate = campaign.import_statement((HEADER + "\n".join(rows) + "\n").encode())["certificate"]
    assert (certificate["rows_posted"], certificate["rows_refused"]) == (2, 2)
    assert [refused["line_no"] for refused in certificate["refused"]] == [3, 4]
    eventually(lambda: campaign.total("received") == {"count": 2, "amount_vnd": 300_000})
