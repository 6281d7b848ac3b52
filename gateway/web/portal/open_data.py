"""What anybody may take home: figures and lines as files, with what each column means."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from gateway.web.blueprint import pages
from gateway.web.campaigns import campaigns_to_choose, chosen_campaign
from gateway.web.languages import N_
from gateway.web.portal.keeping import open_to_all

PAGE = "/cong-khai/du-lieu"

LINE_COLUMNS = (
    ("line", N_("Mã của dòng, không đổi khi nhập lại sao kê")),
    ("on", N_("Ngày ngân hàng ghi sổ, theo giờ Việt Nam")),
    ("way", N_("in: tiền vào; out: tiền ra")),
    ("amount_vnd", N_("Số tiền, đồng")),
    ("refunded_vnd", N_("Trong đó đã hoàn trả người ủng hộ")),
    ("unit", N_("Mã đơn vị có tài khoản")),
    ("name", N_("Tên người ủng hộ theo ý họ: đủ, viết tắt, hoặc để trống")),
    ("memo", N_("Nội dung chuyển khoản, khi người ủng hộ muốn công khai; số tài khoản và điện thoại được che")),
    ("code", N_("Mã phiếu đăng ký hoặc mã ủng hộ có trong nội dung")),
    ("reference", N_("Số giao dịch của ngân hàng")),
    ("entry", N_("Bút toán trong sổ cái, để lấy bằng chứng niêm phong")),
)
FIGURE_COLUMNS = (
    ("figure", N_("Mã số liệu")),
    ("name", N_("Tên số liệu")),
    ("split_by", N_("total: tổng; unit: theo đơn vị; source: theo kênh, mục đích")),
    ("code", N_("Mã đơn vị, kênh hoặc mục đích")),
    ("part", N_("Tên đơn vị, kênh hoặc mục đích")),
    ("count", N_("Số khoản")),
    ("amount_vnd", N_("Số tiền, đồng")),
)


@pages.get(PAGE)
@open_to_all
def open_data() -> ResponseReturnValue:
    """Links and descriptions."""
    campaign = chosen_campaign()
    if campaign is None:
        return render_template("portal/empty.html")
    of = {"campaign": campaign["campaign"]}
    return render_template(
        "portal/open_data.html", campaign=campaign, campaigns=campaigns_to_choose(campaign), line_columns=LINE_COLUMNS,
        figure_columns=FIGURE_COLUMNS,
        files={
            "lines_csv": url_for("public_data.public_statement_lines_csv", **of),
            "lines_json": url_for("public_data.public_statement_lines", **of),
            "figures_csv": url_for("public_data.figures_table_csv", **of),
            "figures_xlsx": url_for("public_data.figures_table_xlsx", **of),
            "figures_json": url_for("public_data.public_figures", **of),
            "roots_csv": f"/api/v1/public/ledger/roots/export.csv?campaign={campaign['campaign']}",
        },
    )
