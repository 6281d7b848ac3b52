"""What the pages of reports call things: states, kinds of periods, and what belongs into each section."""

from __future__ import annotations

from gateway.web.languages import N_

REPORT_STATUS = {
    "draft": N_("Đang lập"),
    "submitted": N_("Đã gửi"),
    "returned": N_("Bị trả lại"),
    "accepted": N_("Đã được nhận"),
    "consolidated": N_("Đã tổng hợp"),
    "signed": N_("Đã ký"),
    "withdrawn": N_("Đã hủy"),
}

STATUS_TAGS = {
    "submitted": "wait", "returned": "bad", "accepted": "good", "consolidated": "wait", "signed": "good",
}

PERIOD_KINDS = {
    "month": (N_("Tháng"), N_("Từ ngày 1 đến hết tháng.")),
    "quarter": (N_("Quý"), N_("Ba tháng theo lịch.")),
    "half_year": (N_("6 tháng"), N_("Sáu tháng đầu năm hoặc cuối năm.")),
    "year": (N_("Năm"), N_("Từ 1/1 đến 31/12.")),
    "quarter_14": (N_("Quý, chốt ngày 14"), N_("Từ ngày 15 đến ngày 14, để gửi trước khi hết tháng.")),
    "half_year_14": (N_("6 tháng, chốt ngày 14"), N_("Từ 15/12 đến 14/6, hoặc từ 15/6 đến 14/12.")),
    "year_14": (N_("Năm, chốt ngày 14"), N_("Từ 15/12 năm trước đến 14/12.")),
    "peak_month": (N_("Tháng cao điểm"), N_("Từ 17/10 đến 18/11.")),
    "years_5": (N_("5 năm"), N_("Tổng kết 5 năm, tính từ năm đầu ghi bên dưới.")),
    "years_10": (N_("10 năm"), N_("Tổng kết 10 năm, tính từ năm đầu ghi bên dưới.")),
    "dates": (N_("Từ ngày đến ngày"), N_("Hai ngày bất kỳ.")),
    "on_demand": (N_("Đột xuất"), N_("Theo yêu cầu ngoài kế hoạch, hai ngày bất kỳ.")),
}

SECTION_HELP = {
    "assessment": N_("Vài câu: việc lớn trong kỳ, đạt bao nhiêu so với chỉ tiêu, so với kỳ trước."),
    "results": N_("Nhà xây, sửa, bàn giao; hộ được giúp; cách làm đáng kể. Số tiền lấy ở bảng bên."),
    "difficulties": N_("Việc chưa làm được, vì sao, và đã xử lý đến đâu."),
    "lessons": N_("Điều rút ra, để kỳ sau và nơi khác dùng được."),
    "tasks": N_("Việc của kỳ tới: ai làm, đến bao giờ."),
    "proposals": N_("Đề nghị cấp trên hoặc ngành nào việc gì."),
}
OTHER_SECTION_HELP = N_("Viết ngắn, theo thứ tự quan trọng.")

ACTIONS = {
    "opened": N_("Mở kỳ báo cáo"),
    "written": N_("Viết, sửa"),
    "submitted": N_("Gửi lên cấp trên"),
    "returned": N_("Trả lại"),
    "accepted": N_("Nhận"),
    "consolidated": N_("Tổng hợp"),
    "signed": N_("Ký"),
    "correcting": N_("Mở đính chính"),
    "deadline_moved": N_("Đổi hạn gửi"),
    "withdrawn": N_("Hủy kỳ báo cáo"),
}

REMINDER_OCCASIONS = {"before": N_("Trước hạn"), "due": N_("Đúng hạn")}
REMINDER_LATE = N_("Quá hạn")
REMINDER_STATUS = {
    "waiting": ("wait", N_("Chờ gửi")),
    "sending": ("wait", N_("Đang gửi")),
    "sent": ("good", N_("Đã gửi")),
    "in_outbox": ("wait", N_("Nằm trong thư mục thư đi")),
    "no_address": ("bad", N_("Đơn vị chưa có địa chỉ thư")),
    "dropped": ("", N_("Thôi gửi, báo cáo đã có")),
    "failed": ("bad", N_("Máy chủ thư từ chối")),
    "unclear": ("bad", N_("Không rõ đã gửi hay chưa, không gửi lại")),
}

EXAMPLE_KINDS = {
    "model": N_("Mô hình, cách làm hay"),
    "collective": N_("Tập thể điển hình"),
    "person": N_("Cá nhân điển hình"),
}
EXAMPLE_STATUS = {"found": N_("Mới ghi"), "spread": N_("Đã nhân rộng"), "withdrawn": N_("Đã rút")}

ROW_CHANGES = {"added": N_("Mới thêm"), "changed": N_("Đã đổi"), "withdrawn": N_("Không còn tính")}
