"""What the matching desk says: states, reasons of suggestions, and what became of a press."""

from __future__ import annotations

from flask_babel import gettext

from gateway.web.campaigns import Row
from gateway.web.formatting import clock, day, money
from gateway.web.languages import N_, said

STATE_NAMES = {
    "suggested": N_("Có gợi ý"),
    "unmatched": N_("Chưa rõ người ủng hộ"),
    "confirmed": N_("Đã xác nhận"),
    "attributed": N_("Đã gán bằng tay"),
    "matched_by_code": N_("Khớp theo mã"),
}

REASONS = {
    "amount_equal": N_("đúng số tiền còn lại của phiếu"),
    "amount_part": N_("một phần số tiền của phiếu"),
    "amount_other": N_("số tiền khác phiếu"),
    "name_equal": N_("trùng tên"),
    "name_close": N_("tên gần giống"),
    "name_truncated": N_("tên bị ngân hàng cắt bớt"),
    "code_near": N_("mã ủng hộ gần đúng"),
    "day_soon": N_("gần ngày đăng ký"),
    "day_late": N_("cách ngày đăng ký hơn một tháng"),
}

NAME_DISPLAYS = (
    ("masked", N_("Chỉ hiện chữ cái đầu")), ("shown", N_("Hiện đủ tên")), ("anonymous", N_("Giấu tên")),
)


def done(step: str, line: Row) -> str:
    """What a decision came to."""
    amount, donor = money(line["amount_vnd"]), line["donor_name"]
    if step == "bo-goi-y":
        return gettext("Đã bỏ gợi ý của khoản %(amount)s; khoản này về nhóm chưa rõ người ủng hộ.", amount=amount)
    if step == "hoan-tac":
        return gettext("Đã hoàn tác khoản %(amount)s; mọi thứ trở lại như trước.", amount=amount)
    if step == "gan":
        return gettext("Đã gán khoản %(amount)s cho %(donor)s.", amount=amount, donor=donor)
    return gettext("Đã xác nhận khoản %(amount)s của %(donor)s.", amount=amount, donor=donor)


def taken_meanwhile(line: Row, *, own: bool) -> str:
    """Why a press did nothing: somebody was quicker, or oneself, at another window."""
    about = gettext("Khoản %(amount)s ngày %(day)s", amount=money(line["amount_vnd"]), day=day(line["posted_on"]))
    state = said(STATE_NAMES[line["state"]]).lower()
    if line["decided_by"]:
        who = gettext("chính bạn") if own else line["decided_by"]
        state = gettext(
            "vừa được %(who)s xử lý lúc %(at)s: %(state)s", who=who, at=clock(line["decided_at"]), state=state
        )
    else:
        state = gettext("vừa đổi: nay %(state)s", state=state)
    donor = f", {line['donor_name']}" if line["donor_name"] else ""
    return gettext("%(about)s %(what)s. Lần bấm này không ghi gì.", about=about, what=f"{state}{donor}")
