"""What is promised at a tournament, on a real MongoDB."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from services.events.golf.forgetting import forget_some
from services.events.golf.promises import follow_pledges
from tests.integration.events.golf.job import Golf

pytestmark = pytest.mark.integration

PACKAGES = [
    {"code": "vang", "name": "Vàng", "price_vnd": 100_000_000, "players": 2, "holes": 1, "most": 1},
    {"code": "bac", "name": "Bạc", "price_vnd": 50_000_000},
]


@pytest.fixture
def golf(events):
    return Golf(events, packages=PACKAGES, hole_sponsor_vnd=20_000_000, mulligan_vnd=500_000, most_mulligans=3)


def told(golf: Golf) -> dict[str, tuple[int, str]]:
    return {what: (row["amount_vnd"], row["status"]) for what, row in golf.promises().items()}


def pledge_row(row: dict, **changes: object) -> dict:
    """What donations says of the pledge of a promise."""
    return {
        "pledge_id": row["golf_promise_id"], "version": 1, "campaign": row["campaign"], "unit": row["unit"],
        "activity": row["activity"], "amount_vnd": row["amount_vnd"], "fulfilled_vnd": 0, "status": "open",
        "pledged_on": row["promised_on"], "pledger_name": row["payer_name"], "memo_code": "CT003NQK8NDB", **changes,
    }


def hear(events, *rows: dict) -> None:
    events.store.transact(lambda uow: follow_pledges(uow, {"entries": list(rows)}))


def test_a_package_is_promised_at_its_price_with_its_holes_and_places_for_players(golf):
    made = golf.ok("add_golf_sponsor", sponsor_name="Công ty Mẫu", name_display="shown", package="vang", holes=[7])
    assert (made["package"], made["players"], made["holes"]) == ("Vàng", 2, [7])
    sponsor = made["golf_sponsor_id"]
    for name in ("Một", "Hai"):
        golf.play(name, sponsor_id=sponsor)
    assert golf.refused("register_golf_player", player_name="Ba", sponsor_id=sponsor) == "package_places_taken"
    assert told(golf) == {"Gói Vàng": (100_000_000, "promised")}, "who plays on a package pays no fee"
    assert golf.events.ok("get_golf_sponsor", {"id": sponsor})["players_named"] == 2
    assert golf.refused("add_golf_sponsor", sponsor_name="Hai", package="vang") == "package_sold_out"
    assert golf.refused("add_golf_sponsor", sponsor_name="Hai", package="bac", amount_vnd=1) == "package_has_its_price"
    assert golf.refused("add_golf_sponsor", sponsor_name="Hai", package="bac", holes=[1]) == "too_many_holes"
    assert golf.refused("add_golf_sponsor", sponsor_name="Hai", package="dong") == "package_unknown"
    withdrawal = {"golf_sponsor_id": sponsor, "reason": "Đổi ý"}
    assert golf.events.refused("withdraw_golf_sponsor", withdrawal)["code"] == "sponsor_has_players"
    assert golf.refused("save_golf_tournament", **{**golf.told, "packages": PACKAGES[1:]}) == "still_used"


def test_a_hole_has_one_sponsor_and_is_free_again_when_that_one_steps_back(golf):
    made = golf.ok("add_golf_sponsor", sponsor_name="Một", holes=[4, 9])
    assert golf.refused("add_golf_sponsor", sponsor_name="Hai", holes=[9]) == "hole_taken"
    assert golf.refused("add_golf_sponsor", sponsor_name="Hai", holes=[18, 18]) == "too_many_holes"
    assert golf.refused("add_golf_sponsor", sponsor_name="Hai") == "nothing_sponsored"
    golf.events.ok("withdraw_golf_sponsor", {"golf_sponsor_id": made["golf_sponsor_id"], "reason": "Đổi ý"})
    golf.ok("add_golf_sponsor", sponsor_name="Hai", holes=[9], amount_vnd=30_000_000)
    assert told(golf) == {"Tài trợ hố 4, 9": (40_000_000, "withdrawn"), "Tài trợ hố 9": (30_000_000, "promised")}


def test_two_sponsors_who_want_one_hole_at_once_do_not_both_get_it(golf):
    def want(number: int) -> bool:
        wanted = {"tournament": "golf", "sponsor_name": f"Công ty {number}", "holes": [7]}
        return "ok" in golf.events.ask("add_golf_sponsor", wanted)

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(want, range(6))) == 1


def test_the_holes_of_a_package_are_named_later(golf):
    made = golf.ok("add_golf_sponsor", sponsor_name="Một", package="vang")
    other = golf.ok("add_golf_sponsor", sponsor_name="Hai", holes=[3])
    named = {"golf_sponsor_id": made["golf_sponsor_id"]}
    assert golf.events.refused("name_golf_holes", {**named, "holes": [3]})["code"] == "hole_taken"
    assert golf.events.refused("name_golf_holes", {**named, "holes": [1, 2]})["code"] == "too_many_holes"
    assert golf.events.ok("name_golf_holes", {**named, "holes": [1]})["holes"] == [1]
    same = {"golf_sponsor_id": other["golf_sponsor_id"], "holes": [3]}
    assert golf.events.ok("name_golf_holes", same)["holes"] == [3]


def test_mulligans_are_bounded_per_player_and_only_unpaid_ones_go_back(events, golf):
    player = golf.play()["golf_player_id"]
    events.ok("sell_golf_mulligans", {"golf_player_id": player, "count": 2})
    refused = events.refused("sell_golf_mulligans", {"golf_player_id": player, "count": 2})
    assert (refused["code"], refused["facts"]) == ("too_many_mulligans", {"most": 3, "has": 2})
    bought = golf.promises()["2 mulligan, người chơi số 1"]
    assert bought["amount_vnd"] == 1_000_000
    back = {"golf_promise_id": bought["golf_promise_id"], "reason": "Bấm nhầm"}
    hear(events, pledge_row(bought, version=2, fulfilled_vnd=1_000_000, status="fulfilled"))
    assert events.refused("withdraw_golf_mulligans", back)["code"] == "golf_promise_paid"
    hear(events, pledge_row(bought, version=3))
    events.ok("withdraw_golf_mulligans", back)
    assert events.refused("withdraw_golf_mulligans", back)["code"] == "golf_promise_withdrawn"
    assert events.ok("get_golf_player", {"id": player})["mulligans"] == 0


def test_what_donations_says_counts_once_whatever_comes_twice_or_late(events, golf):
    golf.play()
    fee = golf.promises()["Lệ phí người chơi số 1"]
    paid = pledge_row(fee, version=3, fulfilled_vnd=3_000_000, status="fulfilled")
    hear(events, pledge_row({**fee, "golf_promise_id": "khong-phai-cua-giai"}))
    for row in (pledge_row(fee), paid, pledge_row(fee, version=2, fulfilled_vnd=1), paid):
        hear(events, row)
    told = golf.promises()["Lệ phí người chơi số 1"]
    assert (told["version"], told["paid_vnd"], told["owed_vnd"]) == (3, 3_000_000, 0)
    assert (told["memo_code"], told["pledge_status"]) == ("CT003NQK8NDB", "fulfilled")


def lot(golf: Golf) -> str:
    made = golf.ok("add_golf_lot", title="Bộ gậy", opening_vnd=10_000_000, increment_vnd=1_000_000)
    for name in ("Một", "Hai", "Ba"):
        golf.ok("register_golf_bidder", bidder_name=name)
    return str(made["golf_lot_id"])


def bid(events, lot_id: str, bidder: int, amount_vnd: int) -> str:
    answer = events.ask("place_golf_bid", {"golf_lot_id": lot_id, "bidder": bidder, "amount_vnd": amount_vnd})
    return "ok" if "ok" in answer else str(answer["refused"]["code"])


def test_a_bid_is_never_below_the_highest_and_its_increment(events, golf):
    lot_id = lot(golf)
    assert bid(events, lot_id, 1, 9_999_999) == "bid_too_low"
    assert bid(events, lot_id, 1, 10_000_000) == "ok"
    assert bid(events, lot_id, 1, 20_000_000) == "already_highest"
    assert bid(events, lot_id, 2, 10_999_999) == "bid_too_low"
    assert bid(events, lot_id, 2, 11_000_000) == "ok"
    assert bid(events, lot_id, 9, 30_000_000) == "bidder_unknown"
    told = events.ok("get_golf_lot", {"id": lot_id})
    assert (told["highest_vnd"], told["bids"], told["status"]) == (11_000_000, 2, "open")


def test_bidders_at_once_end_in_a_rising_row_of_bids(events, golf):
    lot_id = lot(golf)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: bid(events, lot_id, n % 3 + 1, (10 + n) * 1_000_000), range(18)))
    amounts = [one["amount_vnd"] for one in events.ok("get_golf_lot", {"id": lot_id})["bid_list"]]
    assert amounts and all(b >= a + 1_000_000 for a, b in pairwise(amounts))


def test_a_lot_closes_once_and_the_next_bidder_takes_over_when_the_winner_steps_back(events, golf):
    lot_id = lot(golf)
    for bidder, millions in ((1, 10), (2, 12), (1, 14), (3, 15)):
        assert bid(events, lot_id, bidder, millions * 1_000_000) == "ok"
    one = {"golf_lot_id": lot_id}
    assert events.ok("close_golf_lot", one)["status"] == "sold"
    assert events.refused("close_golf_lot", one)["code"] == "lot_closed"
    assert bid(events, lot_id, 2, 99_000_000) == "lot_closed"
    events.ok("withdraw_golf_bids", {**one, "bidder": 3, "reason": "Không mua nữa"})
    events.ok("withdraw_golf_bids", {**one, "bidder": 1, "reason": "Không mua nữa"})
    assert told(golf) == {
        "Đấu giá lô 1, thẻ số 3": (15_000_000, "withdrawn"), "Đấu giá lô 1, thẻ số 1": (14_000_000, "withdrawn"),
        "Đấu giá lô 1, thẻ số 2": (12_000_000, "promised"),
    }
    again = events.refused("withdraw_golf_bids", {**one, "bidder": 1, "reason": "Không mua nữa"})
    assert again["code"] == "no_bid_stands"
    won = golf.promises()["Đấu giá lô 1, thẻ số 2"]
    hear(events, pledge_row(won, version=2, fulfilled_vnd=1, status="part_fulfilled"))
    paid = events.refused("withdraw_golf_bids", {**one, "bidder": 2, "reason": "Không mua nữa"})
    assert paid["code"] == "golf_promise_paid"
    assert events.ok("get_golf_lot", {"id": lot_id})["bids"] == 1, "a refusal changes nothing"
    hear(events, pledge_row(won, version=3))
    assert events.ok("withdraw_golf_bids", {**one, "bidder": 2, "reason": "Không mua"})["status"] == "unsold"


def test_a_bid_that_was_written_down_wrongly_goes_alone_and_what_else_the_bidder_bid_stands(events, golf):
    lot_id = lot(golf)
    for bidder, millions in ((1, 10), (2, 12), (1, 130)):
        bid(events, lot_id, bidder, millions * 1_000_000)
    wrong = {"golf_lot_id": lot_id, "bidder": 1, "amount_vnd": 130_000_000, "reason": "Gõ thừa số 0"}
    events.ok("close_golf_lot", {"golf_lot_id": lot_id})
    told_after = events.ok("withdraw_golf_bids", wrong)
    assert (told_after["status"], told_after["highest_vnd"], told_after["bids"]) == ("sold", 12_000_000, 2)
    assert told(golf)["Đấu giá lô 1, thẻ số 2"] == (12_000_000, "promised")
    assert events.refused("withdraw_golf_bids", wrong)["code"] == "no_bid_stands"
    events.ok("withdraw_golf_bids", {**wrong, "bidder": 1, "amount_vnd": 10_000_000})
    assert told(golf)["Đấu giá lô 1, thẻ số 2"] == (12_000_000, "promised"), "a bid that had not won changes nothing"


def test_at_the_till_each_bidder_has_what_was_won_and_what_is_owed(events, golf):
    lot_id = lot(golf)
    assert events.ok("get_golf_lot", {"id": lot_id})["least_vnd"] == 10_000_000
    bid(events, lot_id, 2, 10_000_000)
    assert events.ok("get_golf_lot", {"id": lot_id})["least_vnd"] == 11_000_000
    assert events.ok("close_golf_lot", {"golf_lot_id": lot_id})["least_vnd"] is None
    hear(events, pledge_row(golf.promises()["Đấu giá lô 1, thẻ số 2"], fulfilled_vnd=4_000_000))
    found = {one["number"]: one["won"] for one in golf.ok("list_golf_bidders")["bidders"]}
    assert (found[1], found[3]) == ([], [])
    assert [(one["golf_lot_id"], one["owed_vnd"]) for one in found[2]] == [(lot_id, 6_000_000)]


def test_sponsors_are_listed_with_the_name_that_was_written_down_and_what_has_come(events, golf):
    made = golf.ok("add_golf_sponsor", sponsor_name="Công ty Mẫu", phone="0912345678", holes=[1])
    hear(events, pledge_row(golf.promises()["Tài trợ hố 1"], fulfilled_vnd=5_000_000))
    (listed,) = golf.ok("list_golf_sponsors")["sponsors"]
    assert (listed["full_name"], listed["phone"], listed["sponsor_name"]) == ("Công ty Mẫu", "0912345678", "C. T. M.")
    assert (listed["golf_sponsor_id"], listed["promise"]["owed_vnd"]) == (made["golf_sponsor_id"], 15_000_000)
    assert golf.ok("list_golf_looks")["looks"][0]["what"] == "sponsors"


def test_a_lot_without_a_bid_is_unsold_and_promises_nothing(events, golf):
    lot_id = lot(golf)
    assert events.ok("close_golf_lot", {"golf_lot_id": lot_id})["status"] == "unsold"
    assert golf.promises() == {}


def test_no_name_of_a_bidder_or_sponsor_beyond_consent_is_in_an_event(events, golf):
    hidden = {"name_display": "anonymous", "phone": "0912345678"}
    golf.ok("add_golf_sponsor", sponsor_name="Công ty Giấu Tên", holes=[1], **hidden)
    golf.ok("register_golf_bidder", bidder_name="Người Giấu Mặt", **hidden)
    made = golf.ok("add_golf_lot", title="Tranh", opening_vnd=1, increment_vnd=1)["golf_lot_id"]
    bid(events, made, 1, 5)
    events.ok("close_golf_lot", {"golf_lot_id": made})
    said = b"".join(event.to_bytes() for event in events.said()).decode()
    assert not any(private in said for private in ("Giấu", "0912345678"))
    assert golf.ok("list_golf_bidders")["bidders"][0]["bidder_name"] == "Người Giấu Mặt"


def test_a_name_that_a_sponsor_or_bidder_wants_shown_otherwise_is_shown_so_on_what_was_promised(events, golf):
    made = golf.ok("add_golf_sponsor", sponsor_name="Công ty Mẫu", holes=[1])
    told = {"golf_sponsor_id": made["golf_sponsor_id"], "name_display": "shown"}
    assert events.ok("show_golf_sponsor", told)["sponsor_name"] == "Công ty Mẫu"
    lot_id = lot(golf)
    bid(events, lot_id, 1, 10_000_000)
    events.ok("close_golf_lot", {"golf_lot_id": lot_id})
    golf.ok("show_golf_bidder", bidder=1, name_display="anonymous")
    shown = {what: row["payer_name"] for what, row in golf.promises().items()}
    assert shown == {"Tài trợ hố 1": "Công ty Mẫu", "Đấu giá lô 1, thẻ số 1": ""}


def test_after_their_time_people_are_known_no_further_than_they_want_to_be_shown(events, golf):
    golf.play("Nguyễn Văn An", phone="0912345678", club="CLB Mẫu")
    golf.play("Trần Thị Bình", name_display="shown")
    golf.ok("add_golf_sponsor", sponsor_name="Ông Ba", holes=[1], phone="0912345678", name_display="anonymous")
    before = golf.promises()
    assert events.store.transact(forget_some) == 3, "the activity was in 2024"
    assert events.store.transact(forget_some) == 0
    listed = [(one["full_name"], one["phone"], one["club"]) for one in golf.ok("list_golf_players")["players"]]
    assert listed == [("N. V. A.", "", ""), ("Trần Thị Bình", "", "")]
    kept = str([list(events.store.db[name].find()) for name in ("golf_promises", "golf_sponsors", "golf_players")])
    assert not any(private in kept for private in ("Văn An", "0912345678", "Ông Ba", "van an"))
    assert golf.promises() == before, "what was said stays true"
