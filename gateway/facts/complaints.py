"""Complaints of citizens: filed, answered, closed and opened again are four figures."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _complaint(complaint: Json) -> list[Contribution]:
    counted = {
        "complaints": True,
        "complaints_answered": complaint["answered_on"] is not None,
        "complaints_closed": complaint["status"] == "closed",
        "complaints_reopened": complaint["reopenings"] > 0,
    }
    source = f"complaint_{complaint['category']}"
    return [Contribution(figure, source, 1, 0) for figure, counts in counted.items() if counts]


def _figure(key: str, name: str, formula: str) -> Figure:
    return Figure(key, name, "count", formula + ", theo ngày gửi.", "complaint", "Nội dung")


FACTS = Facts(
    kinds=[
        Kind("complaint", "complaint_id", on("filed_on"), ["monitoring.complaints_changed.v1"]),
        Kind(
            "complaint_forwarding", "forwarding_id", on("forwarded_on"),
            ["monitoring.complaint_forwardings_changed.v1"],
        ),
    ],
    counts={"complaint": _complaint},
    figures=[
        _figure("complaints", "Phản ánh của người dân đã nhận", "Số phản ánh đã nhận"),
        _figure("complaints_answered", "Phản ánh đã có cơ quan trả lời",
                "Số phản ánh có ít nhất một trả lời của cơ quan được chuyển"),
        _figure("complaints_closed", "Phản ánh đã kết thúc",
                "Số phản ánh đang ở trạng thái kết thúc, không kể phản ánh đã mở lại"),
        _figure("complaints_reopened", "Phản ánh người dân báo chưa giải quyết",
                "Số phản ánh có ít nhất một lần người dân báo chưa giải quyết"),
    ],
    sources={
        "complaint_wrong_recipient": "Hỗ trợ sai đối tượng",
        "complaint_missed_household": "Bỏ sót hộ khó khăn",
        "complaint_support_late": "Hỗ trợ chậm, thiếu",
        "complaint_fund_use": "Sử dụng tiền Quỹ",
        "complaint_forced_giving": "Ép đóng góp",
        "complaint_house_quality": "Chất lượng nhà",
        "complaint_relief_goods": "Tiền, hàng cứu trợ",
        "complaint_conduct": "Thái độ, nhũng nhiễu",
        "complaint_other": "Việc khác",
        "complaint_answer": "Trả lời phản ánh",
    },
)
