"""Tournament, players and flights on a real MongoDB."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.events.golf.job import Golf

pytestmark = pytest.mark.integration

SHOTGUN = {"starts_at": "07:30"}


def placed(draw: dict) -> dict[str, str]:
    return {id: one["flight"] for one in draw["flights"] for id in one["players"]}


def test_only_an_activity_of_kind_golf_has_a_tournament_and_a_course_must_be_whole(events, golf):
    assert golf.refused("save_golf_tournament", **{**golf.told, "tournament": "khong-co"}) == "unknown_activity"
    events.save("dien-dan")
    told = {**golf.told, "tournament": "dien-dan"}
    assert events.refused("save_golf_tournament", told)["code"] == "activity_not_golf"
    twice = [{**hole, "stroke_index": 1 if hole["number"] < 3 else hole["stroke_index"]} for hole in golf.told["holes"]]
    assert golf.refused("save_golf_tournament", **{**golf.told, "holes": twice}) == "stroke_indices_incomplete"
    short = {**golf.told, "holes": golf.told["holes"][:10]}
    assert golf.refused("save_golf_tournament", **short) == "course_incomplete"


def test_saving_the_same_again_changes_nothing(golf):
    assert golf.ok("save_golf_tournament", **golf.told)["version"] == 1
    assert golf.ok("save_golf_tournament", **{**golf.told, "fee_vnd": 0})["version"] == 2


def test_a_player_is_told_without_name_phone_or_handicap_beyond_consent(events, golf):
    made = golf.play("Trần Thị Bình", handicap_index="+1,3", phone="0912 345 678", club="CLB Kín")
    assert (made["handicap_index"], made["full_name"], made["player_name"]) == ("+1.3", "Trần Thị Bình", "T. T. B.")
    said = b"".join(event.to_bytes() for event in events.said()).decode()
    assert not any(private in said for private in ("Bình", "0912345678", "0912 345 678", '1.3"', "CLB Kín"))
    assert golf.promises()["Lệ phí người chơi số 1"]["payer_name"] == "T. T. B."


def test_namesakes_are_flagged_and_never_merged(golf):
    golf.play("Đặng Văn Ánh")
    again = golf.play("dang van anh")
    assert (again["number"], again["homonyms"]) == (2, [1])


def test_racers_for_the_last_places_never_exceed_the_tournament(events):
    golf = Golf(events, most_players=5)

    def run(number: int) -> str:
        told = {"tournament": "golf", "player_name": f"Người {number}"}
        answer = events.ask("register_golf_player", told, key=f"k{number}")
        return "ok" if "ok" in answer else str(answer["refused"]["code"])

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(run, range(16)))
    assert (outcomes.count("ok"), outcomes.count("tournament_full")) == (5, 11)
    assert events.store.db["golf_promises"].count_documents({}) == 5 == golf.ok("save_golf_tournament", **golf.told)[
        "playing"
    ]


def test_what_players_use_can_not_go_and_teams_have_a_bound(events):
    teams = [{"code": "a", "name": "Đội A"}, {"code": "b", "name": "Đội B"}]
    golf = Golf(events, teams=teams, most_per_team=1)
    golf.play(team="a", tee="do")
    assert golf.refused("register_golf_player", player_name="Hai", team="a") == "team_full"
    assert golf.refused("register_golf_player", player_name="Hai", team="c") == "unknown_team"
    assert golf.refused("register_golf_player", player_name="Hai", tee="xanh") == "unknown_tee"
    assert golf.refused("save_golf_tournament", **{**golf.told, "teams": teams[1:]}) == "still_used"
    assert golf.refused("save_golf_tournament", **{**golf.told, "tees": golf.told["tees"][:1]}) == "still_used"
    golf.ok("save_golf_tournament", **{**golf.told, "teams": teams[:1]})


def test_a_name_shown_otherwise_is_shown_so_on_the_promise_too(events, golf):
    made = golf.play()
    changed = events.ok(
        "change_golf_player", {"golf_player_id": made["golf_player_id"], "name_display": "shown", "tee": "do"}
    )
    assert (changed["player_name"], changed["tee"], changed["handicap_index"]) == ("Nguyễn Văn An", "do", None)
    assert golf.promises()["Lệ phí người chơi số 1"]["payer_name"] == "Nguyễn Văn An"


def test_flights_are_drawn_drawn_again_moved_and_taken_back(golf):
    players = [golf.play(f"Người {n}")["golf_player_id"] for n in range(10)]
    assert golf.refused("lock_golf_draw", locked=True) == "no_draw_yet"
    first = golf.ok("draw_golf_flights", **SHOTGUN)
    assert (first["draw_number"], sorted(map(len, (one["players"] for one in first["flights"])))) == (1, [3, 3, 4])
    assert sorted(placed(first)) == sorted(players) and first["unplaced"] == []
    golf.ok("draw_golf_flights", **SHOTGUN, order="handicap")
    moved = golf.events.ok("move_golf_player", {"golf_player_id": players[0], "flight": "9B"})
    assert placed(moved)[players[0]] == "9B" and len(placed(moved)) == 10
    back = golf.ok("restore_golf_draw", draw_number=1)
    assert placed(back) == placed(first) and (back["draw_number"], back["cause"]) == (4, "restored")
    assert golf.refused("restore_golf_draw", draw_number=9) == "draw_not_found"


def test_a_player_who_withdraws_leaves_the_flight_even_a_fixed_one_and_does_not_come_back_by_going_back(golf):
    players = [golf.play(f"Người {n}")["golf_player_id"] for n in range(4)]
    golf.ok("draw_golf_flights", **SHOTGUN)
    golf.ok("lock_golf_draw", locked=True)
    golf.events.ok("withdraw_golf_player", {"golf_player_id": players[0], "reason": "Ốm"})
    assert players[0] not in placed(golf.ok("lock_golf_draw", locked=True))
    assert golf.refused("draw_golf_flights", **SHOTGUN) == "draw_locked"
    golf.ok("lock_golf_draw", locked=False)
    assert sorted(placed(golf.ok("restore_golf_draw", draw_number=1))) == sorted(players[1:])
    again = golf.events.refused("withdraw_golf_player", {"golf_player_id": players[0], "reason": "Ốm"})
    assert again["code"] == "golf_player_withdrawn"


def test_flights_are_fixed_only_when_everybody_has_one_and_the_course_with_them(golf):
    golf.play()
    golf.ok("draw_golf_flights", starts_at="06:30", start="tee_times", start_holes=[1, 10])
    late = golf.play("Người đến sau")["golf_player_id"]
    assert golf.refused("lock_golf_draw", locked=True) == "players_without_flight"
    golf.events.ok("move_golf_player", {"golf_player_id": late, "flight": "06:30/1"})
    golf.ok("lock_golf_draw", locked=True)
    tees = [{**tee, "slope": 120} for tee in golf.told["tees"]]
    assert golf.refused("save_golf_tournament", **{**golf.told, "tees": tees}) == "course_locked"
    golf.ok("save_golf_tournament", **{**golf.told, "fee_vnd": 1})


def test_two_who_move_players_at_once_leave_each_player_in_one_flight(golf):
    players = [golf.play(f"Người {n}")["golf_player_id"] for n in range(8)]
    golf.ok("draw_golf_flights", **SHOTGUN)
    lot = random.Random(1)

    def move(_: int) -> None:
        told = {"golf_player_id": lot.choice(players), "flight": lot.choice(["1A", "2A", "3A", "5B"])}
        golf.events.ask("move_golf_player", told)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(move, range(24)))
    told = golf.ok("list_golf_flights")
    seen = [one["golf_player_id"] for flight in told["flights"] for one in flight["players"]]
    assert sorted(seen) == sorted(players)
    assert all(len(flight["players"]) <= 4 for flight in told["flights"])


def test_every_look_at_names_is_kept(events, golf):
    golf.play()
    golf.ok("draw_golf_flights", **SHOTGUN)
    assert golf.ok("list_golf_players")["players"][0]["full_name"] == "Nguyễn Văn An"
    golf.ok("list_golf_flights")
    looks = list(events.store.db["golf_looks"].find())
    assert sorted((look["what"], look["looked_by"]) for look in looks) == [("flights", "clerk"), ("players", "clerk")]
    page = golf.ok("list_golf_looks", limit=1)
    assert [look["what"] for look in page["looks"]] == ["flights"]
    page = golf.ok("list_golf_looks", limit=1, before=page["next"])
    assert ([look["what"] for look in page["looks"]], page["next"]) == (["players"], None)
