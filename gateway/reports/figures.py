"""Each figure of the report, once: its name, what it measures, its formula in words and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Measure = Literal["vnd", "count"]

TARGET = "target"
"""The one figure that is not a sum of cells: it is read from the campaign's row, whatever the period."""


@dataclass(frozen=True)
class Figure:
    """A figure.  ``measure``: money (with the number of rows beside it) or a number of things."""

    key: str
    name: str
    measure: Measure
    formula: str
    rows: str
    source: str


_ALL = [
    Figure("received", "Đã tiếp nhận", "vnd",
           "Tổng số tiền các khoản ủng hộ, trừ khoản đã hoàn tác, theo ngày nhận tiền; trừ số đã hoàn trả người tặng, "
           "theo ngày hoàn trả.",
           "donation", "Kênh tiếp nhận"),
    Figure("refunded", "Đã hoàn trả người tặng", "vnd",
           "Tổng số tiền đã hoàn trả, theo ngày hoàn trả; đã trừ trong số đã tiếp nhận.",
           "refund", "Cách hoàn trả"),
    Figure("taken_back", "Đã hoàn tác, đính chính", "vnd",
           "Tổng số tiền các khoản ủng hộ ghi sai đã có bút toán đảo, theo ngày nhận tiền; không nằm trong số đã tiếp "
           "nhận.",
           "donation", "Kênh tiếp nhận"),
    Figure("received_by_donor", "Đã tiếp nhận, theo người tặng", "vnd",
           "Tổng số tiền các khoản ủng hộ có ghi loại người tặng, theo ngày nhận tiền, chưa trừ số hoàn trả; người "
           "tặng ở nước ngoài là một loại.",
           "donation", "Loại người tặng"),
    Figure("received_foreign", "Đã tiếp nhận bằng ngoại tệ, quy ra đồng", "vnd",
           "Tổng số tiền quy đổi của các khoản ủng hộ bằng ngoại tệ, theo ngày nhận tiền, chưa trừ số hoàn trả.",
           "donation", "Loại tiền"),
    Figure("receipts_valid", "Biên nhận còn hiệu lực", "vnd",
           "Tổng số tiền ghi trên các biên nhận đã cấp số mà chưa hủy, theo ngày lập biên nhận.",
           "receipt", "Cấp"),
    Figure("receipts_void", "Biên nhận đã hủy (giữ nguyên số)", "count",
           "Số biên nhận đã hủy; số của biên nhận không cấp lại, theo ngày lập biên nhận.",
           "receipt", "Cấp"),
    Figure("transfers_matched", "Chuyển khoản theo kết quả đối chiếu", "vnd",
           "Tổng số tiền các khoản chuyển khoản, theo ngày nhận tiền, chưa trừ số hoàn trả, chia theo kết quả đối "
           "chiếu với phiếu đăng ký và người ủng hộ.",
           "donation", "Kết quả đối chiếu"),
    Figure("bank_debits", "Ngân hàng ghi nợ", "vnd",
           "Tổng số tiền mọi dòng ghi nợ trên sao kê, trừ dòng đã hoàn tác, theo ngày ghi sổ.",
           "bank_debit", "Nguồn"),
    Figure("pledged", "Đăng ký ủng hộ", "vnd",
           "Tổng số tiền các phiếu đăng ký ủng hộ, theo ngày đăng ký.",
           "pledge", "Hoạt động"),
    Figure("pledge_fulfilled", "Đăng ký đã thực hiện", "vnd",
           "Tổng số tiền đã về theo các phiếu đăng ký, theo ngày đăng ký.",
           "pledge", "Hoạt động"),
    Figure("pledge_outstanding", "Đăng ký chưa thực hiện", "vnd",
           "Phần còn thiếu của từng phiếu đăng ký cộng lại, không kể phiếu hết hiệu lực; phiếu nộp dư không bù cho "
           "phiếu khác.",
           "pledge", "Hoạt động"),
    Figure("pledge_lapsed", "Đăng ký hết hiệu lực", "vnd",
           "Phần còn thiếu của các phiếu hết hiệu lực. Vẫn nằm trong số đăng ký, nên không làm tỷ lệ thực hiện cao "
           "hơn: tỷ lệ thực hiện là số đăng ký trừ phần chưa thực hiện và phần hết hiệu lực, chia cho số đăng ký.",
           "pledge", "Hoạt động"),
    Figure("symbolic_cheques", "Bảng tượng trưng đã trao", "vnd",
           "Tổng số tiền ghi trên các bảng tượng trưng, theo ngày đăng ký; là đăng ký, chưa phải tiền, đã nằm trong số "
           "đăng ký ủng hộ.",
           "pledge", "Hoạt động"),
    Figure("appeal_letters_sent", "Thư kêu gọi đã gửi", "count",
           "Số thư kêu gọi đã gửi tới doanh nghiệp, theo ngày gửi.",
           "appeal_letter", "Đợt kêu gọi"),
    Figure("appeal_letters_answered", "Thư kêu gọi đã có trả lời", "count",
           "Số thư kêu gọi đã gửi mà doanh nghiệp đã trả lời (đăng ký, từ chối hoặc khác), theo ngày gửi thư.",
           "appeal_letter", "Đợt kêu gọi"),
    Figure("appeal_pledged", "Đăng ký ủng hộ theo thư kêu gọi", "vnd",
           "Tổng số tiền các phiếu đăng ký lập từ thư kêu gọi (nằm trong Đăng ký ủng hộ), theo ngày đăng ký.",
           "pledge", "Đợt kêu gọi"),
    Figure("appeal_fulfilled", "Đã về theo thư kêu gọi", "vnd",
           "Tổng số tiền đã về theo các phiếu đăng ký lập từ thư kêu gọi (nằm trong Đăng ký đã thực hiện), "
           "theo ngày đăng ký.",
           "pledge", "Đợt kêu gọi"),
    Figure("paid", "Đã chi hỗ trợ", "vnd",
           "Tổng số tiền các khoản hỗ trợ đã chi, theo ngày chi.",
           "payment", "Loại hỗ trợ"),
    Figure("support_approved", "Đã duyệt, chưa chi", "vnd",
           "Tổng số tiền các khoản hỗ trợ đã duyệt đủ mà chưa chi, theo ngày đề nghị.",
           "payment", "Loại hỗ trợ"),
    Figure("support_pending", "Đang đề nghị, chờ duyệt", "vnd",
           "Tổng số tiền các khoản hỗ trợ đã đề nghị mà chưa duyệt đủ, theo ngày đề nghị.",
           "payment", "Loại hỗ trợ"),
    Figure("held", "Đang tạm dừng do giám sát", "vnd",
           "Tổng số tiền các khoản hỗ trợ chưa chi mà còn phát hiện giám sát chưa kết thúc, theo ngày đề nghị.",
           "payment", "Loại hỗ trợ"),
    Figure("households", "Hộ trong sổ hộ nghèo", "count",
           "Số hộ đang có trong sổ, theo ngày được công nhận diện hộ.",
           "household", "Diện hộ"),
    Figure("households_without_sound_house", "Hộ chưa có nhà kiên cố", "count",
           "Số hộ trong sổ không có nhà, ở nhà tạm hoặc nhà dột nát, theo ngày được công nhận diện hộ.",
           "household", "Tình trạng nhà"),
    Figure("houses_under_way", "Nhà đang thực hiện", "count",
           "Số nhà đã lên kế hoạch mà chưa bàn giao, không kể nhà đã hủy, theo ngày lên kế hoạch.",
           "house", "Loại nhà"),
    Figure("houses_handed_over", "Nhà đã bàn giao", "count",
           "Số nhà đã bàn giao cho hộ, theo ngày bàn giao.",
           "house", "Loại nhà"),
    Figure("commitments_active", "Cam kết đỡ đầu, kết nghĩa đang thực hiện", "count",
           "Số cam kết chưa kết thúc, theo ngày ký.",
           "commitment", "Loại cam kết"),
    Figure("commitments_fulfilled", "Cam kết đã hoàn thành", "count",
           "Số cam kết kết thúc vì hộ đã thoát nghèo hoặc việc đã xong, theo ngày ký.",
           "commitment", "Loại cam kết"),
    Figure("commitments_given", "Giá trị đã giúp theo cam kết (không qua Quỹ)", "vnd",
           "Tổng giá trị ghi trong báo cáo của các cam kết; không phải tiền của Quỹ, theo ngày ký.",
           "commitment", "Loại cam kết"),
    Figure("relief_goods", "Hàng cứu trợ đã phân phối", "vnd",
           "Tổng giá trị đã ghi của hàng cứu trợ đã phân phối, không kể lần đã rút; không phải tiền của Quỹ, "
           "theo ngày phân phối.",
           "relief_distribution", "Thời hạn"),
    Figure("relief_households", "Lượt hộ nhận hàng cứu trợ", "count",
           "Tổng số hộ của các lần phân phối hàng cứu trợ; hộ nhận nhiều lần thì tính mỗi lần, theo ngày phân phối.",
           "relief_distribution", "Thời hạn"),
    Figure("registrations_confirmed", "Khách đã xác nhận", "count",
           "Số khách đăng ký đã có chỗ, theo ngày đăng ký.",
           "registration", "Hoạt động"),
    Figure("registrations_waiting", "Khách chờ chỗ", "count",
           "Số khách đăng ký còn trong danh sách chờ, theo ngày đăng ký.",
           "registration", "Hoạt động"),
    Figure("registrations_cancelled", "Khách đã hủy", "count",
           "Số đăng ký đã hủy, theo ngày đăng ký.",
           "registration", "Hoạt động"),
    Figure("findings_raised", "Phát hiện giám sát", "count",
           "Số phát hiện đã lập, theo ngày phát hiện.",
           "finding", "Mức độ"),
    Figure("findings_open", "Phát hiện chưa kết thúc", "count",
           "Số phát hiện mà người kiểm tra lại chưa kết thúc, theo ngày phát hiện.",
           "finding", "Mức độ"),
    Figure("findings_open_by_subject", "Phát hiện chưa kết thúc, theo đối tượng", "count",
           "Số phát hiện mà người kiểm tra lại chưa kết thúc, chia theo đối tượng của phát hiện.",
           "finding", "Đối tượng"),
    Figure("statement_rows_read", "Dòng sao kê đã đọc", "count",
           "Số dòng đã đọc theo biên bản nhập sao kê, trừ lần nhập đã hoàn tác, theo ngày nhập.",
           "statement_import", "Ngân hàng"),
    Figure("statement_rows_posted", "Dòng sao kê đã ghi sổ", "count",
           "Số dòng mới được ghi sổ theo biên bản nhập sao kê, trừ lần nhập đã hoàn tác, theo ngày nhập.",
           "statement_import", "Ngân hàng"),
    Figure("statement_rows_known", "Dòng sao kê đã có từ trước", "count",
           "Số dòng đã ghi sổ ở lần nhập trước theo biên bản nhập sao kê, trừ lần nhập đã hoàn tác, theo ngày nhập.",
           "statement_import", "Ngân hàng"),
    Figure("statement_rows_refused", "Dòng sao kê bị từ chối", "count",
           "Số dòng hỏng bị từ chối theo biên bản nhập sao kê, trừ lần nhập đã hoàn tác, theo ngày nhập.",
           "statement_import", "Ngân hàng"),
]

FIGURES: dict[str, Figure] = {figure.key: figure for figure in _ALL}

TARGET_FORMULA = "Chỉ tiêu của đợt vận động và của từng đơn vị, lấy từ kế hoạch, không theo kỳ."

SOURCE_NAMES: dict[str, str] = {
    "cash": "Tiền mặt",
    "card": "Thẻ",
    "wallet": "Ví điện tử",
    "bank_transfer": "Chuyển khoản (theo sao kê)",
    "refund_cash": "Hoàn trả bằng tiền mặt",
    "refund_bank_transfer": "Hoàn trả bằng chuyển khoản",
    "organisation": "Cơ quan, tổ chức",
    "enterprise": "Doanh nghiệp",
    "individual": "Cá nhân",
    "abroad": "Từ nước ngoài",
    "usd": "Đô la Mỹ (USD)",
    "eur": "Euro (EUR)",
    "bank": "Sao kê ngân hàng",
    "matched_by_code": "Tự khớp theo mã ủng hộ",
    "confirmed": "Gợi ý đã xác nhận",
    "attributed": "Gán bằng tay",
    "suggested": "Có gợi ý, chờ xác nhận",
    "unmatched": "Chưa rõ người ủng hộ",
    "none": "Ngoài hoạt động",
    "province": "Cấp tỉnh",
    "district": "Cấp huyện",
    "commune": "Cấp xã",
    "house_new": "Nhà xây mới",
    "house_repair": "Sửa chữa nhà",
    "poor": "Hộ nghèo",
    "near_poor": "Hộ cận nghèo",
    "newly_escaped": "Hộ mới thoát nghèo",
    "temporary": "Nhà tạm",
    "dilapidated": "Nhà dột nát",
    "sponsorship": "Nhận đỡ đầu hộ nghèo",
    "twin_enterprise": "Doanh nghiệp kết nghĩa",
    "twin_locality": "Địa phương kết nghĩa",
    "twin_household": "Hộ khá giúp hộ nghèo",
    "in_time": "Trong thời hạn",
    "late": "Quá thời hạn phân phối",
    "livelihood": "Sinh kế",
    "education": "Học tập, học bổng",
    "health": "Khám chữa bệnh",
    "emergency": "Khẩn cấp",
    "tet_gift": "Quà Tết",
    "in_kind": "Hiện vật",
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
    "vietcombank": "Vietcombank",
    "agribank": "Agribank",
    "vietinbank": "VietinBank",
    "bidv": "BIDV",
    "camt053": "camt.053",
    "mt940": "MT940",
    "mapped": "Mẫu tự khai cột",
    "auto": "Chưa nhận dạng",
}
"""Sources that are not activities; an activity is called by its own name."""

STANDS_BESIDE: dict[str, tuple[str, ...]] = {
    "received": ("donation", "statement_line"),
    "refunded": ("donation",),
    "bank_debits": ("statement_line",),
    "paid": ("payment", "household", "house"),
    "support_approved": ("payment", "household", "house"),
    "held": ("payment",),
    "registrations_confirmed": ("activity",),
}
"""Open findings about which subjects are shown beside which figure (design, monitoring: findings)."""
