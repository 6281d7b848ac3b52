"""The charity golf tournament, from the first player to the đồng in the report."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e

HEADER = "\ufeffPageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n"
PARS = [4, 4, 4, 3, 5, 4, 4, 3, 5, 4, 4, 4, 3, 5, 4, 4, 3, 5]


def tournament(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    holes = [{"number": n, "par": par, "stroke_index": (n * 7 - 1) % 18 + 1} for n, par in enumerate(PARS, start=1)]
    return {
        "tournament": campaign.activity("golf"), "course_name": "Sân golf Mẫu", "holes": holes,
        "tees": [{"code": "trang", "name": "Trắng", "course_rating": "71,3", "slope": 128}], "fee_vnd": 3_000_000,
        **changes,
    }


def by_source(campaign: Campaign, figure: str) -> dict[str, int]:
    sources = [one for one in campaign.report()["sources"] if one["figure"] == figure]
    return {one["source"]: one["amount_vnd"] for one in sources if one["amount_vnd"]}


def promises(campaign: Campaign, **query: str) -> list[dict[str, Any]]:
    return list(campaign.product.api("to-chuc").read("/golf-promises", campaign=campaign.code, **query)["rows"])


def codes(campaign: Campaign, count: int) -> dict[str, str]:
    """Memo codes by what was promised, once donations has answered for all."""

    def told() -> dict[str, str] | None:
        found = {one["reference"]: one["memo_code"] for one in promises(campaign) if one["memo_code"]}
        return found if len(found) == count else None

    return dict(eventually(told, within_seconds=20) or {})


@pytest.mark.duty("E1")
def test_fees_are_promised_paid_by_the_memo_code_and_stand_in_the_report_to_the_dong(campaign: Campaign) -> None:
    api = campaign.product.api("to-chuc")
    made = api.made("/golf-tournaments", tournament(campaign))
    assert (made["par"], made["tees"][0]["course_rating"]) == (72, "71.3")
    players = f"/golf-tournaments/{made['tournament']}/players"
    first = api.made(players, {"player_name": "Nguyễn Văn An", "handicap_index": "12,4"})
    api.made(players, {"player_name": "Trần Thị Bình", "name_display": "anonymous"})
    leaves = api.made(players, {"player_name": "Lê Văn Chín", "name_display": "shown"})
    assert first["handicap_index"] == "12.4"
    eventually(lambda: campaign.total("golf_players")["count"] == 3)

    memo = codes(campaign, 3)
    eventually(lambda: by_source(campaign, "golf_owed") == {"golf_fee": 9_000_000})
    assert campaign.total("pledged")["amount_vnd"] == 9_000_000, "each promise is one pledge"
    api.made(f"/golf-players/{leaves['golf_player_id']}/withdrawal", {"reason": "Bận việc"})
    eventually(lambda: by_source(campaign, "golf_owed") == {"golf_fee": 6_000_000})
    eventually(lambda: campaign.total("pledge_lapsed")["amount_vnd"] == 3_000_000)

    paid, part = memo["Lệ phí người chơi số 1"], memo["Lệ phí người chơi số 2"]
    rows = f"1,05/11/2024,1.1,,3.000.000,,{paid} le phi\n1,05/11/2024,1.2,,1.200.000,,{part} le phi\n"
    campaign.import_statement((HEADER + rows).encode())
    eventually(lambda: by_source(campaign, "golf_paid") == {"golf_fee": 4_200_000}, within_seconds=20)
    assert by_source(campaign, "golf_owed") == {"golf_fee": 1_800_000}
    assert by_source(campaign, "golf_promised") == {"golf_fee": 6_000_000}
    assert campaign.total("received") == {"count": 2, "amount_vnd": 4_200_000}
    assert campaign.total("pledge_fulfilled")["amount_vnd"] == 4_200_000
    assert campaign.total("pledge_outstanding")["amount_vnd"] == 1_800_000
    owing = {one["full_name"]: (one["paid_vnd"], one["owed_vnd"]) for one in api.read(players)["players"]}
    assert owing == {
        "Nguyễn Văn An": (3_000_000, 0), "Trần Thị Bình": (1_200_000, 1_800_000), "Lê Văn Chín": (0, 0),
    }
    sheet = api.http.get(f"{players}/export.csv")
    assert sheet.status_code == 200 and "Trần Thị Bình" in sheet.text and "Còn phải nộp" in sheet.text
    assert api.http.get(f"{players}/export.xlsx").content.startswith(b"PK")
    [his] = promises(campaign, golf_player_id=first["golf_player_id"])
    assert his["memo_code"] == paid
    shown = {one["reference"]: (one["payer_name"], one["owed_vnd"]) for one in promises(campaign, status="promised")}
    assert shown == {
        "Lệ phí người chơi số 1": ("N. V. A.", 0), "Lệ phí người chơi số 2": ("", 1_800_000),
    }


@pytest.mark.duty("E1")
def test_sponsors_mulligans_and_the_auction_are_promised_paid_and_reported_by_source(campaign: Campaign) -> None:
    api = campaign.product.api("to-chuc")
    golf = api.made("/golf-tournaments", tournament(
        campaign, hole_sponsor_vnd=20_000_000, mulligan_vnd=500_000, most_mulligans=2,
        packages=[{"code": "vang", "name": "Vàng", "price_vnd": 100_000_000, "players": 4, "holes": 1}],
    ))["tournament"]
    path = f"/golf-tournaments/{golf}"
    gold = {"sponsor_name": "Công ty Mẫu", "name_display": "shown", "package": "vang", "holes": [18]}
    sponsor = api.made(f"{path}/sponsors", gold)
    api.made(f"{path}/sponsors", {"sponsor_name": "Công ty Hai", "holes": [7]})
    player = api.made(f"{path}/players", {"player_name": "Đỗ Văn Một", "sponsor_id": sponsor["golf_sponsor_id"]})
    api.made(f"/golf-players/{player['golf_player_id']}/mulligans", {"count": 2})
    lot = api.made(f"{path}/lots", {"title": "Bộ gậy", "opening_vnd": 10_000_000, "increment_vnd": 1_000_000})
    for name in ("Người Một", "Người Hai"):
        api.made(f"{path}/bidders", {"bidder_name": name})
    at = f"/golf-lots/{lot['golf_lot_id']}"
    api.made(f"{at}/bids", {"bidder": 1, "amount_vnd": 10_000_000})
    low = api.post(f"{at}/bids", {"bidder": 2, "amount_vnd": 10_500_000})
    assert (low.status_code, low.json()["code"]) == (409, "bid_too_low")
    api.made(f"{at}/bids", {"bidder": 2, "amount_vnd": 15_000_000})
    assert api.made(f"{at}/closing", {})["status"] == "sold"
    api.made(f"{at}/bid-withdrawal", {"bidder": 2, "reason": "Không mua nữa"})

    memo = codes(campaign, 5)
    part = memo["Gói Vàng"]
    rows = f"1,05/11/2024,1.1,,40.000.000,,{part} goi vang\n1,05/11/2024,1.2,,1.000.000,,{memo_of(memo, 'mulligan')}\n"
    campaign.import_statement((HEADER + rows).encode())
    paid = {"golf_package": 40_000_000, "golf_mulligan": 1_000_000}
    eventually(lambda: by_source(campaign, "golf_paid") == paid, within_seconds=20)
    promised = {
        "golf_package": 100_000_000, "golf_hole_sponsor": 20_000_000, "golf_mulligan": 1_000_000,
        "golf_auction": 10_000_000,
    }
    assert by_source(campaign, "golf_promised") == promised
    assert sum(by_source(campaign, "golf_owed").values()) == 90_000_000
    assert campaign.total("pledged")["amount_vnd"] == sum(promised.values()) + 15_000_000
    assert campaign.total("pledge_lapsed")["amount_vnd"] == 15_000_000, "the bidder who stepped back"
    assert campaign.total("pledge_outstanding")["amount_vnd"] == 90_000_000
    assert campaign.total("received")["amount_vnd"] == 41_000_000
    api = campaign.product.api()
    listed = api.read("/golf-sponsors", campaign=campaign.code, activity=golf)["rows"]
    assert {(one["sponsor_name"], one["package"], one["players_named"]) for one in listed} == {
        ("Công ty Mẫu", "Vàng", 1), ("C. T. H.", None, 0),
    }
    lots = api.http.get("/golf-lots/export.csv", params={"campaign": campaign.code}).text
    assert "Bộ gậy" in lots and "Người" not in lots


def memo_of(memo: dict[str, str], what: str) -> str:
    return next(code for reference, code in memo.items() if what in reference)


def test_players_come_from_a_list_after_a_dry_run_and_each_row_that_is_wrong_is_named(campaign: Campaign) -> None:
    api = campaign.product.api("to-chuc")
    golf = api.made("/golf-tournaments", tournament(campaign))["tournament"]
    sheet = "Họ tên,Handicap,Câu lạc bộ,Điện thoại\nĐỗ Văn Một,12.4,CLB Mẫu,0900000001\nĐỗ Văn Hai,99,,\nĐỗ Văn Ba,,,\n"

    def send(dry_run: str) -> dict[str, Any]:
        files = {"file": ("ds.csv", sheet.encode(), "text/csv")}
        answer = api.http.post("/golf-players/import", data={"tournament": golf, "dry_run": dry_run}, files=files)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    tried = send("true")
    assert (tried["rows"], tried["taken"]) == (3, 2)
    assert [(row["row"], row["code"], row["field"]) for row in tried["refused"]] == [
        (3, "index_out_of_range", "handicap_index")
    ]
    assert api.read(f"/golf-tournaments/{golf}")["playing"] == 0, "a dry run writes nothing"
    send("false")
    send("false")
    assert api.read(f"/golf-tournaments/{golf}")["playing"] == 2, "the same file again changes nothing"
    listed = api.read(f"/golf-tournaments/{golf}/players")["players"]
    shown = [(one["full_name"], one["handicap_index"]) for one in listed]
    assert shown == [("Đỗ Văn Một", "12.4"), ("Đỗ Văn Ba", None)]


def test_flights_are_drawn_printed_and_fixed_by_those_who_may(campaign: Campaign) -> None:
    api = campaign.product.api("to-chuc")
    contests = [{"hole": 4, "kind": "nearest_pin"}]
    golf = api.made("/golf-tournaments", tournament(campaign, contests=contests))["tournament"]
    path = f"/golf-tournaments/{golf}"
    for number in range(1, 6):
        api.made(f"{path}/players", {"player_name": f"Người chơi {number}"})
    drawn = api.made(f"{path}/draw", {"starts_at": "07:30"})
    assert [len(one["players"]) for one in drawn["flights"]] == [2, 3]
    stays, moves = drawn["flights"][0]["players"]
    api.made(f"/golf-players/{moves}/move", {"flight": "2A"})
    full = api.post(f"/golf-players/{stays}/move", {"flight": "2A"})
    assert (full.status_code, full.json()["code"]) == (409, "flight_full")
    api.made(f"{path}/draw-restoration", {"draw_number": 1})
    api.made(f"{path}/draw-lock", {"locked": True})
    shown = api.read(f"{path}/flights")
    assert {one["full_name"] for flight in shown["flights"] for one in flight["players"]} == {
        f"Người chơi {number}" for number in range(1, 6)
    }
    sheet = api.http.get(f"{path}/flights.pdf")
    assert sheet.headers["Content-Type"] == "application/pdf" and sheet.content.startswith(b"%PDF")
    seen = campaign.product.api("kiem-toan").read(f"{path}/looks")["looks"]
    assert [look["what"] for look in seen] == ["flights", "flights"]
    for account in ("ke-toan", "duyet-1"):
        answer = campaign.product.api(account).http.get(f"{path}/flights")
        assert answer.status_code == 403, account
