"""Words of supervision plans and recommendations: who supervises, what, how often, and how far it has come."""

from __future__ import annotations

from gateway.web.languages import N_

BODIES = {
    "fatherland_front": N_("Ủy ban MTTQ Việt Nam"), "trade_union": N_("Công đoàn"), "farmers_union": N_("Hội Nông dân"),
    "youth_union": N_("Đoàn Thanh niên"), "womens_union": N_("Hội Liên hiệp Phụ nữ"),
    "veterans": N_("Hội Cựu chiến binh"), "people_inspectorate": N_("Ban Thanh tra nhân dân"),
    "community_investment_board": N_("Ban Giám sát đầu tư của cộng đồng"),
    "front_working_committee": N_("Ban Công tác Mặt trận"),
}
RECURRENCES = {
    "year": N_("Mỗi năm"), "half_year": N_("Mỗi 6 tháng"), "quarter": N_("Mỗi quý"), "month": N_("Mỗi tháng"),
}
KINDS = {"supervision": N_("Giám sát"), "inspection": N_("Kiểm tra"), "criticism": N_("Phản biện xã hội")}
DRAFT_DOCUMENT = N_("Dự thảo văn bản")

PLAN_STATUS = {
    "draft": N_("Dự thảo, chờ duyệt"), "approved": N_("Đã duyệt, chờ gửi"), "sent": N_("Đã gửi"),
    "withdrawn": N_("Đã rút"),
}
PLAN_TAGS = {"draft": "wait", "approved": "wait", "sent": "good"}

RECOMMENDATION_STATUS = {
    "open": N_("Chờ trả lời"), "replied": N_("Đã trả lời, chờ khắc phục"),
    "remedied": N_("Đã khắc phục, chờ kiểm tra lại"), "verified": N_("Đã kiểm tra, kết thúc"),
    "withdrawn": N_("Đã rút"),
}
RECOMMENDATION_TAGS = {"open": "bad", "replied": "wait", "remedied": "wait", "verified": "good"}
