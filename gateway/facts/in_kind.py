"""Goods and labour: no money of the Fund."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _goods(goods: Json) -> list[Contribution]:
    if goods["status"] == "withdrawn":
        return []
    source, stated_vnd, gone_vnd = goods["category"], goods["stated_vnd"], goods["handed_out_vnd"]
    adds = [Contribution("in_kind_value", source, 1, stated_vnd)]
    # All on the day they came, so that received = handed out + in store in every report.
    if goods["handed_out"]:
        adds.append(Contribution("in_kind_handed_out", source, 1, gone_vnd))
    if goods["in_store"]:
        adds.append(Contribution("in_kind_in_store", source, 1, stated_vnd - gone_vnd))
    return adds


def _hand_out(hand_out: Json) -> list[Contribution]:
    return [] if hand_out["status"] == "undone" else [Contribution("in_kind_hand_outs", hand_out["to"], 1, 0)]


def _labour(labour: Json) -> list[Contribution]:
    if labour["status"] == "withdrawn":
        return []
    adds = [Contribution("labour_days", "labour", labour["labour_days"], 0)]
    if labour["stated_vnd"]:
        adds.append(Contribution("labour_value", "labour", 1, labour["stated_vnd"]))
    return adds


FACTS = Facts(
    kinds=[
        Kind("goods", "goods_id", on("received_on"), ["donations.goods_changed.v1"]),
        Kind("hand_out", "hand_out_id", on("handed_on"), ["donations.hand_outs_changed.v1"]),
        Kind("labour", "labour_id", on("worked_on"), ["donations.labour_changed.v1"]),
    ],
    counts={"goods": _goods, "hand_out": _hand_out, "labour": _labour},
    figures=[
        Figure("in_kind_value", "Hiện vật đã nhận, giá trị quy đổi", "vnd",
               "Tổng giá trị quy đổi của hiện vật, theo ngày nhận; không phải tiền của Quỹ.",
               "goods", "Loại hiện vật"),
        Figure("in_kind_handed_out", "Trong đó đã cấp phát", "vnd",
               "Phần giá trị hiện vật đã cấp phát, theo ngày nhận hiện vật.",
               "goods", "Loại hiện vật"),
        Figure("in_kind_in_store", "Trong đó còn trong kho", "vnd",
               "Phần giá trị hiện vật chưa cấp phát, theo ngày nhận hiện vật; cùng phần đã cấp phát bằng số đã nhận.",
               "goods", "Loại hiện vật"),
        Figure("in_kind_hand_outs", "Lượt cấp phát hiện vật", "count",
               "Số lần cấp phát cho hộ hoặc nơi nhận, theo ngày cấp phát.",
               "hand_out", "Nơi nhận"),
        Figure("labour_days", "Ngày công đóng góp", "count",
               "Số người nhân số ngày của từng đợt công, cộng lại, theo ngày làm.",
               "labour", "Nguồn"),
        Figure("labour_value", "Ngày công, giá trị quy đổi", "vnd",
               "Tổng giá trị quy đổi của các đợt công có định giá, theo ngày làm; không phải tiền của Quỹ.",
               "labour", "Nguồn"),
    ],
    sources={
        "food": "Lương thực, thực phẩm",
        "clothing": "Quần áo, chăn màn",
        "medicine": "Thuốc, vật tư y tế",
        "school": "Đồ dùng học tập",
        "household_goods": "Đồ gia dụng",
        "building": "Vật liệu xây dựng",
        "livestock": "Con giống, cây giống",
        "other_goods": "Hiện vật khác",
        "to_household": "Hộ",
        "to_place": "Trường, thôn, nơi nhận chung",
        "labour": "Ngày công",
    },
)
