"""Rounds of golf: who went out, and which cards were signed."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _card(card: Json) -> list[Contribution]:
    if card["status"] == "withdrawn" or not card["holes_done"]:
        return []
    adds = [Contribution("golf_starts", card["activity"], card["players"], 0)]
    if card["status"] == "signed":
        adds.append(Contribution("golf_cards_signed", card["activity"], 1, 0))
    return adds


FACTS = Facts(
    kinds=[
        Kind("golf_round", "golf_round_id", on("play_on"), ["events.golf_rounds_changed.v1"]),
        Kind("golf_card", "golf_card_id", on("play_on"), ["events.golf_cards_changed.v1"]),
    ],
    counts={"golf_card": _card},
    figures=[
        Figure("golf_starts", "Lượt người ra sân golf", "count",
               "Số người chơi của các thẻ điểm đã nhập ít nhất một hố, trừ người bỏ cuộc hoặc bị loại, mỗi vòng một "
               "lượt, theo ngày đánh.",
               "golf_card", "Giải"),
        Figure("golf_cards_signed", "Thẻ điểm golf đã ký đủ", "count",
               "Số thẻ điểm có đủ chữ ký của người chơi và người ghi điểm, trừ người bỏ cuộc hoặc bị loại, theo ngày "
               "đánh.",
               "golf_card", "Giải"),
    ],
)
