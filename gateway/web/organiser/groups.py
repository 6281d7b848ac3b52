"""Groups of guests: admitted whole or not at all, named now or later, cancelled whole or member by member."""

from __future__ import annotations

from contracts.commands.events import registration as asked
from gateway.api.asking import ask
from gateway.web.campaigns import Row
from gateway.web.formatting import instant, number
from gateway.web.languages import N_
from gateway.web.organiser.allotments import quotas_of
from gateway.web.organiser.record_kinds import About, Column, Field, Records, Step
from gateway.web.organiser.record_pages import add_pages

ROWS_ON_A_PAGE = 50
MEMBERS_HINT = N_("Mỗi dòng một người: họ và tên; xã, phường; điện thoại. Chưa có tên thì bỏ trống, ghi sau cũng được.")

STATES = {
    "confirmed": (N_("Có chỗ"), "good"), "offered": (N_("Đang được giữ chỗ"), "wait"),
    "waiting": (N_("Chờ chỗ"), "wait"), "cancelled": (N_("Đã hủy"), ""),
}


def _rows(about: About, page: int) -> tuple[list[Row], bool]:
    asking = {"skip": (page - 1) * ROWS_ON_A_PAGE, "limit": ROWS_ON_A_PAGE, "activity": about.place["code"]}
    found = ask("events", "list_groups", asking)
    return found["groups"], found["more"]


def _lives(row: Row) -> bool:
    return bool(row["living"])


GROUPS = Records(
    name="group", path="khach/doan", title=N_("Đoàn khách"),
    lead=N_("Đủ chỗ thì nhận cả đoàn, không đủ thì cả đoàn chờ; không đoàn nào bị chia."),
    empty=N_("Chưa có đoàn khách nào."), new=N_("Đăng ký đoàn"), made=N_("Đã ghi đoàn."),
    read_action="guest.list", make_action="guest.register", method="register_group", schema=asked.RegisterGroup,
    fields=(
        Field("name", N_("Tên đoàn"), hint=N_("Ví dụ: Đoàn xã Lợi Hải."), empty=N_("Ghi tên đoàn.")),
        Field("quota", N_("Khối khách"), "select", empty=N_("Chọn khối khách."), options=quotas_of),
        Field("size", N_("Số người"), "number", empty=N_("Ghi số người của đoàn.")),
        Field("members", N_("Người trong đoàn"), "guests", MEMBERS_HINT, shown_apart=True),
        Field("may_wait", N_("Hết chỗ thì cả đoàn vào danh sách chờ"), "checkbox", usual="1"),
    ),
    columns=(
        Column(N_("Số người"), lambda row: number(row["living"]), "number"),
        Column(N_("Đã có tên"), lambda row: number(row["named"]), "number"),
        Column(N_("Đăng ký lúc"), lambda row: instant(row["registered_at"]), "when"),
    ),
    heading=lambda row: str(row["name"]), states=STATES, checked=True, rows=_rows,
    above=(N_("Khách"), "web.guest_list"), page="organiser/group.html",
    more=lambda row: [
        (N_("Còn trong đoàn"), number(row["living"])), (N_("Đã có tên"), number(row["named"])),
        (N_("Số chờ"), number(row["waiting_number"]) if row["waiting_number"] else "–"),
        (N_("Đăng ký lúc"), instant(row["registered_at"])), (N_("Người ghi"), row["registered_by"]),
    ],
    steps={
        "ghi-ten": Step(
            "name_members", "guest.register", asked.NameMembers,
            (Field("members", N_("Người trong đoàn"), "guests",
                   N_("Mỗi dòng một người: họ và tên; xã, phường; điện thoại."), empty=N_("Ghi ít nhất một người.")),),
            N_("Ghi tên người chưa có tên"), N_("Đã ghi tên."), lambda row: row["named"] < row["living"],
        ),
        "huy": Step(
            "cancel_group", "registration.cancel", asked.CancelGroup, (Field("reason", N_("Lý do hủy")),),
            N_("Hủy cả đoàn"), N_("Đã hủy cả đoàn; chỗ chuyển ngay cho người chờ."), _lives,
            N_("Chỗ trống được chuyển ngay cho người chờ kế tiếp. Chỉ vài người không đi thì hủy ở trang của từng "
               "người; hủy nhầm thì đăng ký đoàn lại được, nhưng nhận số mới."), quiet=True,
        ),
    },
)

add_pages(GROUPS)
