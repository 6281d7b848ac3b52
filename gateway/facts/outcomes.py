"""What came of activities."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _outcome(outcome: Json) -> list[Contribution]:
    if outcome["status"] == "withdrawn":
        return []
    counted = {
        "outcomes": 1, "outcome_people": outcome["people"], "outcome_households": outcome["households"],
        "outcome_gifts": outcome["gifts"], "outcome_houses": len(outcome["house_ids"]),
    }
    return [Contribution(figure, outcome["activity"], count, 0) for figure, count in counted.items() if count]


def _figure(key: str, name: str, formula: str) -> Figure:
    return Figure(key, name, "count", f"{formula}, theo ngày tổ chức; trừ kết quả đã rút.", "outcome", "Hoạt động")


FACTS = Facts(
    kinds=[Kind("outcome", "outcome_id", on("held_on"), ["events.outcomes_changed.v1"])],
    counts={"outcome": _outcome},
    figures=[
        _figure("outcomes", "Hoạt động, đoàn đi đã có kết quả", "Số lần ghi kết quả, mỗi đoàn hoặc đơn vị một lần"),
        _figure("outcome_people", "Lượt người dự", "Tổng số người dự ghi trong kết quả"),
        _figure("outcome_households", "Lượt hộ được thăm, giúp tại hoạt động", "Tổng số hộ ghi trong kết quả"),
        _figure("outcome_gifts", "Suất quà đã trao tại hoạt động",
                "Tổng số suất quà ghi trong kết quả; tiền và hàng nằm ở các mục riêng, không cộng ở đây"),
        _figure("outcome_houses", "Nhà được đoàn đến khảo sát, nghiệm thu, bàn giao",
                "Tổng số mã nhà nêu trong kết quả; một nhà có thể nhiều lần"),
    ],
)
