"""What poor people wish, propose and complain of: who is to answer by when, the answer, whether the matter is settled,
and what the asker says of it.  Who asked is shown only for a purpose, and each such look is kept.
"""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from contracts.commands.events import opinions as asked
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import ask, read
from gateway.api.events.opinions import digest_of
from gateway.facts import SOURCE_NAMES
from gateway.reports.opinions import is_late
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.formatting import day, unit_name
from gateway.web.forms import typed
from gateway.web.languages import N_, said
from gateway.web.organiser.guest_list import LONGEST_PURPOSE
from gateway.web.organiser.guest_page import WHY, why_problems
from gateway.web.organiser.outcomes import WITHDRAWING
from gateway.web.organiser.record_kinds import TODAY, Column, Field, Filter, Records, Step
from gateway.web.organiser.record_pages import about_here, add_pages
from runtime.clock import local_day, utc_now

CATEGORIES = tuple((one, SOURCE_NAMES[one]) for one in asked.OPINION_CATEGORIES)
VOICES = (
    ("self", N_("Người nêu tự nói")), ("proxy", N_("Nhờ người nói thay")), ("anonymous", N_("Không nêu tên")),
)
STATES = {
    "withdrawn": (N_("Đã rút"), ""), "resolved": (N_("Đã giải quyết"), "good"), "answered": (N_("Đã trả lời"), "good"),
    "late": (N_("Quá hạn trả lời"), "bad"), "assigned": (N_("Chờ trả lời"), "wait"),
    "recorded": (N_("Chưa giao ai trả lời"), "wait"),
}
OWNER = Field("owner", N_("Cơ quan trả lời"), empty=N_("Ghi cơ quan trả lời."))
DUE = Field("answer_due_on", N_("Hạn trả lời"), "day", empty=N_("Chọn hạn trả lời."))


def _state(row: Row) -> str:
    if row["status"] == "withdrawn":
        return "withdrawn"
    if row["resolved_on"]:
        return "resolved"
    if row["answered_on"]:
        return "answered"
    if is_late(row, local_day(utc_now())):
        return "late"
    return "assigned" if row["owner"] else "recorded"


def _satisfied(row: Row) -> str:
    words = {True: N_("Hài lòng"), False: N_("Chưa hài lòng")}.get(row["satisfied"])
    return said(words) if words else "–"


def _activity_name(code: str) -> str:
    return str(read("activity", code, lambda: ask("events", "get_activity", {"id": code}))["name"])


def _more(row: Row) -> list[tuple[str, str]]:
    name = _activity_name(row["activity"]) if row["activity"] else ""
    told = [
        (N_("Nêu tại hoạt động"), name), (N_("Giải quyết xong ngày"), day(row["resolved_on"])),
        (N_("Giải quyết thế nào"), row["resolved_how"] or ""), (N_("Hỏi lại ngày"), day(row["judged_on"])),
        (N_("Người nêu"), _satisfied(row) if row["judged_on"] else ""), (N_("Người nêu nói thêm"), row["judged_note"]),
        (N_("Người ghi"), row["recorded_by"]),
    ]
    return [(label, words) for label, words in told if words]


def _is_open(row: Row) -> bool:
    return bool(row["status"] == "recorded")


def _is_told(row: Row) -> bool:
    """There is something of which the asker can say whether it is good."""
    return bool(row["answered_on"] or row["resolved_on"])


OPINIONS = Records(
    name="opinion", path="y-kien", places=("campaign", "activity"), title=N_("Tiếng nói của người nghèo"),
    lead=N_("Trả lời, giải quyết xong và người nêu hài lòng là ba việc khác nhau; báo cáo tính riêng từng việc."),
    empty=N_("Chưa ghi ý kiến nào."), new=N_("Ghi một ý kiến"), made=N_("Đã ghi ý kiến."),
    read_action="opinion.read", make_action="opinion.record", method="record_opinion", schema=asked.RecordOpinion,
    fields=(
        Field("unit", N_("Đơn vị"), "unit", N_("Nơi người nêu ý kiến sinh sống."), empty=N_("Chọn đơn vị.")),
        Field("category", N_("Lĩnh vực"), "select", empty=N_("Chọn lĩnh vực."), options=CATEGORIES),
        Field("voice", N_("Ai nói"), "radios", empty=N_("Chọn ai nói."), options=VOICES, usual="self"),
        Field("voiced_on", N_("Ngày nêu"), "day", empty=N_("Chọn ngày nêu."), usual=TODAY),
        Field("summary", N_("Tóm tắt"), hint=N_("Một dòng, không nêu tên ai; dòng này hiện trong danh sách."),
              empty=N_("Ghi tóm tắt.")),
        Field("text", N_("Nội dung"), "long", empty=N_("Ghi nội dung ý kiến.")),
        Field("asker_name", N_("Họ và tên người nêu"),
              hint=N_("Chỉ người được phép mới xem được, và mỗi lần xem đều lưu lại. Bỏ trống nếu không nêu tên.")),
        Field("asker_contact", N_("Cách liên lạc"), hint=N_("Điện thoại hoặc nơi ở, để báo trả lời.")),
        Field("proxy_name", N_("Người nói thay"), hint=N_("Chỉ ghi khi nhờ người nói thay.")),
        Field("owner", N_("Cơ quan trả lời"), hint=N_("Giao sau cũng được.")),
        Field("answer_due_on", N_("Hạn trả lời"), "day", may_be_null=True),
    ),
    columns=(
        Column(N_("Lĩnh vực"), lambda row: said(SOURCE_NAMES[row["category"]])),
        Column(N_("Ngày nêu"), lambda row: day(row["voiced_on"]), "when"),
        Column(N_("Đơn vị"), lambda row: unit_name(row["unit"], row["voiced_on"])),
        Column(N_("Cơ quan trả lời"), lambda row: row["owner"] or "–"),
        Column(N_("Hạn trả lời"), lambda row: day(row["answer_due_on"]) or "–", "when"),
        Column(N_("Người nêu"), _satisfied),
    ),
    heading=lambda row: str(row["summary"]), states=STATES, state_of=_state, totals=True,
    filters=(Filter("linh_vuc", N_("Lĩnh vực"), "category", CATEGORIES),),
    links=((N_("Ý kiến quá hạn trả lời"), "web.overdue_opinions"),),
    export="/api/v1/opinions/export", more=_more, page="organiser/opinion.html",
    steps={
        "giao": Step(
            "assign_opinion", "opinion.follow", asked.AssignOpinion, (OWNER, DUE), N_("Giao cơ quan trả lời"),
            N_("Đã giao."), lambda row: _is_open(row) and not row["answered_on"],
            N_("Chuyển sang cơ quan khác thì giao lại."), filled=True,
        ),
        "tra-loi": Step(
            "answer_opinion", "opinion.follow", asked.AnswerOpinion,
            (Field("answered_on", N_("Ngày trả lời"), "day", empty=N_("Chọn ngày trả lời."), usual=TODAY),
             Field("text", N_("Nội dung trả lời"), "long", empty=N_("Ghi nội dung trả lời."))),
            N_("Ghi trả lời"), N_("Đã ghi trả lời."),
            lambda row: _is_open(row) and (not row["answers"] or row["satisfied"] is False),
            N_("Đã trả lời chưa phải là đã giải quyết xong."),
        ),
        "giai-quyet": Step(
            "resolve_opinion", "opinion.follow", asked.ResolveOpinion,
            (Field("resolved_on", N_("Ngày giải quyết xong"), "day", empty=N_("Chọn ngày giải quyết xong."),
                   usual=TODAY),
             Field("how", N_("Giải quyết thế nào"), "long", empty=N_("Ghi đã giải quyết thế nào."))),
            N_("Ghi đã giải quyết xong"), N_("Đã ghi giải quyết xong."),
            lambda row: _is_open(row) and not row["resolved_on"],
        ),
        "hoi-lai": Step(
            "judge_opinion", "opinion.follow", asked.JudgeOpinion,
            (Field("judged_on", N_("Ngày hỏi lại"), "day", empty=N_("Chọn ngày hỏi lại."), usual=TODAY),
             Field("satisfied", N_("Người nêu ý kiến hài lòng không"), "yes_no", empty=N_("Chọn có hay không.")),
             Field("note", N_("Người nêu nói thêm"), "long")),
            N_("Ghi lời người nêu ý kiến"), N_("Đã ghi lời người nêu ý kiến."),
            lambda row: _is_open(row) and row["voice"] != "anonymous" and _is_told(row),
            N_("Chưa hài lòng thì cơ quan trả lời thêm được."),
        ),
        "rut": Step(
            "withdraw_opinion", "opinion.follow", asked.WithdrawOpinion, WITHDRAWING, N_("Rút ý kiến này"),
            N_("Đã rút; báo cáo không tính nữa."), _is_open,
            N_("Chỉ rút ý kiến ghi nhầm; ý kiến vẫn còn trong sổ với lý do."), quiet=True,
        ),
    },
    again=False,
)

PAGES = add_pages(OPINIONS)


@pages.get("/y-kien/qua-han")
@for_those_who_may("opinion.read")
def overdue_opinions() -> ResponseReturnValue:
    """Whose answer is late today, by the office that owes it."""
    about = about_here("opinion.read", "")
    digest = digest_of({"campaign": about.campaign["campaign"], "as_of": None, "unit": None, "owner": None})
    return render_template("organiser/opinions_overdue.html", about=about, digest=digest, of=OPINIONS)


@pages.post("/y-kien/<id>/nguoi-neu")
@for_those_who_may("opinion.asker")
def look_at_asker(id: str) -> ResponseReturnValue:
    """The opinion with who asked, for the purpose that was typed."""
    found = ask("events", "get_opinion", {"id": id})
    require("opinion.asker", found["unit"])
    why = typed([WHY], longest=LONGEST_PURPOSE)
    if problems := why_problems(why[WHY]):
        return PAGES.page(found, "", why, problems), 422
    asker = ask("events", "look_at_asker", {"opinion_id": id, "purpose": why[WHY]})
    return PAGES.page(found, "", why, [], asker=asker)

