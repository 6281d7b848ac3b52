"""What came of an activity: how many came, households helped, gifts given, and the records that prove it."""

from __future__ import annotations

from textwrap import shorten

from contracts.commands.events import outcomes as asked
from gateway.access import allow_table
from gateway.access.current import principal
from gateway.api.events.outcomes import check_outcome
from gateway.facts import SOURCE_NAMES
from gateway.reports import of_activity
from gateway.web.formatting import day, number, unit_name
from gateway.web.languages import N_, said
from gateway.web.organiser.record_kinds import ITS_DAY, About, Choices, Column, Field, Records, Step
from gateway.web.organiser.record_pages import add_pages

WITHDRAWING = (Field("cause", N_("Lý do rút"), hint=N_("Ví dụ: ghi nhầm số người."), empty=N_("Ghi lý do rút.")),)
"""What every record that is withdrawn asks."""

LONGEST_HEADING = 90

STATES = {"recorded": (N_("Đã ghi"), "good"), "withdrawn": (N_("Đã rút"), "")}


def _delegations(about: About) -> Choices:
    """Delegations of the activity that are to tell what came of their visit."""
    if about.activity is None:
        return ()
    areas = allow_table.areas(principal(), "outcome.record")
    question = of_activity.Question("delegation", about.campaign["campaign"], about.activity["code"], areas)
    rows, _ = of_activity.newest(question, 1)
    return [
        (row["delegation_id"], f"{said(SOURCE_NAMES['to_' + row['purpose']])}, {row['place']} {day(row['goes_on'])}")
        for row in rows if row["status"] != "called_off"
    ]


def _ids(name: str, label: str) -> Field:
    hint = N_("Mỗi dòng một mã, chép từ sổ; bỏ trống nếu không có.")
    return Field(name, label, "lines", hint, rare=True, shown_apart=True)


OUTCOMES = Records(
    name="outcome", path="ket-qua", title=N_("Kết quả hoạt động"),
    lead=N_("Mỗi đơn vị, mỗi đoàn ghi một lần; số ở đây vào thẳng báo cáo. Ghi sai thì rút rồi ghi lại."),
    empty=N_("Chưa ghi kết quả nào. Sau hoạt động, ghi bao nhiêu người dự, bao nhiêu hộ được giúp."),
    new=N_("Ghi kết quả"), made=N_("Đã ghi kết quả; báo cáo tính ngay."),
    read_action="outcome.read", make_action="outcome.record", method="record_outcome", schema=asked.RecordOutcome,
    fields=(
        Field("unit", N_("Đơn vị"), "unit", empty=N_("Chọn đơn vị.")),
        Field("delegation_id", N_("Của đoàn đi"), "select", N_("Bỏ trống nếu là kết quả chung của hoạt động."),
              options=_delegations, may_be_null=True),
        Field("held_on", N_("Ngày tổ chức"), "day", empty=N_("Chọn ngày tổ chức."), usual=ITS_DAY),
        Field("summary", N_("Kết quả"), "long", N_("Một đoạn ngắn, không nêu tên người thụ hưởng."),
              empty=N_("Ghi kết quả.")),
        Field("people", N_("Số người dự"), "number"),
        Field("households", N_("Số hộ được thăm, giúp"), "number"),
        Field("gifts", N_("Số suất quà đã trao"), "number",
              N_("Tiền và hàng ghi ở sổ ủng hộ, sổ chi; ở đây chỉ nêu mã.")),
        _ids("donation_ids", N_("Mã khoản ủng hộ")), _ids("payment_ids", N_("Mã khoản hỗ trợ")),
        _ids("house_ids", N_("Mã nhà")), _ids("hand_out_ids", N_("Mã lần cấp phát hiện vật")),
    ),
    columns=(
        Column(N_("Ngày"), lambda row: day(row["held_on"]), "when"),
        Column(N_("Đơn vị"), lambda row: unit_name(row["unit"], row["held_on"])),
        Column(N_("Người dự"), lambda row: number(row["people"]), "number"),
        Column(N_("Hộ"), lambda row: number(row["households"]), "number"),
        Column(N_("Suất quà"), lambda row: number(row["gifts"]), "number"),
    ),
    heading=lambda row: shorten(row["summary"], LONGEST_HEADING, placeholder=" …"),
    states=STATES, rare=N_("Mã trong sổ làm bằng chứng"), check=check_outcome, totals=True,
    export="/api/v1/outcomes/export", page="organiser/outcome.html",
    more=lambda row: [(N_("Người ghi"), row["recorded_by"])],
    steps={"rut": Step(
        "withdraw_outcome", "outcome.record", asked.WithdrawOutcome, WITHDRAWING, N_("Rút kết quả này"),
        N_("Đã rút; báo cáo không tính nữa."), lambda row: row["status"] == "recorded",
        N_("Kết quả vẫn còn trong sổ với lý do, nhưng không tính nữa. Ghi lại được ngay sau khi rút."), quiet=True,
    )},
)

add_pages(OUTCOMES)
