"""Articles, broadcasts and meetings about the campaign: written down once they are out, taken back when wrong."""

from __future__ import annotations

from contracts.commands.events import outreach as asked
from gateway.facts import SOURCE_NAMES
from gateway.web.formatting import day, unit_name
from gateway.web.languages import N_, said
from gateway.web.organiser.outcomes import WITHDRAWING
from gateway.web.organiser.record_kinds import TODAY, Column, Field, Filter, Records, Step
from gateway.web.organiser.record_pages import add_pages

FORMS = tuple((one, SOURCE_NAMES[one]) for one in asked.OUTREACH_FORMS)

OUTREACH = Records(
    name="outreach", path="tuyen-truyen", places=("campaign",), title=N_("Tin, bài, buổi tuyên truyền"),
    lead=N_("Ghi khi đã đăng, đã phát, đã tổ chức; số ở đây vào thẳng báo cáo."),
    empty=N_("Chưa ghi tin, bài, buổi tuyên truyền nào."), new=N_("Ghi một mục tuyên truyền"),
    made=N_("Đã ghi; báo cáo tính ngay."),
    read_action="outreach.read", make_action="outreach.record", method="record_outreach", schema=asked.RecordOutreach,
    fields=(
        Field("unit", N_("Đơn vị"), "unit", empty=N_("Chọn đơn vị.")),
        Field("form", N_("Hình thức"), "select", empty=N_("Chọn hình thức."), options=FORMS),
        Field("title", N_("Tên tin, bài, buổi"), empty=N_("Ghi tên tin, bài, buổi.")),
        Field("outlet", N_("Báo, đài hoặc nơi tổ chức"), empty=N_("Ghi báo, đài hoặc nơi tổ chức.")),
        Field("published_on", N_("Ngày đăng, phát, tổ chức"), "day", empty=N_("Chọn ngày."), usual=TODAY),
        Field("address", N_("Đường dẫn"), hint=N_("Bắt đầu bằng https://; bỏ trống nếu không có.")),
        Field("good_example", N_("Có giới thiệu mô hình, gương điển hình"), "checkbox"),
    ),
    columns=(
        Column(N_("Hình thức"), lambda row: said(SOURCE_NAMES[row["form"]])),
        Column(N_("Báo, đài, nơi"), lambda row: row["outlet"]),
        Column(N_("Ngày"), lambda row: day(row["published_on"]), "when"),
        Column(N_("Đơn vị"), lambda row: unit_name(row["unit"], row["published_on"])),
    ),
    heading=lambda row: str(row["title"]),
    states={"published": (N_("Đã ghi"), "good"), "withdrawn": (N_("Đã rút"), "")}, totals=True,
    filters=(Filter("hinh_thuc", N_("Hình thức"), "form", FORMS),), export="/api/v1/outreach/export",
    more=lambda row: [(N_("Người ghi"), row["recorded_by"])],
    steps={"rut": Step(
        "withdraw_outreach", "outreach.record", asked.WithdrawOutreach, WITHDRAWING, N_("Rút mục này"),
        N_("Đã rút; báo cáo không tính nữa."), lambda row: row["status"] == "published",
        N_("Mục này vẫn còn trong sổ với lý do, nhưng không tính nữa. Ghi lại được ngay sau khi rút."), quiet=True,
    )},
)

add_pages(OUTREACH)
