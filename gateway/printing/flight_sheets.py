"""The flight sheet of a golf tournament, for the starter's table and the notice board."""

from __future__ import annotations

from typing import Any

from gateway.printing import render

Json = dict[str, Any]

STARTS = {"shotgun": "Xuất phát đồng loạt (shotgun)", "tee_times": "Xuất phát lần lượt"}

CONTESTS = {
    "hole_in_one": "một gậy vào lỗ", "longest_drive": "phát bóng xa nhất", "nearest_pin": "gần cờ nhất",
}


def flight_sheet_pdf(draw: Json, tournament: Json) -> bytes:
    """The sheet.  draw: with names, as the service tells it; tournament: as the service tells it."""
    tees = {tee["code"]: tee["name"] for tee in tournament["tees"]}
    teams = {team["code"]: team["name"] for team in tournament["teams"]}
    contests: dict[int, list[str]] = {}
    for contest in tournament["contests"]:
        contests.setdefault(contest["hole"], []).append(CONTESTS[contest["kind"]])
    told = [
        {**flight, "players": [_player(one, tees, teams) for one in flight["players"]]} for flight in draw["flights"]
    ]
    return render("flights", {
        "name": tournament["name"], "place": tournament["place"] or tournament["course_name"],
        "played_on": tournament["played_on"], "start": STARTS[draw["start"]], "starts_at": draw["starts_at"],
        "players": sum(len(flight["players"]) for flight in told), "flights": told,
        "unplaced": [_player(one, tees, teams) for one in draw["unplaced"]],
        "contests": [{"hole": hole, "names": ", ".join(names)} for hole, names in sorted(contests.items())],
        "draw_number": draw["draw_number"], "seed": draw["seed"], "locked": draw["draw_locked"],
    })  # fmt: skip


def _player(one: Json, tees: dict[str, str], teams: dict[str, str]) -> Json:
    return {
        "number": one["number"], "name": one["full_name"], "club": one["club"],
        "team": teams.get(one["team"], ""), "tee": tees.get(one["tee"], one["tee"]),
        "handicap": one["handicap_index"] or "–",
    }
