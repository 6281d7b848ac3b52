"""Delegations: who goes where."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind


def _day(delegation: Json) -> str | None:
    """A delegation counts on the day it went; until then on the day it is to go, if that is known."""
    return delegation["went_on"] or delegation["goes_on"]


def _delegation(delegation: Json) -> list[Contribution]:
    figure = {"formed": "delegations_formed", "went": "delegations_went"}.get(delegation["status"])
    return [Contribution(figure, f"to_{delegation['purpose']}", 1, 0)] if figure else []


FACTS = Facts(
    kinds=[Kind("delegation", "delegation_id", _day, ["events.delegations_changed.v1"])],
    counts={"delegation": _delegation},
    figures=[
        Figure("delegations_formed", "Đoàn sắp đi", "count",
               "Số đoàn đã lập mà chưa đi, trừ đoàn đã hủy, theo ngày dự kiến; đoàn chưa định ngày thì chưa tính.",
               "delegation", "Việc của đoàn"),
        Figure("delegations_went", "Đoàn đã đi", "count",
               "Số đoàn đã ghi kết quả chuyến đi, theo ngày đi.",
               "delegation", "Việc của đoàn"),
    ],
    sources={
        "to_great_unity_day": "Dự Ngày hội Đại đoàn kết ở khu dân cư",
        "to_study_visit": "Thăm, học tập kinh nghiệm",
        "to_house_survey": "Khảo sát nhà",
        "to_house_acceptance": "Nghiệm thu nhà",
        "to_house_hand_over": "Bàn giao nhà",
        "to_gift_visit": "Thăm, tặng quà",
    },
)
