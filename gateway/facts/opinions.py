"""Opinions: answered, resolved and satisfied are three figures, none of them another's."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _opinion(opinion: Json) -> list[Contribution]:
    if opinion["status"] == "withdrawn":
        return []
    answered, due = opinion["answered_on"], opinion["answer_due_on"]
    counted = {
        "opinions": True,
        "opinions_answered": answered is not None,
        "opinions_answered_late": bool(answered and due and answered > due),
        "opinions_resolved": opinion["resolved_on"] is not None,
        "opinions_satisfied": opinion["satisfied"] is True,
        "opinions_unsatisfied": opinion["satisfied"] is False,
    }
    return [Contribution(figure, opinion["category"], 1, 0) for figure, counts in counted.items() if counts]


def _figure(key: str, name: str, formula: str) -> Figure:
    return Figure(key, name, "count", formula + ", theo ngày nêu; không tính ý kiến đã rút.", "opinion", "Lĩnh vực")


FACTS = Facts(
    kinds=[Kind("opinion", "opinion_id", on("voiced_on"), ["events.opinions_changed.v1"])],
    counts={"opinion": _opinion},
    figures=[
        _figure("opinions", "Ý kiến, nguyện vọng của người nghèo", "Số ý kiến đã ghi"),
        _figure("opinions_answered", "Ý kiến đã được trả lời",
                "Số ý kiến có ít nhất một trả lời, dù việc đã xong hay chưa"),
        _figure("opinions_answered_late", "Trong đó trả lời sau hạn", "Số ý kiến có trả lời đầu tiên sau hạn trả lời"),
        _figure("opinions_resolved", "Ý kiến có việc đã giải quyết xong",
                "Số ý kiến mà việc nêu trong đó đã giải quyết xong, dù đã trả lời hay chưa"),
        _figure("opinions_satisfied", "Người nêu ý kiến hài lòng",
                "Số ý kiến mà người nêu, được hỏi lại sau lần trả lời cuối, nói là hài lòng"),
        _figure("opinions_unsatisfied", "Người nêu ý kiến chưa hài lòng",
                "Số ý kiến mà người nêu, được hỏi lại sau lần trả lời cuối, nói là chưa hài lòng"),
    ],
    sources={
        "housing": "Nhà ở",
        "work": "Sinh kế, việc làm",
        "loan": "Vốn vay",
        "healthcare": "Y tế",
        "schooling": "Học hành",
        "water": "Nước sạch, vệ sinh",
        "land": "Đất sản xuất",
        "policy": "Chính sách",
        "infrastructure": "Đường, điện, hạ tầng",
        "other": "Khác",
    },
)
