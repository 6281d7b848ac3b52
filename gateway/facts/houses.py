"""Great Unity houses."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind


def _house_day(entry: Json) -> str:
    """A house counts on the day of its hand-over; until then on the day it was planned."""
    return entry["handed_over_on"] or entry["registered_on"]


def _house(house: Json) -> list[Contribution]:
    if house["status"] == "cancelled":
        return []
    figure = "houses_handed_over" if house["status"] == "handed_over" else "houses_under_way"
    return [Contribution(figure, f"house_{house['kind']}", 1, 0)]


FACTS = Facts(
    kinds=[
        Kind("house", "house_id", _house_day, ["donations.houses_changed.v1"], subjects=["house"]),
    ],
    counts={"house": _house},
    figures=[
        Figure("houses_under_way", "Nhà đang thực hiện", "count",
               "Số nhà đã lên kế hoạch mà chưa bàn giao, không kể nhà đã hủy, theo ngày lên kế hoạch.",
               "house", "Loại nhà"),
        Figure("houses_handed_over", "Nhà đã bàn giao", "count",
               "Số nhà đã bàn giao cho hộ, theo ngày bàn giao.",
               "house", "Loại nhà"),
    ],
    sources={
        "house_new": "Nhà xây mới",
        "house_repair": "Sửa chữa nhà",
    },
)
