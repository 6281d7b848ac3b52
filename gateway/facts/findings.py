"""Findings of supervision."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _finding(finding: Json) -> list[Contribution]:
    adds = [Contribution("findings_raised", finding["severity"], 1, 0)]
    if finding["status"] != "closed":
        adds.append(Contribution("findings_open", finding["severity"], 1, 0))
        adds.append(Contribution("findings_open_by_subject", finding["about"]["kind"], 1, 0))
    return adds


FACTS = Facts(
    kinds=[
        Kind("finding", "finding_id", on("found_on"), [
            "monitoring.finding_raised.v1", "monitoring.finding_answered.v1", "monitoring.finding_closed.v1",
        ]),
    ],
    counts={"finding": _finding},
    figures=[
        Figure("findings_raised", "Phát hiện giám sát", "count",
               "Số phát hiện đã lập, theo ngày phát hiện.",
               "finding", "Mức độ"),
        Figure("findings_open", "Phát hiện chưa kết thúc", "count",
               "Số phát hiện mà người kiểm tra lại chưa kết thúc, theo ngày phát hiện.",
               "finding", "Mức độ"),
        Figure("findings_open_by_subject", "Phát hiện chưa kết thúc, theo đối tượng", "count",
               "Số phát hiện mà người kiểm tra lại chưa kết thúc, chia theo đối tượng của phát hiện.",
               "finding", "Đối tượng"),
    ],
    sources={
        "note": "Lưu ý",
        "minor": "Nhẹ",
        "serious": "Nghiêm trọng",
        "campaign": "Đợt vận động",
        "donation": "Khoản ủng hộ",
        "statement_line": "Dòng sao kê",
        "payment": "Khoản hỗ trợ",
        "household": "Hộ",
        "house": "Nhà",
        "activity": "Hoạt động",
    },
)
