"""Whose gift is a bank line: from the statement over the desk to the report."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.api.donations.matching import MatchLine
from runtime.text import fold
from tests.e2e.product import Campaign, eventually
from tests.e2e.test_answers_as_described import check

pytestmark = pytest.mark.e2e

HEADER = "\ufeffPageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n"


def by_state(campaign: Campaign) -> dict[str, int]:
    """Money by bank transfer, by what is known of its donors."""
    sources = [s for s in campaign.report()["sources"] if s["figure"] == "transfers_matched"]
    return {s["source"]: s["amount_vnd"] for s in sources if s["amount_vnd"]}


@pytest.mark.duty("D1")
@pytest.mark.duty("D2")
def test_a_suggestion_is_confirmed_and_undone_and_what_was_received_never_changes(campaign: Campaign) -> None:
    api = campaign.product.api
    pledge = api().made("/pledges", {
        "campaign": campaign.code, "unit": "58", "amount_vnd": 25_000_000, "pledger_name": "Công ty TNHH Đá Mẫu",
        "pledged_on": "2024-11-01",
    })
    rows = "1,05/11/2024,1.1,,25.000.000,,CTY TNHH DA MAU ung ho\n1,05/11/2024,1.2,,100.000,,nguoi la ung ho\n"
    campaign.import_statement((HEADER + rows).encode())
    received = {"count": 2, "amount_vnd": 25_100_000}
    eventually(lambda: by_state(campaign) == {"suggested": 25_000_000, "unmatched": 100_000})
    assert campaign.total("received") == campaign.total("transfers_matched") == received

    treasurer = api("ke-toan")
    page = treasurer.read("/matching/lines", campaign=campaign.code, text="công ty", amount_vnd=25_000_000)
    [line] = page["lines"]
    check(MatchLine, line)
    assert [one["pledge_id"] for one in line["candidates"]] == [pledge["pledge_id"]]
    path = f"/matching/lines/{line['donation_id']}"
    body: dict[str, Any] = {"version": line["version"], "pledge_id": pledge["pledge_id"]}
    assert api("kiem-toan").post(f"{path}/confirmation", body).status_code == 403
    assert api("to-chuc").http.get("/matching/lines", params={"campaign": campaign.code}).status_code == 403
    confirmed = treasurer.made(f"{path}/confirmation", body)
    late = treasurer.post(f"{path}/rejection", {"version": line["version"]})
    assert (late.status_code, late.json()["code"]) == (409, "line_decided_meanwhile")
    eventually(lambda: by_state(campaign) == {"confirmed": 25_000_000, "unmatched": 100_000})
    eventually(lambda: campaign.total("pledge_fulfilled")["amount_vnd"] == 25_000_000)

    treasurer.made(f"{path}/undo", {"version": confirmed["version"], "note": "Nhầm công ty"})
    eventually(lambda: by_state(campaign) == {"suggested": 25_000_000, "unmatched": 100_000})
    eventually(lambda: campaign.total("pledge_fulfilled")["amount_vnd"] == 0)
    assert campaign.total("received") == received
    for row in campaign.rows("transfers_matched"):
        assert "da mau" not in str(row).lower(), "a memo names nobody in the report"


def test_a_line_is_attributed_by_hand_to_a_pledge_found_without_diacritics(campaign: Campaign) -> None:
    treasurer = campaign.product.api("ke-toan")
    campaign.import_statement((HEADER + "1,05/11/2024,1.2,,70.000,,Đặng Mẫu chuyển tiền\n").encode())
    lines = {"campaign": campaign.code, "state": "unmatched", "text": "dang mau"}
    [line] = eventually(lambda: treasurer.read("/matching/lines", **lines)["lines"])
    pledge = treasurer.made("/pledges", {
        "campaign": campaign.code, "unit": "58", "amount_vnd": 100_000, "pledger_name": "Đặng Thị Mẫu",
        "pledged_on": "2024-11-01", "name_display": "masked",
    })
    [found] = treasurer.read("/matching/pledges", campaign=campaign.code, text="dang thi")["pledges"]
    assert found["pledge_id"] == pledge["pledge_id"]
    path = f"/matching/lines/{line['donation_id']}/attribution"
    nobody = treasurer.post(path, {"version": line["version"]})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "nobody_named")
    treasurer.made(path, {"version": line["version"], "pledge_id": found["pledge_id"]})
    eventually(lambda: by_state(campaign) == {"attributed": 70_000})
    gift = campaign.product.api().read(f"/donations/{line['donation_id']}")
    assert (gift["donor_name"], gift["pledge_id"]) == ("Đ. T. M.", pledge["pledge_id"])


def test_a_name_in_a_memo_appears_in_no_event_no_report_row_and_no_list(campaign: Campaign) -> None:
    name = "PHAM THI GIAU TEN"
    api = campaign.product.api()
    campaign.product.api().made("/pledges", {
        "campaign": campaign.code, "unit": "58", "amount_vnd": 3_000_000, "pledger_name": "Phạm Thị Giàu Tên",
        "pledged_on": "2024-11-01", "name_display": "anonymous",
    })
    rows = f"1,05/11/2024,1.1,,3.000.000,,{name} ung ho\n1,05/11/2024,1.2,,100.000,,MBVCB.1.uh {name}\n"
    imported = campaign.import_statement((HEADER + rows).encode())
    eventually(lambda: by_state(campaign) == {"suggested": 3_000_000, "unmatched": 100_000})
    page = campaign.product.api("ke-toan").read("/matching/lines", campaign=campaign.code)
    assert name in page["lines"][0]["memo"], "the desk reads it"

    query = {"campaign": campaign.code}
    behind = campaign.rows("transfers_matched") + campaign.rows("received")
    told = [imported, campaign.report(), behind, api.read("/donations", **query), api.read("/pledges", **query)]
    told += [api.http.get(f"/donations/export.{ending}", params=query).text for ending in ("csv",)]
    told += [api.read(f"/events/{row['event_id']}") for row in behind]
    everything = fold(str(told))
    assert "3000000" in everything
    assert fold(name) not in everything
