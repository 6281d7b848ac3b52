"""Indicators beside their targets, and damage after disasters."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _indicator(indicator: Json) -> list[Contribution]:
    # Values of units of all levels and years can't be added up; whether targets are met can.
    if indicator["judged"] == "none":
        return []
    return [Contribution(f"targets_{indicator['judged']}", indicator["indicator"], 1, 0)]


def _damage(damage: Json) -> list[Contribution]:
    if damage["status"] == "withdrawn":
        return []
    source = damage["disaster"]
    adds = [Contribution("damage_reported", source, 1, damage["loss_vnd"])]
    counted = {
        "damage_people": damage["dead"] + damage["missing"] + damage["injured"],
        "damage_houses": damage["houses_collapsed"] + damage["houses_damaged"],
        "damage_households": damage["households_hit"],
    }
    return adds + [Contribution(figure, source, count, 0) for figure, count in counted.items() if count]


FACTS = Facts(
    kinds=[
        Kind("indicator", "indicator_id", on("on"), ["monitoring.indicators_changed.v1"]),
        Kind("damage", "damage_id", on("happened_on"), ["monitoring.damage_reported.v1"]),
    ],
    counts={"indicator": _indicator, "damage": _damage},
    figures=[
        Figure("targets_met", "Chỉ tiêu giảm nghèo, xóa nhà tạm đã đạt", "count",
               "Số chỉ tiêu năm của các đơn vị mà giá trị chốt đã đạt, theo ngày chốt số liệu.",
               "indicator", "Chỉ số"),
        Figure("targets_missed", "Chỉ tiêu chưa đạt", "count",
               "Số chỉ tiêu năm của các đơn vị mà giá trị chốt chưa đạt, theo ngày chốt số liệu.",
               "indicator", "Chỉ số"),
        Figure("targets_open", "Chỉ tiêu chưa đủ số liệu", "count",
               "Số chỉ tiêu năm chưa có giá trị, hoặc chưa có giá trị năm trước để so, theo ngày chốt hoặc cuối năm.",
               "indicator", "Chỉ số"),
        Figure("damage_reported", "Thiệt hại do thiên tai", "vnd",
               "Tổng thiệt hại ước tính theo báo cáo mới nhất của từng đơn vị, trừ báo cáo đã rút, theo ngày xảy ra.",
               "damage", "Loại thiên tai"),
        Figure("damage_people", "Người chết, mất tích, bị thương", "count",
               "Số người theo báo cáo mới nhất của từng đơn vị, trừ báo cáo đã rút, theo ngày xảy ra.",
               "damage", "Loại thiên tai"),
        Figure("damage_houses", "Nhà sập, hư hỏng", "count",
               "Số nhà theo báo cáo mới nhất của từng đơn vị, trừ báo cáo đã rút, theo ngày xảy ra.",
               "damage", "Loại thiên tai"),
        Figure("damage_households", "Hộ bị ảnh hưởng do thiên tai", "count",
               "Số hộ theo báo cáo mới nhất của từng đơn vị, trừ báo cáo đã rút, theo ngày xảy ra.",
               "damage", "Loại thiên tai"),
    ],
    sources={
        "poverty_rate": "Tỷ lệ hộ nghèo",
        "near_poverty_rate": "Tỷ lệ hộ cận nghèo",
        "poor_households": "Số hộ nghèo",
        "near_poor_households": "Số hộ cận nghèo",
        "newly_escaped_households": "Số hộ mới thoát nghèo",
        "temporary_houses": "Số nhà tạm còn lại",
        "temporary_houses_removed": "Số nhà tạm đã xóa",
        "storm": "Bão, áp thấp nhiệt đới",
        "flood": "Lũ, ngập lụt",
        "landslide": "Sạt lở đất",
        "drought": "Hạn hán",
        "fire": "Cháy",
        "cold": "Rét hại",
        "other": "Khác",
    },
)
