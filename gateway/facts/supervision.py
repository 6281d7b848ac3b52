"""Plans, visits and deadlines of supervision."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _plan(plan: Json) -> list[Contribution]:
    return [] if plan["status"] == "withdrawn" else [Contribution("supervision_plans", plan["level"], 1, 0)]


def _visit(visit: Json) -> list[Contribution]:
    if visit["status"] == "cancelled":
        return []
    adds = [Contribution("visits_planned", visit["kind"], 1, 0)]
    if visit["status"] in ("reported", "closed"):
        adds.append(Contribution("visits_done", visit["kind"], 1, 0))
        adds += [Contribution("visits_by_subject", subject, 1, 0) for subject in visit["subjects"]]
        for one in visit.get("checklists", []):
            adds.append(Contribution("questions_answered", one["subject"], one["answered"], 0))
            adds.append(Contribution("questions_unmet", one["subject"], one["unmet"], 0))
    return adds


def _recommendation(recommendation: Json) -> list[Contribution]:
    status = recommendation["status"]
    if status == "withdrawn":
        return []
    adds = [Contribution("recommendations", f"recommendation_{status}", 1, 0)]
    if status != "verified":
        adds.append(Contribution("recommendations_open", f"recommendation_{status}", 1, 0))
    return adds


def _escalation(letter: Json) -> list[Contribution]:
    status = letter["status"]
    return [] if status == "dropped" else [Contribution("escalations", f"letter_{status}", 1, 0)]


def _deadline(deadline: Json) -> list[Contribution]:
    if deadline["status"] == "dropped":
        return []
    adds = [Contribution("deadlines_due", deadline["clock"], 1, 0)]
    if deadline["status"] == "open":
        adds.append(Contribution("deadlines_unmet", deadline["clock"], 1, 0))
    elif deadline["met_on"] > deadline["due_on"]:
        adds.append(Contribution("deadlines_met_late", deadline["clock"], 1, 0))
    return adds


FACTS = Facts(
    kinds=[
        Kind("supervision_plan", "plan_id", on("made_on"), ["monitoring.plans_changed.v1"]),
        Kind("visit", "visit_id", on("starts_on"), ["monitoring.visits_changed.v1"]),
        Kind("recommendation", "recommendation_id", on("sent_on"), ["monitoring.recommendations_changed.v1"]),
        Kind("escalation", "escalation_id", on("drafted_on"), ["monitoring.escalations_changed.v1"]),
        Kind("deadline", "deadline_id", on("due_on"), ["monitoring.deadlines_changed.v1"]),
    ],
    counts={
        "supervision_plan": _plan, "visit": _visit, "recommendation": _recommendation, "escalation": _escalation,
        "deadline": _deadline,
    },
    figures=[
        Figure("supervision_plans", "Kế hoạch giám sát, kiểm tra", "count",
               "Số kế hoạch năm đã lập, trừ kế hoạch đã rút, theo ngày lập.",
               "supervision_plan", "Cấp"),
        Figure("visits_planned", "Cuộc giám sát, kiểm tra đã lên lịch", "count",
               "Số cuộc đã lên lịch, kể cả cuộc đã làm, trừ cuộc đã hủy, theo ngày bắt đầu.",
               "visit", "Hình thức"),
        Figure("visits_done", "Trong đó đã làm và có báo cáo", "count",
               "Số cuộc đã có báo cáo của đoàn, theo ngày bắt đầu.",
               "visit", "Hình thức"),
        Figure("visits_by_subject", "Lượt nội dung đã giám sát, kiểm tra", "count",
               "Mỗi cuộc đã có báo cáo tính một lượt cho từng nội dung của nó, theo ngày bắt đầu.",
               "visit", "Nội dung"),
        Figure("questions_answered", "Câu hỏi của phiếu đã trả lời", "count",
               "Số câu đã trả lời trong phiếu của các cuộc đã có báo cáo, theo ngày bắt đầu.",
               "visit", "Nội dung"),
        Figure("questions_unmet", "Trong đó trả lời \"không\"", "count",
               "Số câu mà đoàn trả lời \"không\" trong các cuộc đã có báo cáo, theo ngày bắt đầu.",
               "visit", "Nội dung"),
        Figure("recommendations", "Kiến nghị đã gửi", "count",
               "Số kiến nghị đã gửi, trừ kiến nghị đã rút, theo ngày gửi; chia theo bước đã đến.",
               "recommendation", "Bước"),
        Figure("recommendations_open", "Trong đó chưa kiểm tra lại là xong", "count",
               "Số kiến nghị mà người kiểm tra lại chưa kết luận là đã khắc phục, theo ngày gửi.",
               "recommendation", "Bước"),
        Figure("escalations", "Công văn gửi Mặt trận cấp trên vì quá hạn", "count",
               "Số công văn đã dự thảo hoặc đã gửi vì quá hạn trả lời, khắc phục, gửi kế hoạch, gửi quyết định, "
               "trừ công văn đã bỏ, theo ngày dự thảo.",
               "escalation", "Tình trạng"),
        Figure("deadlines_due", "Thời hạn giám sát đến trong kỳ", "count",
               "Số thời hạn có ngày cuối trong kỳ: lượt theo kế hoạch, gửi kế hoạch, quyết định, trả lời, khắc phục.",
               "deadline", "Thời hạn"),
        Figure("deadlines_unmet", "Trong đó chưa làm", "count",
               "Số thời hạn chưa làm, theo ngày cuối của thời hạn; đặt ngày cuối kỳ là hôm qua thì đây là số quá hạn.",
               "deadline", "Thời hạn"),
        Figure("deadlines_met_late", "Trong đó làm muộn", "count",
               "Số thời hạn đã làm sau ngày cuối, theo ngày cuối của thời hạn.",
               "deadline", "Thời hạn"),
    ],
    sources={
        "neighbourhood": "Khu dân cư",
        "supervision": "Giám sát",
        "inspection": "Kiểm tra",
        "household_identification": "Xác định hộ nghèo, cận nghèo, mới thoát nghèo",
        "state_support": "Chính sách hỗ trợ của Nhà nước",
        "new_rural_environment": "Nông thôn mới: môi trường",
        "new_rural_food_safety": "Nông thôn mới: an toàn thực phẩm",
        "new_rural_capital": "Nông thôn mới: vốn Nhà nước",
        "new_rural_contributions": "Nông thôn mới: huy động sức dân",
        "new_rural_debt": "Nông thôn mới: nợ đọng xây dựng",
        "new_rural_recognition": "Nông thôn mới: xét, công nhận đạt chuẩn",
        "civilised_urban": "Đô thị văn minh",
        "housing_support": "Hỗ trợ nhà ở",
        "fund_mobilisation": "Vận động Quỹ",
        "fund_management": "Quản lý Quỹ",
        "fund_use": "Sử dụng Quỹ",
        "relief_goods": "Tiền, hàng cứu trợ",
        "house_quality": "Chất lượng nhà Đại đoàn kết",
        "recommendation_open": "Chưa trả lời",
        "recommendation_replied": "Đã trả lời, chưa khắc phục",
        "recommendation_remedied": "Đã báo khắc phục, chờ kiểm tra lại",
        "recommendation_verified": "Đã kiểm tra lại là xong",
        "letter_drafted": "Đã dự thảo",
        "letter_sent": "Đã gửi",
        "plan_sent": "Gửi kế hoạch",
        "plan_item": "Lượt theo kế hoạch",
        "decision_sent": "Gửi quyết định thành lập đoàn",
        "reply": "Trả lời kiến nghị",
        "remedy": "Khắc phục theo kiến nghị",
    },
)
