"""Sponsorships and twinnings."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _commitment(commitment: Json) -> list[Contribution]:
    figure = {"active": "commitments_active", "fulfilled": "commitments_fulfilled"}.get(commitment["status"])
    adds = [Contribution(figure, commitment["kind"], 1, 0)] if figure else []
    if commitment["given_vnd"]:
        adds.append(Contribution("commitments_given", commitment["kind"], 1, commitment["given_vnd"]))
    return adds


FACTS = Facts(
    kinds=[
        Kind("commitment", "commitment_id", on("signed_on"), ["donations.commitments_changed.v1"]),
    ],
    counts={"commitment": _commitment},
    figures=[
        Figure("commitments_active", "Cam kết đỡ đầu, kết nghĩa đang thực hiện", "count",
               "Số cam kết chưa kết thúc, theo ngày ký.",
               "commitment", "Loại cam kết"),
        Figure("commitments_fulfilled", "Cam kết đã hoàn thành", "count",
               "Số cam kết kết thúc vì hộ đã thoát nghèo hoặc việc đã xong, theo ngày ký.",
               "commitment", "Loại cam kết"),
        Figure("commitments_given", "Giá trị đã giúp theo cam kết (không qua Quỹ)", "vnd",
               "Tổng giá trị ghi trong báo cáo của các cam kết; không phải tiền của Quỹ, theo ngày ký.",
               "commitment", "Loại cam kết"),
    ],
    sources={
        "sponsorship": "Nhận đỡ đầu hộ nghèo",
        "twin_enterprise": "Doanh nghiệp kết nghĩa",
        "twin_locality": "Địa phương kết nghĩa",
        "twin_household": "Hộ khá giúp hộ nghèo",
    },
)
