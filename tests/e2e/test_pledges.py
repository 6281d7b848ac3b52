"""Pledges from the API to the report: symbolic cheques, instalments, lapses, lists from a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


def pledge(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    body = {"campaign": campaign.code, "unit": "582", "amount_vnd": 100_000_000, "pledger_name": "Công ty Mẫu",
            "pledged_on": "2024-10-18", "name_display": "shown"}
    return campaign.product.api().made("/pledges", body | changes)


@pytest.mark.duty("D4")
def test_a_symbolic_cheque_on_stage_is_a_promise_and_money_only_once_it_comes(campaign: Campaign) -> None:
    activity = campaign.activity("golf")
    cheque = {"text": "Ủng hộ xây 2 nhà Đại đoàn kết", "number": "01", "handed_over_by": "Giám đốc Công ty Mẫu"}
    made = pledge(campaign, kind="symbolic_cheque", cheque=cheque, activity=activity, donor={"kind": "enterprise"})
    assert (made["cheque"], made["kind"]) == (cheque, "symbolic_cheque")
    eventually(lambda: campaign.total("symbolic_cheques") == {"count": 1, "amount_vnd": 100_000_000})
    assert campaign.total("received")["amount_vnd"] == 0
    api = campaign.product.api()
    for amount_vnd in (40_000_000, 25_000_000):
        api.made("/donations", campaign.gift(amount_vnd=amount_vnd, pledge_id=made["pledge_id"]))
    eventually(lambda: campaign.total("pledge_fulfilled")["amount_vnd"] == 65_000_000)
    assert campaign.total("received")["amount_vnd"] == 65_000_000
    assert campaign.report()["pledges"]["collection_percent"] == 65.0
    [row] = api.read("/pledges", campaign=campaign.code, kind="symbolic_cheque")["rows"]
    assert (row["status"], row["activity"]) == ("part_fulfilled", activity)


@pytest.mark.duty("D1")
def test_a_lapse_does_not_make_the_collection_rate_look_better_and_a_reopening_undoes_it(campaign: Campaign) -> None:
    api = campaign.product.api()
    kept = pledge(campaign, amount_vnd=60_000_000)
    given_up = pledge(campaign, amount_vnd=40_000_000)
    api.made("/donations", campaign.gift(amount_vnd=60_000_000, pledge_id=kept["pledge_id"]))
    api.made("/donations", campaign.gift(amount_vnd=10_000_000, pledge_id=given_up["pledge_id"]))
    eventually(lambda: campaign.total("pledge_fulfilled")["amount_vnd"] == 70_000_000)
    path = f"/pledges/{given_up['pledge_id']}"
    lapsed = api.made(f"{path}/lapse", {"reason": "Công ty giải thể", "lapsed_on": "2024-11-18"})
    assert lapsed["status"] == "lapsed"
    eventually(lambda: campaign.report()["pledges"]["lapsed_vnd"] == 30_000_000)
    told = campaign.report()["pledges"]
    assert (told["pledged_vnd"], told["outstanding_vnd"], told["collection_percent"]) == (100_000_000, 0, 70.0)
    done = api.post(f"/pledges/{kept['pledge_id']}/lapse", {"reason": "Thử xem sao", "lapsed_on": "2024-11-18"})
    assert (done.status_code, done.json()["code"]) == (409, "pledge_fulfilled")
    api.made(f"{path}/reopening", {"reason": "Công ty mẹ nhận thực hiện"})
    eventually(lambda: campaign.report()["pledges"]["outstanding_vnd"] == 30_000_000)
    assert campaign.report()["pledges"]["collection_percent"] == 70.0


def test_instalments_are_overdue_as_of_the_day_that_is_asked_about(campaign: Campaign) -> None:
    api = campaign.product.api()
    parts = [{"due_on": "2024-11-01", "amount_vnd": 30_000_000}, {"due_on": "2024-11-15", "amount_vnd": 70_000_000}]
    made = pledge(campaign, instalments=parts)
    pledge(campaign)
    api.made("/donations", campaign.gift(amount_vnd=20_000_000, pledge_id=made["pledge_id"]))

    def overdue(as_of: str, **more: str) -> list[int]:
        rows = api.read("/pledges/overdue", campaign=campaign.code, as_of=as_of, **more)["rows"]
        return [row["overdue_vnd"] for row in rows]

    assert (overdue("2024-10-31"), overdue("2024-11-01"), overdue("2024-11-20")) == ([], [10_000_000], [80_000_000])
    assert overdue("2024-11-20", unit="584") == []
    api.made(f"/pledges/{made['pledge_id']}/consent", {"name_display": "anonymous", "consent_basis": "written"})
    [row] = api.read("/pledges/overdue", campaign=campaign.code, as_of="2024-11-20")["rows"]
    assert (row["pledger_name"], row["instalments"]) == ("", parts)


def test_a_list_of_gifts_from_a_spreadsheet_is_tried_then_taken_and_the_same_file_again_adds_nothing(
    campaign: Campaign, tmp_path: Path
) -> None:
    file = tmp_path / "so_quyen_gop.csv"
    file.write_text(
        "Mã đơn vị,Số tiền,Hình thức,Ngày nhận,Người ủng hộ\n582,50.000,cash,18/10/2024,Nguyễn Văn A\n"
        "582,50.000,cash,18/10/2024,Nguyễn Văn A\n582,0,cash,18/10/2024,\n99999,10.000,cash,18/10/2024,\n", "utf-8")
    product = campaign.product

    def run(*more: str) -> tuple[int, str]:
        ended = product.chungtay("donations", "import", str(file), "--campaign", campaign.code, *more)
        return ended.returncode, ended.stdout

    code, told = run("--dry-run")
    assert (code, "4 dòng: sẽ ghi 2, từ chối 2." in told) == (1, True), told
    for _ in range(2):
        code, told = run()
        assert (code, "4 dòng: đã ghi 2, từ chối 2." in told) == (1, True), told
    eventually(lambda: campaign.total("received") == {"count": 2, "amount_vnd": 100_000})

    list_of_pledges = tmp_path / "dang_ky.csv"
    list_of_pledges.write_text("unit,amount_vnd,pledger_name,pledged_on\n582,1000000,Bà B,2024-10-20\n", "utf-8")
    ended = product.chungtay("pledges", "import", str(list_of_pledges), "--campaign", campaign.code)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    eventually(lambda: campaign.total("pledged") == {"count": 1, "amount_vnd": 1_000_000})
