"""What a form about a guest offers to tick or choose, in the words of the field."""

from __future__ import annotations

NEEDS = (("transport", "Cần đưa đón"), ("interpreter", "Cần phiên dịch"), ("diet", "Ăn chay hoặc ăn kiêng"))
CONSENTS = (
    ("photo_consent", "Cho chụp ảnh, quay phim"), ("publication_consent", "Cho nêu tên trong tin, bài"),
)
ASSISTED = (
    ("", "– khách tự đăng ký –"), ("no_phone", "Không có điện thoại"), ("no_network", "Nơi ở không có mạng"),
    ("cannot_read", "Không đọc, viết được"), ("on_behalf", "Nhờ cán bộ đăng ký hộ"),
)
