"""Honours."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind


def _honour_day(entry: Json) -> str:
    """An honour counts on the day it was decided; until then on the day it was proposed."""
    return entry["decided_on"] or entry["proposed_on"]


def _honour(honour: Json) -> list[Contribution]:
    figure = {"proposed": "honours_proposed", "approved": "honours_approved"}.get(honour["status"])
    return [Contribution(figure, honour["form"], 1, 0)] if figure else []


FACTS = Facts(
    kinds=[
        Kind("honour", "honour_id", _honour_day, ["donations.honours_changed.v1"]),
    ],
    counts={"honour": _honour},
    figures=[
        Figure("honours_proposed", "Đề nghị khen thưởng đang chờ", "count",
               "Số đề nghị vinh danh, khen thưởng chưa được quyết định, theo ngày đề nghị.",
               "honour", "Hình thức"),
        Figure("honours_approved", "Đã vinh danh, khen thưởng", "count",
               "Số đề nghị vinh danh, khen thưởng đã được duyệt, theo ngày quyết định.",
               "honour", "Hình thức"),
    ],
    sources={
        "golden_heart": "Tấm lòng vàng",
        "certificate_of_merit": "Bằng khen, giấy khen",
        "letter_of_thanks": "Thư cảm ơn",
    },
)
