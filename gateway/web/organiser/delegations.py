"""Delegations of an activity: who goes where, changed until they go, called off; their outcome says that they went."""

from __future__ import annotations

from contracts.commands.events import delegations as asked
from gateway.api.events.delegations import check_houses
from gateway.api.taking_part import units_taking_part
from gateway.facts import SOURCE_NAMES
from gateway.units import current_tree
from gateway.web.campaigns import Row
from gateway.web.formatting import day, number
from gateway.web.languages import N_, said
from gateway.web.organiser.record_kinds import About, Choices, Column, Field, Records, Step
from gateway.web.organiser.record_pages import add_pages

PURPOSES = tuple((one, SOURCE_NAMES[f"to_{one}"]) for one in asked.PURPOSES)


def _places(about: About) -> Choices:
    """The units of the campaign."""
    tree = current_tree()
    return [(code, tree.name_of(code)) for code in units_taking_part(about.campaign)]


SPEC = (
    Field("head_name", N_("Trưởng đoàn"), empty=N_("Ghi tên trưởng đoàn."), path="head.name"),
    Field("head_office", N_("Chức vụ, cơ quan của trưởng đoàn"), empty=N_("Ghi cơ quan của trưởng đoàn."),
          path="head.office"),
    Field("members", N_("Thành viên"), "people",
          N_("Mỗi dòng một người: họ và tên; cơ quan; trả lời. Trả lời ghi mời, nhận lời hoặc từ chối; "
             "bỏ trống là nhận lời.")),
    Field("place", N_("Nơi đến"), hint=N_("Ví dụ: thôn Suối Đá, xã Lợi Hải."), empty=N_("Ghi nơi đến.")),
    Field("visits_unit", N_("Thuộc đơn vị"), "select", N_("Bỏ trống nếu đi ngoài tỉnh."), options=_places,
          may_be_null=True),
    Field("goes_on", N_("Ngày đi"), "day", N_("Bỏ trống nếu báo ngày sau."), may_be_null=True),
    Field("house_ids", N_("Mã nhà"), "lines",
          N_("Chỉ ghi cho đoàn khảo sát, nghiệm thu, bàn giao nhà. Mỗi dòng một mã.")),
)

STATES = {
    "formed": (N_("Sắp đi"), "wait"), "went": (N_("Đã đi"), "good"), "called_off": (N_("Đã hủy"), ""),
}


def _waits(row: Row) -> bool:
    return bool(row["status"] == "formed")


DELEGATIONS = Records(
    name="delegation", path="doan-di", title=N_("Đoàn đi"),
    lead=N_("Ai đi đâu, ngày nào. Đi về thì ghi kết quả của đoàn ở phần Kết quả; khi ấy đoàn thành đã đi."),
    empty=N_("Chưa lập đoàn nào."), new=N_("Lập đoàn đi"), made=N_("Đã lập đoàn."),
    read_action="delegation.read", make_action="delegation.save", method="form_delegation", schema=asked.FormDelegation,
    fields=(
        Field("unit", N_("Đơn vị lập đoàn"), "unit", empty=N_("Chọn đơn vị.")),
        Field("purpose", N_("Việc của đoàn"), "select", empty=N_("Chọn việc của đoàn."), options=PURPOSES),
        *SPEC,
    ),
    columns=(
        Column(N_("Nơi đến"), lambda row: row["place"]),
        Column(N_("Ngày"), lambda row: day(row["went_on"] or row["goes_on"]) or said(N_("Báo sau")), "when"),
        Column(N_("Trưởng đoàn"), lambda row: row["head_office"]),
        Column(N_("Người đi"), lambda row: number(row["coming"]), "number"),
    ),
    heading=lambda row: said(SOURCE_NAMES[f"to_{row['purpose']}"]), states=STATES, checked=True,
    check=lambda command: check_houses(command, command["campaign"]),
    export="/api/v1/delegations/export", more=lambda row: [(N_("Người lập"), row["formed_by"])],
    steps={
        "sua": Step(
            "change_delegation", "delegation.save", asked.ChangeDelegation, SPEC, N_("Sửa đoàn"), N_("Đã sửa đoàn."),
            _waits, filled=True, folded=True, check=lambda command, row: check_houses(command, row["campaign"]),
        ),
        "huy": Step(
            "call_off_delegation", "delegation.save", asked.CallOffDelegation,
            (Field("cause", N_("Lý do hủy"), empty=N_("Ghi lý do hủy.")),), N_("Hủy đoàn"), N_("Đã hủy đoàn."), _waits,
            N_("Đoàn vẫn còn trong danh sách với lý do; lập lại được từ những gì đã ghi."), quiet=True,
        ),
    },
)

add_pages(DELEGATIONS)
