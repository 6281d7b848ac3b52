"""What activities cost; what the Fund bears is counted as support already, and shown apart."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _cost(cost: Json) -> list[Contribution]:
    if cost["status"] == "withdrawn":
        return []
    figure = "activity_budget" if cost["stage"] == "budget" else "activity_cost"
    if cost["stage"] == "actual" and cost["source"] == "fund":
        figure = "activity_cost_of_fund"
    return [Contribution(figure, f"cost_{cost['source']}", 1, cost["amount_vnd"])]


FACTS = Facts(
    kinds=[Kind("cost", "cost_id", on("counted_on"), ["events.costs_changed.v1"])],
    counts={"cost": _cost},
    figures=[
        Figure("activity_budget", "Dự toán tổ chức hoạt động", "vnd",
               "Tổng các dòng dự toán, trừ dòng đã rút, theo ngày ghi trên dòng; không phải tiền của Quỹ.",
               "cost", "Nguồn"),
        Figure("activity_cost", "Đã chi tổ chức hoạt động (không phải tiền Quỹ)", "vnd",
               "Tổng các dòng chi từ ngân sách, tài trợ, kinh phí đơn vị, trừ dòng đã rút, theo ngày chi.",
               "cost", "Nguồn"),
        Figure("activity_cost_of_fund", "Trong hoạt động có khoản chi của Quỹ", "vnd",
               "Tổng các dòng nêu mã khoản hỗ trợ; tiền này đã tính trong phần chi hỗ trợ, không cộng thêm.",
               "cost", "Nguồn"),
    ],
    sources={
        "cost_state_budget": "Ngân sách",
        "cost_sponsor": "Tài trợ cho hoạt động",
        "cost_unit_funds": "Kinh phí của đơn vị",
        "cost_fund": "Quỹ, theo khoản hỗ trợ",
    },
)
