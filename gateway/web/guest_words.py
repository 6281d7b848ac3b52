"""What a form about a guest offers to tick or choose, in the words of the field."""

from __future__ import annotations

from gateway.web.languages import N_

NEEDS = (("transport", N_("Cần đưa đón")), ("interpreter", N_("Cần phiên dịch")), ("diet", N_("Ăn chay hoặc ăn kiêng")))
CONSENTS = (
    ("photo_consent", N_("Cho chụp ảnh, quay phim")), ("publication_consent", N_("Cho nêu tên trong tin, bài")),
)
ASSISTED = (
    ("", N_("– khách tự đăng ký –")), ("no_phone", N_("Không có điện thoại")),
    ("no_network", N_("Nơi ở không có mạng")), ("cannot_read", N_("Không đọc, viết được")),
    ("on_behalf", N_("Nhờ cán bộ đăng ký hộ")),
)
