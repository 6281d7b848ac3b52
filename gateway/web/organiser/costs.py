"""What an activity is planned to cost, and did cost; the Fund's money only where a payment is named."""

from __future__ import annotations

from contracts.commands.events import costs as asked
from gateway.api.events.costs import check_cost
from gateway.facts import SOURCE_NAMES
from gateway.web.formatting import day, money, unit_name
from gateway.web.languages import N_, said
from gateway.web.organiser.outcomes import STATES, WITHDRAWING
from gateway.web.organiser.record_kinds import TODAY, Column, Field, Filter, Records, Step
from gateway.web.organiser.record_pages import add_pages

STAGES = (("budget", N_("Dự toán")), ("actual", N_("Đã chi")))
SOURCES = tuple((one, SOURCE_NAMES[f"cost_{one}"]) for one in asked.COST_SOURCES)

COSTS = Records(
    name="cost", path="chi-phi", title=N_("Dự toán và chi phí"),
    lead=N_("Kinh phí tổ chức hoạt động không lấy từ Quỹ. Khoản nào do Quỹ chi thì nêu mã khoản hỗ trợ; "
            "tiền ấy đã tính ở phần chi hỗ trợ, không cộng thêm."),
    empty=N_("Chưa có dòng dự toán hay chi phí nào."), new=N_("Ghi một dòng"), made=N_("Đã ghi dòng này."),
    read_action="cost.read", make_action="cost.record", method="record_cost", schema=asked.RecordCost,
    fields=(
        Field("unit", N_("Đơn vị"), "unit", empty=N_("Chọn đơn vị.")),
        Field("stage", N_("Loại"), "radios", empty=N_("Chọn dự toán hay đã chi."), options=STAGES),
        Field("item", N_("Khoản mục"), hint=N_("Ví dụ: thuê hội trường, in thư mời."), empty=N_("Ghi khoản mục.")),
        Field("amount_vnd", N_("Số tiền"), "money", empty=N_("Gõ số tiền.")),
        Field("source", N_("Nguồn"), "select", empty=N_("Chọn nguồn."), options=SOURCES),
        Field("payment_id", N_("Mã khoản hỗ trợ của Quỹ"), hint=N_("Chỉ ghi khi nguồn là Quỹ."), may_be_null=True),
        Field("document", N_("Chứng từ"), hint=N_("Số hóa đơn, quyết định; có thể bỏ trống.")),
        Field("counted_on", N_("Ngày"), "day", N_("Ngày lập dự toán, hoặc ngày chi."), empty=N_("Chọn ngày."),
              usual=TODAY),
    ),
    columns=(
        Column(N_("Loại"), lambda row: said(dict(STAGES)[row["stage"]])),
        Column(N_("Số tiền"), lambda row: money(row["amount_vnd"]), "number"),
        Column(N_("Nguồn"), lambda row: said(dict(SOURCES)[row["source"]])),
        Column(N_("Ngày"), lambda row: day(row["counted_on"]), "when"),
        Column(N_("Đơn vị"), lambda row: unit_name(row["unit"], row["counted_on"])),
    ),
    heading=lambda row: row["item"], states=STATES, check=check_cost, checked=True, totals=True,
    filters=(Filter("loai", N_("Loại"), "stage", STAGES), Filter("nguon", N_("Nguồn"), "source", SOURCES)),
    export="/api/v1/costs/export", more=lambda row: [(N_("Người ghi"), row["recorded_by"])],
    steps={"rut": Step(
        "withdraw_cost", "cost.record", asked.WithdrawCost, WITHDRAWING, N_("Rút dòng này"),
        N_("Đã rút; dòng này không tính nữa."), lambda row: row["status"] == "recorded",
        N_("Dòng vẫn còn trong sổ với lý do, nhưng không tính nữa. Ghi lại được ngay sau khi rút."), quiet=True,
    )},
)

add_pages(COSTS)
