"""Charity golf: sponsors, mulligans and the auction; what all of them promise, and what of it has come."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.events import golf_money as asked
from contracts.events.events.golf import GolfPromiseRow
from contracts.events.events.golf_money import GolfLotRow, GolfSponsorRow
from contracts.fields import Vnd, choice_field, code_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer, ask
from gateway.api.events.golf import GolfPlayer, blp, players_blp, unit_of_tournament
from gateway.api.lists import add_list
from gateway.api.resources import Resource

promises_blp = Blueprint(
    "golf_promises", __name__, url_prefix="/api/v1/golf-promises", description="Cam kết ủng hộ tại giải golf"
)
sponsors_blp = Blueprint(
    "golf_sponsors", __name__, url_prefix="/api/v1/golf-sponsors", description="Nhà tài trợ giải golf"
)
lots_blp = Blueprint("golf_lots", __name__, url_prefix="/api/v1/golf-lots", description="Đấu giá tại giải golf")

PROMISE_SOURCES = ["fee", "hole_sponsor", "package", "mulligan", "auction"]


class GolfSponsor(GolfSponsorRow):
    """A sponsor, with the name for those who wrote it down."""

    full_name = fields.String(required=True)
    name_display = fields.String(required=True)
    phone = fields.String(required=True)


class SponsorWithMoney(GolfSponsor):
    """A sponsor with what was promised, and what of it has come."""

    promise = fields.Nested(GolfPromiseRow, required=True)


class AllSponsors(Schema):
    """The newest first."""

    sponsors = fields.List(fields.Nested(SponsorWithMoney), required=True)


class GolfBid(Schema):
    """A bid, by the bidder's number."""

    bidder = fields.Integer(required=True)
    amount_vnd = Vnd(required=True)
    bid_at = fields.String(required=True)
    taken_by = fields.String(required=True)
    stands = fields.Boolean(required=True)
    withdrawn_reason = fields.String(required=True, allow_none=True)


class GolfLot(GolfLotRow):
    """A lot with all bids; ``least_vnd``: the lowest that is taken next, null once it is closed."""

    description = fields.String(required=True)
    least_vnd = Vnd(required=True, allow_none=True)
    bid_list = fields.List(fields.Nested(GolfBid), required=True)


class GolfBidder(Schema):
    """A bidder, with the name."""

    tournament = fields.String(required=True)
    number = fields.Integer(required=True)
    bidder_name = fields.String(required=True)
    name_display = fields.String(required=True)
    donor_kind = fields.String(required=True)
    phone = fields.String(required=True)


class BidderWithMoney(GolfBidder):
    """A bidder with what was won, and what of it has come."""

    won = fields.List(fields.Nested(GolfPromiseRow), required=True)


class PageOfBidders(Schema):
    """A page; ``next_after`` is null on the last."""

    bidders = fields.List(fields.Nested(BidderWithMoney), required=True)
    next_after = fields.Integer(required=True, allow_none=True)


def _at_tournament(path: str, method: str, schema: Any, shown: type[Schema], title: str) -> None:
    at = Resource("events", blp, "golf_tournament", shown, id_field="tournament")
    at.add_step("golf.register", path, method, schema, title)


_at_tournament(
    "sponsors", "add_golf_sponsor", asked.AddGolfSponsor, GolfSponsor,
    "Ghi nhà tài trợ nhận gói hoặc hố; số tiền thành phiếu đăng ký ủng hộ của Quỹ.",
)
_at_tournament("lots", "add_golf_lot", asked.AddGolfLot, GolfLot, "Đưa một lô vào đấu giá.")
_at_tournament("bidders", "register_golf_bidder", asked.RegisterGolfBidder, GolfBidder, "Cấp thẻ đấu giá.")


_at_tournament(
    "bidder-consent", "show_golf_bidder", asked.ShowGolfBidder, GolfBidder,
    "Ghi ý người đấu giá về việc hiện, che hay ẩn tên; có hiệu lực ngay.",
)


@blp.route("/<id>/bidders", methods=["GET"])
@for_those_who_may("golf.list")
@blp.arguments(asked.ListGolfBidders(exclude=["tournament"]), location="query", unknown=RAISE)
@blp.response(200, PageOfBidders)
def bidders(which: dict[str, Any], id: str) -> Response:
    """Danh sách thẻ đấu giá có tên và điện thoại, từng trang; lần xem được lưu lại."""
    require("golf.list", unit_of_tournament(id))
    return answer(ask("events", "list_golf_bidders", {**which, "tournament": id}))


@blp.route("/<id>/sponsors", methods=["GET"])
@for_those_who_may("golf.list")
@blp.response(200, AllSponsors)
def sponsors(id: str) -> Response:
    """Nhà tài trợ có tên, điện thoại, đã nộp và còn phải nộp bao nhiêu; lần xem được lưu lại."""
    require("golf.list", unit_of_tournament(id))
    return answer(ask("events", "list_golf_sponsors", {"tournament": id}))


sponsor = Resource("events", sponsors_blp, "golf_sponsor", GolfSponsor)
sponsor.add_step("golf.register", "holes", "name_golf_holes", asked.NameGolfHoles, "Chọn hố mang tên nhà tài trợ.")
sponsor.add_step(
    "golf.register", "consent", "show_golf_sponsor", asked.ShowGolfSponsor,
    "Ghi ý nhà tài trợ về việc hiện, che hay ẩn tên; có hiệu lực ngay.",
)
sponsor.add_step(
    "golf.register", "withdrawal", "withdraw_golf_sponsor", asked.WithdrawGolfSponsor,
    "Nhà tài trợ rút; hố và gói trống lại, phần chưa nộp không còn phải nộp.",
)

player = Resource("events", players_blp, "golf_player", GolfPlayer)
player.add_step(
    "golf.register", "mulligans", "sell_golf_mulligans", asked.SellGolfMulligans,
    "Bán mulligan cho người chơi; tiền thành phiếu đăng ký ủng hộ của Quỹ.",
)

promise = Resource("events", promises_blp, "golf_promise", GolfPromiseRow)
promise.add_reading("golf.read", "Xem một cam kết tại giải golf, đã nộp bao nhiêu và còn phải nộp bao nhiêu.")
promise.add_step(
    "golf.register", "mulligan-withdrawal", "withdraw_golf_mulligans", asked.WithdrawGolfMulligans,
    "Thu lại mulligan chưa nộp tiền.",
)

lot = Resource("events", lots_blp, "golf_lot", GolfLot)
lot.add_reading("activity.read", "Xem một lô đấu giá và các lượt trả giá, theo số thẻ.")
lot.add_step("golf.register", "bids", "place_golf_bid", asked.PlaceGolfBid, "Ghi một lượt trả giá.")
lot.add_step(
    "golf.register", "closing", "close_golf_lot", asked.CloseGolfLot,
    "Đóng lô; giá cao nhất thành phiếu đăng ký ủng hộ của Quỹ.",
)
lot.add_step(
    "golf.register", "bid-withdrawal", "withdraw_golf_bids", asked.WithdrawGolfBids,
    "Người trả giá rút, hoặc bỏ một giá ghi nhầm; nếu đã thắng thì giá cao kế tiếp nhận lô.",
)

add_list(
    sponsors_blp, "golf_sponsor", GolfSponsorRow, "nhà tài trợ giải golf", action="golf.read",
    filters={"activity": code_field(), "status": choice_field(["active", "withdrawn"])},
)
add_list(
    lots_blp, "golf_lot", GolfLotRow, "lô đấu giá", action="golf.read",
    filters={"activity": code_field(), "status": choice_field(["open", "sold", "unsold"])},
)
add_list(
    promises_blp, "golf_promise", GolfPromiseRow, "cam kết tại giải golf", action="golf.read",
    filters={
        "activity": code_field(), "source": choice_field(PROMISE_SOURCES),
        "status": choice_field(["promised", "withdrawn"]), "golf_player_id": fields.String(),
        "golf_sponsor_id": fields.String(), "golf_lot_id": fields.String(),
    },
)
