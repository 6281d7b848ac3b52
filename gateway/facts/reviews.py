"""Reviews of draft documents, and what became of each point."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _review(review: Json) -> list[Contribution]:
    if review["status"] == "withdrawn":
        return []
    adds = [Contribution("reviews", f"reviewed_{review['document_kind']}", 1, 0)]
    if review["status"] in ("concluded", "answered"):
        adds.append(Contribution("reviews_concluded", f"review_{review['form']}", 1, 0))
        settled = {name: review[name] for name in ("accepted", "partly", "refused")}
        settled["unanswered"] = review["points"] - sum(settled.values())
        adds += [Contribution("review_points", f"point_{name}", count, 0) for name, count in settled.items() if count]
    return adds


FACTS = Facts(
    kinds=[Kind("review", "review_id", on("received_on"), ["monitoring.reviews_changed.v1"])],
    counts={"review": _review},
    figures=[
        Figure("reviews", "Dự thảo được phản biện xã hội", "count",
               "Số dự thảo đã nhận để phản biện, trừ dự thảo đã rút, theo ngày nhận.", "review", "Loại văn bản"),
        Figure("reviews_concluded", "Trong đó đã gửi kết luận phản biện", "count",
               "Số dự thảo đã gửi kết luận phản biện, theo ngày nhận dự thảo.", "review", "Hình thức"),
        Figure("review_points", "Điểm kiến nghị phản biện", "count",
               "Số điểm trong các kết luận đã gửi, chia theo trả lời của cơ quan soạn thảo, theo ngày nhận dự thảo.",
               "review", "Trả lời"),
    ],
    sources={
        "reviewed_resolution": "Nghị quyết",
        "reviewed_decision": "Quyết định",
        "reviewed_plan": "Kế hoạch, quy hoạch",
        "reviewed_programme": "Chương trình",
        "reviewed_project": "Đề án, dự án",
        "reviewed_regulation": "Quy chế, quy định",
        "reviewed_other_document": "Văn bản khác",
        "review_conference": "Hội nghị phản biện",
        "review_written": "Gửi dự thảo lấy ý kiến bằng văn bản",
        "review_dialogue": "Đối thoại",
        "point_accepted": "Tiếp thu",
        "point_partly": "Tiếp thu một phần",
        "point_refused": "Không tiếp thu, có lý do",
        "point_unanswered": "Chưa trả lời",
        "review_answer": "Trả lời kết luận phản biện",
    },
)
