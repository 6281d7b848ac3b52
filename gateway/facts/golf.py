"""Golf tournaments: who plays, what is promised there and what of it has come."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _player(player: Json) -> list[Contribution]:
    return [Contribution("golf_players", player["activity"], 1, 0)] if player["status"] == "registered" else []


def _promise(promise: Json) -> list[Contribution]:
    source, paid_vnd, owed_vnd = f"golf_{promise['source']}", promise["paid_vnd"], promise["owed_vnd"]
    adds = []
    # Of a withdrawn promise that part still counts which had come: what was paid was promised.
    withdrawn = promise["status"] == "withdrawn"
    promised_vnd = min(promise["amount_vnd"], paid_vnd) if withdrawn else promise["amount_vnd"]
    if promised_vnd:
        adds.append(Contribution("golf_promised", source, 1, promised_vnd))
    if paid_vnd:
        adds.append(Contribution("golf_paid", source, 1, paid_vnd))
    if owed_vnd:
        adds.append(Contribution("golf_owed", source, 1, owed_vnd))
    return adds


FACTS = Facts(
    kinds=[
        Kind("golf_tournament", "tournament", on("played_on"), ["events.golf_tournament_saved.v1"]),
        Kind("golf_player", "golf_player_id", on("registered_on"), ["events.golf_players_changed.v1"]),
        Kind("golf_sponsor", "golf_sponsor_id", on("promised_on"), ["events.golf_sponsors_changed.v1"]),
        Kind("golf_lot", "golf_lot_id", on("listed_on"), ["events.golf_lots_changed.v1"]),
        Kind("golf_promise", "golf_promise_id", on("promised_on"), ["events.golf_promises_changed.v1"]),
    ],
    counts={"golf_player": _player, "golf_promise": _promise},
    figures=[
        Figure("golf_players", "Người chơi golf gây quỹ", "count",
               "Số người đăng ký chơi các giải golf gây quỹ, trừ người đã rút, theo ngày đăng ký.",
               "golf_player", "Giải", beside=("activity",)),
        Figure("golf_promised", "Cam kết tại giải golf", "vnd",
               "Tổng số tiền cam kết tại giải golf (lệ phí, tài trợ, mulligan, đấu giá), theo ngày cam kết; cam kết "
               "đã rút chỉ tính phần đã nộp. Đã nằm trong số đăng ký ủng hộ, không cộng thêm.",
               "golf_promise", "Nguồn"),
        Figure("golf_paid", "Cam kết tại giải golf đã nộp", "vnd",
               "Tổng số tiền đã về theo các cam kết tại giải golf, theo ngày cam kết. Đã nằm trong số đăng ký đã thực "
               "hiện và số đã tiếp nhận, không cộng thêm.",
               "golf_promise", "Nguồn"),
        Figure("golf_owed", "Cam kết tại giải golf còn phải nộp", "vnd",
               "Phần còn thiếu của từng cam kết tại giải golf cộng lại, trừ cam kết đã rút và phiếu hết hiệu lực.",
               "golf_promise", "Nguồn"),
    ],
    sources={
        "golf_fee": "Lệ phí người chơi",
        "golf_hole_sponsor": "Tài trợ hố",
        "golf_package": "Gói tài trợ",
        "golf_mulligan": "Mulligan",
        "golf_auction": "Đấu giá",
    },
)
