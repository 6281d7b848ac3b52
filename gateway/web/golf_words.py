"""What golf's pages offer to choose, in the words of the field, and regulations that are ready to use."""

from __future__ import annotations

from typing import Any

from gateway.web.languages import N_

Json = dict[str, Any]

CONTEST_WORDS = (
    ("hole_in_one", N_("Một gậy vào lỗ")), ("longest_drive", N_("Phát bóng xa")), ("nearest_pin", N_("Gần cờ")),
)
NAME_DISPLAY = (
    ("masked", N_("Che bớt tên")), ("shown", N_("Hiện đủ tên")), ("anonymous", N_("Không hiện tên")),
)
DONOR_KINDS = (
    ("enterprise", N_("Doanh nghiệp")), ("organisation", N_("Cơ quan, tổ chức")), ("individual", N_("Cá nhân")),
)
LOT_STATUS = {"open": N_("Đang nhận giá"), "sold": N_("Đã bán"), "unsold": N_("Không bán được")}
STARTS = (("shotgun", N_("Đồng loạt (shotgun)")), ("tee_times", N_("Lần lượt theo giờ")))
ORDERS = (("random", N_("Bốc thăm")), ("handicap", N_("Theo handicap")), ("team", N_("Theo đội")))
WITHDRAWALS = (
    ("retired", N_("Bỏ cuộc")), ("disqualified", N_("Bị loại")), ("absent", N_("Không đến")),
)
CARD_STATUS = {"open": N_("Chưa ký đủ"), "signed": N_("Đã ký, khóa"), "withdrawn": N_("Không tính")}

_PEORIA = {
    "method": "peoria", "hidden_holes": 12, "times": "1.5", "allowance_percent": 80, "cap": {"kind": "double_par"},
}

PRESETS: dict[str, tuple[str, Json, list[str]]] = {
    "system_36": (N_("System 36"), {"method": "system_36", "at_most_declared": False}, ["net", "gross", "stableford"]),
    "system_36_modified": (
        N_("System 36 sửa đổi: lấy số thấp hơn giữa số trong ngày và số khai"),
        {"method": "system_36", "at_most_declared": True}, ["net", "gross", "stableford"],
    ),
    "stableford": (
        N_("Stableford, 95 % handicap index"), {"method": "indexed", "allowance_percent": 95},
        ["stableford", "net", "gross"],
    ),
    "indexed": (
        N_("Handicap index, 95 %"), {"method": "indexed", "allowance_percent": 95}, ["net", "gross", "stableford"],
    ),
    "callaway": (
        N_("Callaway"),
        {"method": "callaway", "cap": {"kind": "double_par"}, "chart_par": 72, "highest": 50}, ["net", "gross"],
    ),
    "double_peoria": (N_("Double Peoria: 12 hố ẩn, 80 %, tối đa gấp đôi par"), _PEORIA, ["net", "gross"]),
    "scratch": (N_("Không chấp gậy nào"), {"method": "scratch"}, ["gross", "stableford"]),
}
"""Each with its words, its rule of handicaps and its rankings, the first of which the board shows first."""
