"""Charity golf: tournaments, their players and what is promised at them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.events import golf as asked
from contracts.events.events.golf import GolfPlayerRow, GolfTournamentSavedV1
from contracts.fields import MAX_SUM_VND, LocalDay, Vnd, choice_field, code_field
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, require
from gateway.access.looks import saw
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.bulk import add_bulk
from gateway.api.downloads import Table, add_table, named
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.taking_part import check_takes_part
from gateway.printing import CONTENT_TYPE as PDF_TYPE
from gateway.printing.flight_sheets import flight_sheet_pdf
from gateway.reports import tables

blp = Blueprint("golf", __name__, url_prefix="/api/v1/golf-tournaments", description="Giải golf gây quỹ")
players_blp = Blueprint("golf_players", __name__, url_prefix="/api/v1/golf-players", description="Người chơi golf")
COLUMNS = {
    "number": "Số", "full_name": "Họ tên", "club": "Câu lạc bộ", "phone": "Điện thoại", "team": "Đội", "tee": "Tee",
    "handicap_index": "Handicap", "mulligans": "Mulligan", "status": "Tình trạng", "promised_vnd": "Cam kết (đồng)",
    "paid_vnd": "Đã nộp (đồng)", "owed_vnd": "Còn phải nộp (đồng)", "name_display": "Hiện tên",
    "registered_on": "Ngày đăng ký",
}
"""What a table of players shows, and what its columns are called."""


class GolfTournament(asked.SaveGolfTournament):
    """A tournament, with how many play and whether flights are fixed."""

    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    name = fields.String(required=True)
    place = fields.String(required=True)
    played_on = LocalDay(required=True, allow_none=True)
    par = fields.Integer(required=True)
    playing = fields.Integer(required=True)
    draw_number = fields.Integer(required=True)
    draw_locked = fields.Boolean(required=True)


class GolfPlayer(GolfPlayerRow):
    """A player with the name, for those who may see it; ``homonyms``: numbers of players who may be the same person."""

    full_name = fields.String(required=True)
    name_display = fields.String(required=True)
    handicap_index = fields.String(required=True, allow_none=True)
    club = fields.String(required=True)
    phone = fields.String(required=True)
    sponsor_id = fields.String(required=True, allow_none=True)
    withdrawn_reason = fields.String(required=True, allow_none=True)
    homonyms = fields.List(fields.Integer(), required=True)


class PlayerWithMoney(GolfPlayer):
    """A player with what was promised for this player, what has come of it and what is still expected."""

    promised_vnd = Vnd(minimum=0, required=True)
    paid_vnd = Vnd(minimum=0, maximum=MAX_SUM_VND, required=True)
    owed_vnd = Vnd(minimum=0, required=True)


class PageOfPlayers(Schema):
    """A page; ``next_after`` is null on the last."""

    players = fields.List(fields.Nested(PlayerWithMoney), required=True)
    next_after = fields.Integer(required=True, allow_none=True)


class GolfLook(Schema):
    """That somebody saw names: of players, flights or bidders."""

    look_id = fields.String(required=True)
    what = fields.String(required=True)
    looked_by = fields.String(required=True)
    looked_at = fields.String(required=True)


class PageOfGolfLooks(Schema):
    """A page, newest first; ``next`` is null on the last."""

    looks = fields.List(fields.Nested(GolfLook), required=True)
    next = fields.String(required=True, allow_none=True)


class Flight(Schema):
    """Who starts where and when; ``players``: their ids."""

    flight = fields.String(required=True)
    start_hole = fields.Integer(required=True)
    starts_at = fields.String(required=True)
    players = fields.List(fields.String(), required=True)


class NamedPlayer(Schema):
    """A player of a flight, with the name."""

    golf_player_id = fields.String(required=True)
    number = fields.Integer(required=True)
    full_name = fields.String(required=True)
    club = fields.String(required=True)
    team = fields.String(required=True, allow_none=True)
    tee = fields.String(required=True)
    handicap_index = fields.String(required=True, allow_none=True)


class Draw(Schema):
    """Flights as they stand; ``seed``: the lot, by which the draw can be made again; ``unplaced``: players in no
    flight."""

    tournament = fields.String(required=True)
    unit = fields.String(required=True)
    draw_number = fields.Integer(required=True)
    draw_locked = fields.Boolean(required=True)
    cause = fields.String(required=True)
    start = fields.String(required=True)
    order = fields.String(required=True)
    starts_at = fields.String(required=True)
    interval_minutes = fields.Integer(required=True)
    start_holes = fields.List(fields.Integer(), required=True)
    seed = fields.String(required=True)
    made_by = fields.String(required=True)
    made_at = fields.String(required=True)
    flights = fields.List(fields.Nested(Flight), required=True)
    unplaced = fields.List(fields.String(), required=True)


class NamedFlight(Flight):
    """Who starts where and when, with names."""

    players = fields.List(fields.Nested(NamedPlayer), required=True)


class NamedDraw(Draw):
    """Flights as they stand, with names."""

    flights = fields.List(fields.Nested(NamedFlight), required=True)
    unplaced = fields.List(fields.Nested(NamedPlayer), required=True)


@blp.route("")
class Tournaments(MethodView):
    """Saving tournaments."""

    @for_those_who_may("golf.save")
    @blp.arguments(asked.SaveGolfTournament)
    @blp.response(200, GolfTournament)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Lập hoặc sửa giải golf của một hoạt động: sân, tee, lệ phí, gói tài trợ, đội, cuộc thi phụ."""
        activity = ask("events", "get_activity", {"id": command["tournament"]})
        require("golf.save", activity["unit"])
        check_takes_part(activity["campaign"], activity["unit"])
        return answer(ask("events", "save_golf_tournament", request.get_json(), key=idempotency_key()))


@blp.route("/<id>/players", methods=["GET"])
@for_those_who_may("golf.list")
@blp.arguments(asked.ListGolfPlayers(exclude=["tournament"]), location="query", unknown=RAISE)
@blp.response(200, PageOfPlayers)
def players(which: dict[str, Any], id: str) -> Response:
    """Danh sách người chơi có tên và điện thoại, từng trang; lần xem được lưu lại."""
    require("golf.list", unit_of_tournament(id))
    return answer(ask("events", "list_golf_players", {**which, "tournament": id}))


@blp.route("/<id>/looks", methods=["GET"])
@for_those_who_may("looks.read")
@blp.arguments(asked.ListGolfLooks(exclude=["tournament"]), location="query", unknown=RAISE)
@blp.response(200, PageOfGolfLooks)
def looks(which: dict[str, Any], id: str) -> Response:
    """Ai đã xem tên, điện thoại người chơi và người đấu giá của giải, lúc nào."""
    require("looks.read")
    return answer(ask("events", "list_golf_looks", {**which, "tournament": id}))


class NoQuery(Strict):
    """Nothing more is asked."""


def _players_table(_asked: dict[str, Any], id: str) -> Table:
    require("golf.list", unit_of_tournament(id))
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = ask("events", "list_golf_players", {"tournament": id, "after": after, "limit": 200})
        found += page["players"]
        saw(one["golf_player_id"] for one in page["players"])
        after = page["next_after"]
    return Table(f"nguoi-choi-{id}", "Người chơi", list(COLUMNS.values()), tables.named(COLUMNS, found))


add_table(
    blp, "/<id>/players/export", "golf.list", NoQuery,
    "danh sách người chơi có tên, điện thoại và số tiền còn phải nộp; lần tải được lưu lại", _players_table,
)


@blp.route("/<id>/flights", methods=["GET"])
@for_those_who_may("golf.list")
@blp.response(200, NamedDraw)
def flights(id: str) -> Response:
    """Bảng xuất phát có tên người chơi; lần xem được lưu lại."""
    return answer(_flights_seen(id))


@blp.route("/<id>/flights.pdf", methods=["GET"])
@for_those_who_may("golf.list")
@blp.response(200, content_type=PDF_TYPE)
def flight_sheet(id: str) -> Response:
    """Bảng xuất phát để in (PDF), mỗi nhóm một ô, có tên người chơi; lần in được lưu lại."""
    made = flight_sheet_pdf(_flights_seen(id), tournaments.find(id))
    return Response(made, content_type=PDF_TYPE, headers=named("bang-xuat-phat.pdf"))


def _flights_seen(id: str) -> dict[str, Any]:
    require("golf.list", unit_of_tournament(id))
    return ask("events", "list_golf_flights", {"tournament": id})


def unit_of_tournament(id: str) -> str:
    """The unit that holds a tournament.  Raises GolfTournamentNotFound."""
    return str(tournaments.find(id)["unit"])


tournaments = Resource("events", blp, "golf_tournament", GolfTournament)
tournaments.add_reading("activity.read", "Xem giải golf: sân, giá, số người chơi.")

of_tournament = Resource("events", blp, "golf_tournament", GolfPlayer, id_field="tournament")
of_tournament.add_step(
    "golf.register", "players", "register_golf_player", asked.RegisterGolfPlayer,
    "Đăng ký một người chơi; lệ phí thành phiếu đăng ký ủng hộ của Quỹ.",
)

draws = Resource("events", blp, "golf_tournament", Draw, id_field="tournament")
draws.add_step(
    "golf.save", "draw", "draw_golf_flights", asked.DrawGolfFlights,
    "Bốc thăm chia nhóm và nơi xuất phát; bốc lại được, lần trước vẫn giữ.",
)
draws.add_step(
    "golf.save", "draw-restoration", "restore_golf_draw", asked.RestoreGolfDraw,
    "Trở lại bảng xuất phát của một lần trước.",
)
draws.add_step("golf.save", "draw-lock", "lock_golf_draw", asked.LockGolfDraw, "Chốt hoặc mở chốt bảng xuất phát.")

moves = Resource("events", players_blp, "golf_player", Draw)
moves.add_step("golf.save", "move", "move_golf_player", asked.MoveGolfPlayer, "Chuyển người chơi sang nhóm khác.")

player = Resource("events", players_blp, "golf_player", GolfPlayer)
player.add_step("golf.register", "change", "change_golf_player", asked.ChangeGolfPlayer, "Sửa thông tin người chơi.")
player.add_step(
    "golf.register", "withdrawal", "withdraw_golf_player", asked.WithdrawGolfPlayer,
    "Người chơi rút khỏi giải; phần lệ phí chưa nộp không còn phải nộp.",
)

PLAYERS = add_bulk(
    players_blp, "golf.register", asked.RegisterGolfPlayer, "register_golf_player",
    "Đăng ký nhiều người chơi từ tệp CSV hoặc XLSX; dry_run thì chỉ thử, không ghi.",
    {
        "player_name": "Họ tên", "name_display": "Hiện tên", "handicap_index": "Handicap", "tee": "Tee", "team": "Đội",
        "club": "Câu lạc bộ", "phone": "Điện thoại", "promised_on": "Ngày đăng ký", "sponsor_id": "Mã nhà tài trợ",
    },
    given=("tournament",), once_each=("player_name", "club", "phone"), service="events",
    unit_of=lambda row: unit_of_tournament(row["tournament"]),
)

add_list(blp, "golf_tournament", GolfTournamentSavedV1, "giải golf", action="golf.read")
add_list(
    players_blp, "golf_player", GolfPlayerRow, "người chơi golf", action="golf.read",
    filters={"activity": code_field(), "status": choice_field(["registered", "withdrawn"])},
)
