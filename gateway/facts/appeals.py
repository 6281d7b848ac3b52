"""Letters of appeal and what came of them."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _letter_day(entry: Json) -> str:
    """A letter counts on the day it was sent; until then on the day its enterprise was listed."""
    return entry["sent_on"] or entry["listed_on"]


def _appeal_letter(letter: Json) -> list[Contribution]:
    if letter["status"] == "listed":
        return []
    adds = [Contribution("appeal_letters_sent", letter["appeal"], 1, 0)]
    if letter["status"] != "sent":
        adds.append(Contribution("appeal_letters_answered", letter["appeal"], 1, 0))
    return adds


def _pledge(pledge: Json) -> list[Contribution]:
    appeal, came_vnd = pledge.get("appeal"), pledge["fulfilled_vnd"]
    if not appeal:  # absent in messages from before there were appeals
        return []
    adds = [Contribution("appeal_pledged", appeal, 1, pledge["amount_vnd"])]
    if came_vnd:
        adds.append(Contribution("appeal_fulfilled", appeal, 1, came_vnd))
    return adds


FACTS = Facts(
    kinds=[
        Kind("appeal", "appeal", on("issued_on"), ["donations.appeal_saved.v1"]),
        Kind("appeal_letter", "letter_id", _letter_day, ["donations.appeal_letters_changed.v1"]),
    ],
    counts={"appeal_letter": _appeal_letter, "pledge": _pledge},
    figures=[
        Figure("appeal_letters_sent", "Thư kêu gọi đã gửi", "count",
               "Số thư kêu gọi đã gửi tới doanh nghiệp, theo ngày gửi.",
               "appeal_letter", "Đợt kêu gọi"),
        Figure("appeal_letters_answered", "Thư kêu gọi đã có trả lời", "count",
               "Số thư kêu gọi đã gửi mà doanh nghiệp đã trả lời (đăng ký, từ chối hoặc khác), theo ngày gửi thư.",
               "appeal_letter", "Đợt kêu gọi"),
        Figure("appeal_pledged", "Đăng ký ủng hộ theo thư kêu gọi", "vnd",
               "Tổng số tiền các phiếu đăng ký lập từ thư kêu gọi (nằm trong Đăng ký ủng hộ), theo ngày đăng ký.",
               "pledge", "Đợt kêu gọi"),
        Figure("appeal_fulfilled", "Đã về theo thư kêu gọi", "vnd",
               "Tổng số tiền đã về theo các phiếu đăng ký lập từ thư kêu gọi (nằm trong Đăng ký đã thực hiện), "
               "theo ngày đăng ký.",
               "pledge", "Đợt kêu gọi"),
    ],
)
