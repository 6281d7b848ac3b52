"""Pledges: what was promised, what came, what is owed."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on

NO_ACTIVITY = "none"
"""Source of a pledge that was made outside any activity."""


def _pledge(pledge: Json) -> list[Contribution]:
    source = pledge["activity"] or NO_ACTIVITY
    promised, came = pledge["amount_vnd"], pledge["fulfilled_vnd"]
    adds = [Contribution("pledged", source, 1, promised)]
    if came:
        adds.append(Contribution("pledge_fulfilled", source, 1, came))
    # More than was promised on one pledge does not make up for another that is still owed.
    if came < promised:
        figure = "pledge_lapsed" if pledge["status"] == "lapsed" else "pledge_outstanding"
        adds.append(Contribution(figure, source, 1, promised - came))
    if pledge.get("kind") == "symbolic_cheque":
        adds.append(Contribution("symbolic_cheques", source, 1, promised))
    return adds


FACTS = Facts(
    kinds=[
        Kind("pledge", "pledge_id", on("pledged_on"), ["donations.pledges_changed.v1"]),
    ],
    counts={"pledge": _pledge},
    figures=[
        Figure("pledged", "Đăng ký ủng hộ", "vnd",
               "Tổng số tiền các phiếu đăng ký ủng hộ, theo ngày đăng ký.",
               "pledge", "Hoạt động"),
        Figure("pledge_fulfilled", "Đăng ký đã thực hiện", "vnd",
               "Tổng số tiền đã về theo các phiếu đăng ký, theo ngày đăng ký.",
               "pledge", "Hoạt động"),
        Figure("pledge_outstanding", "Đăng ký chưa thực hiện", "vnd",
               "Phần còn thiếu của từng phiếu đăng ký cộng lại, không kể phiếu hết hiệu lực; phiếu nộp dư không bù cho "
               "phiếu khác.",
               "pledge", "Hoạt động"),
        Figure("pledge_lapsed", "Đăng ký hết hiệu lực", "vnd",
               "Phần còn thiếu của các phiếu hết hiệu lực. Vẫn nằm trong số đăng ký, nên không làm tỷ lệ thực hiện cao "
               "hơn: tỷ lệ thực hiện là số đăng ký trừ phần chưa thực hiện và phần hết hiệu lực, chia cho số đăng ký.",
               "pledge", "Hoạt động"),
        Figure("symbolic_cheques", "Bảng tượng trưng đã trao", "vnd",
               "Tổng số tiền ghi trên các bảng tượng trưng, theo ngày đăng ký; là đăng ký, chưa phải tiền, đã nằm "
               "trong số đăng ký ủng hộ.",
               "pledge", "Hoạt động"),
    ],
    sources={
        "none": "Ngoài hoạt động",
    },
)
