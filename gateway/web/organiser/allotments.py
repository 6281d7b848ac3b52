"""Places held for an office, which names its guests into them; what it has not named by a day goes back."""

from __future__ import annotations

from contracts.commands.events import allotments as asked
from gateway.web.campaigns import Row
from gateway.web.formatting import day, number, unit_name
from gateway.web.languages import N_
from gateway.web.organiser.activities import quota_choices
from gateway.web.organiser.record_kinds import About, Choices, Column, Field, Records, Step
from gateway.web.organiser.record_pages import add_pages

STATES = {
    "open": (N_("Đang giữ chỗ"), "wait"), "returned": (N_("Đã trả hết"), ""), "reclaimed": (N_("Đã thu lại"), ""),
}
GUESTS = Field(
    "guests", N_("Khách"), "guests", N_("Mỗi dòng một người: họ và tên; xã, phường; điện thoại."),
    empty=N_("Ghi ít nhất một người."),
)


def quotas_of(about: About) -> Choices:
    """The blocks of guests of the activity."""
    return quota_choices(about.activity) if about.activity else ()


def _is_open(row: Row) -> bool:
    return bool(row["status"] == "open" and row["left"])


ALLOTMENTS = Records(
    name="allotment", path="khach/phan-cho", title=N_("Chỗ phân cho đơn vị"),
    lead=N_("Giữ sẵn chỗ cho một cơ quan ghi tên khách sau. Đến ngày thu lại, chỗ chưa ghi tên tự trở về cho "
            "người chờ."),
    empty=N_("Chưa phân chỗ cho đơn vị nào."), new=N_("Phân chỗ"), made=N_("Đã phân chỗ; cơ quan ghi tên được ngay."),
    read_action="guest.list", make_action="place.allot", method="allot_places", schema=asked.AllotPlaces,
    fields=(
        Field("unit", N_("Đơn vị"), "unit", empty=N_("Chọn đơn vị.")),
        Field("office", N_("Cơ quan ghi tên"), hint=N_("Ví dụ: Hội Nông dân huyện."), empty=N_("Ghi tên cơ quan.")),
        Field("quota", N_("Khối khách"), "select", empty=N_("Chọn khối khách."), options=quotas_of),
        Field("places", N_("Số chỗ"), "number", empty=N_("Ghi số chỗ.")),
        Field("reclaim_on", N_("Ngày thu lại"), "day", N_("Từ đầu ngày này, chỗ chưa ghi tên trở về; "
              "không muộn hơn ngày bắt đầu hoạt động."), empty=N_("Chọn ngày thu lại.")),
    ),
    columns=(
        Column(N_("Đơn vị"), lambda row: unit_name(row["unit"], row["allotted_on"])),
        Column(N_("Số chỗ"), lambda row: number(row["places"]), "number"),
        Column(N_("Đã ghi tên"), lambda row: number(row["named"]), "number"),
        Column(N_("Chưa ghi tên"), lambda row: number(row["left"]), "number"),
        Column(N_("Ngày thu lại"), lambda row: day(row["reclaim_on"]), "when"),
    ),
    heading=lambda row: str(row["office"]), states=STATES, checked=True,
    export="/api/v1/allotments/export", export_action="rows.read", above=(N_("Khách"), "web.guest_list"),
    more=lambda row: [
        (N_("Đã ghi tên"), number(row["named"])), (N_("Chưa ghi tên"), number(row["left"])),
        (N_("Đã trả lại"), number(row["returned"])), (N_("Người phân"), row["allotted_by"]),
    ],
    steps={
        "ghi-ten": Step(
            "name_guests", "place.name", asked.NameGuests, (GUESTS,), N_("Ghi tên khách"),
            N_("Đã ghi tên; khách có chỗ ngay."), _is_open,
            N_("Khách có chỗ ngay vì chỗ đã giữ sẵn. Ghi nhầm thì hủy đăng ký ở trang của khách; chỗ trở về cơ quan "
               "này."),
        ),
        "tra": Step(
            "return_places", "place.name", asked.ReturnPlaces,
            (Field("places", N_("Số chỗ trả lại"), "number", empty=N_("Ghi số chỗ trả lại.")),), N_("Trả lại chỗ"),
            N_("Đã trả lại; người chờ nhận chỗ ngay."), _is_open,
            N_("Trả rồi thì không lấy lại được; cần thêm thì đề nghị ban tổ chức phân lần khác."), quiet=True,
        ),
    },
)

add_pages(ALLOTMENTS)
