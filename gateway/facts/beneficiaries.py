"""The register of households."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _household(household: Json) -> list[Contribution]:
    if household["status"] != "active":
        return []
    adds = [Contribution("households", household["household_class"], 1, 0)]
    if household["house_state"] != "sound":
        adds.append(Contribution("households_without_sound_house", household["house_state"], 1, 0))
    return adds


FACTS = Facts(
    kinds=[
        Kind("household", "household_id", on("class_from_on"), ["donations.households_changed.v1"]),
    ],
    counts={"household": _household},
    figures=[
        Figure("households", "Hộ trong sổ hộ nghèo", "count",
               "Số hộ đang có trong sổ, theo ngày được công nhận diện hộ.",
               "household", "Diện hộ"),
        Figure("households_without_sound_house", "Hộ chưa có nhà kiên cố", "count",
               "Số hộ trong sổ không có nhà, ở nhà tạm hoặc nhà dột nát, theo ngày được công nhận diện hộ.",
               "household", "Tình trạng nhà"),
    ],
    sources={
        "poor": "Hộ nghèo",
        "near_poor": "Hộ cận nghèo",
        "newly_escaped": "Hộ mới thoát nghèo",
        "temporary": "Nhà tạm",
        "dilapidated": "Nhà dột nát",
    },
)
