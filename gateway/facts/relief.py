"""Relief campaigns and what they handed out."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _relief_distribution(distribution: Json) -> list[Contribution]:
    if distribution["status"] == "withdrawn":
        return []
    source = "late" if distribution["late"] else "in_time"
    return [
        Contribution("relief_goods", source, 1, distribution["value_vnd"]),
        Contribution("relief_households", source, distribution["households"], 0),
    ]


FACTS = Facts(
    kinds=[
        Kind("relief", "campaign", on("called_on"), ["donations.relief_saved.v1"]),
        Kind("relief_distribution", "distribution_id", on("distributed_on"), [
            "donations.relief_distributions_changed.v1",
        ]),
    ],
    counts={"relief_distribution": _relief_distribution},
    figures=[
        Figure("relief_goods", "Hàng cứu trợ đã phân phối", "vnd",
               "Tổng giá trị đã ghi của hàng cứu trợ đã phân phối, không kể lần đã rút; không phải tiền của Quỹ, "
               "theo ngày phân phối.",
               "relief_distribution", "Thời hạn"),
        Figure("relief_households", "Lượt hộ nhận hàng cứu trợ", "count",
               "Tổng số hộ của các lần phân phối hàng cứu trợ; hộ nhận nhiều lần thì tính mỗi lần, theo ngày phân "
               "phối.",
               "relief_distribution", "Thời hạn"),
    ],
    sources={
        "in_time": "Trong thời hạn",
        "late": "Quá thời hạn phân phối",
    },
)
