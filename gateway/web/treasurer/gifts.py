"""Gifts: the campaign's list, and one of them with all that became of it: receipt, correction, refund, consent.

Nothing about money is changed: a correction and a refund are entries of their own, shown once more before they are
made."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations import intake as asked
from contracts.commands.donations.receipts import IssueReceipts
from contracts.refusals import NotFound
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.reports import listing
from gateway.reports.reading import at_one_moment
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign
from gateway.web.formatting import day, money, unit_name, words
from gateway.web.forms import (
    KEY,
    Problem,
    day_in_query,
    money_typed,
    new_key,
)
from gateway.web.languages import N_, said
from gateway.web.treasurer.gift_search import may_see_names
from gateway.web.treasurer.matching_words import NAME_DISPLAYS
from gateway.web.treasurer.receipts import STATUS_NAMES
from gateway.web.treasurer.steps import Step, Taken, check_page
from runtime.clock import local_day, utc_now

PAGE = "/khoan-ung-ho"
ROWS_ON_A_PAGE = 50
MOST_BESIDE = 50

WAYS = {"cash": N_("Tiền mặt"), "bank_transfer": N_("Chuyển khoản"), "operator": N_("Đơn vị thẻ, ví tự hoàn")}
BASES = {
    "spoken": N_("Nói trực tiếp"), "written": N_("Bằng văn bản"), "form": N_("Ghi trên phiếu"),
    "guardian": N_("Cha mẹ, người giám hộ nói"),
}
LABELS = {
    "amount_vnd": N_("Số tiền"), "channel": N_("Hình thức"), "received_on": N_("Ngày nhận"), "note": N_("Ghi chú"),
    "donor_name": N_("Tên người ủng hộ"), "cause": N_("Lý do"), "refunded_on": N_("Ngày hoàn trả"),
    "way": N_("Trả bằng cách nào"), "name_display": N_("Hiện tên ra ngoài thế nào"),
    "consent_basis": N_("Người ủng hộ đồng ý bằng cách nào"), "address": N_("Địa chỉ in trên biên nhận"),
}
WHEN_EMPTY = {
    "cause": N_("Ghi lý do."), "amount_vnd": N_("Gõ số tiền."), "refunded_on": N_("Chọn ngày hoàn trả."),
    "way": N_("Chọn cách trả."), "name_display": N_("Chọn cách hiện tên."), "consent_basis": N_("Chọn cách đồng ý."),
}


STEPS = {
    "bien-nhan": Step("issue_receipts", "receipt.issue", IssueReceipts, ("address",), N_("Cấp biên nhận"),
                      N_("Đã cấp biên nhận.")),
    "dinh-chinh": Step(
        "correct_donation", "donation.correct", asked.CorrectDonation,
        ("cause", "amount_vnd", "channel", "received_on", "donor_name", "note"), N_("Đính chính khoản này"),
        N_("Đã đính chính: khoản cũ được đảo, đây là khoản ghi lại."),
        N_("Bút toán cũ được đảo bằng bút toán mới và khoản được ghi lại như dưới đây; cả hai đều còn trong sổ."),
    ),
    "hoan-tra": Step(
        "refund_donation", "donation.refund", asked.RefundDonation, ("amount_vnd", "refunded_on", "way", "cause"),
        N_("Hoàn trả"), N_("Đã ghi khoản hoàn trả."),
        N_("Ghi xong, số tiền này ra khỏi Quỹ và không rút lại được."),
    ),
    "hien-ten": Step("change_donor_consent", "donation.record", asked.ChangeDonorConsent,
                     ("name_display", "consent_basis"), N_("Ghi ý người ủng hộ"),
                     N_("Đã ghi; tên hiện theo ý mới từ bây giờ.")),
}


@pages.get(PAGE)
@for_those_who_may("rows.read")
def gift_list() -> ResponseReturnValue:
    """The campaign's gifts, as far as the filters in the address go, the oldest first."""
    asking, campaign = require_somewhere("rows.read"), chosen_campaign()
    chosen = chosen_of({"channel": 20, "from_on": 10, "to_on": 10})
    days = {name: day_in_query(name) for name in ("from_on", "to_on")}
    kept = {name: value for name, value in chosen.items() if days.get(name) or value in asked.GIFT_CHANNELS}
    state = {"channel": kept["channel"]} if "channel" in kept else {}
    found: Row = {"rows": [], "next": None}
    here = {"campaign": campaign["campaign"] if campaign else None, **kept}
    if campaign is not None:
        areas = allow_table.areas(asking, "rows.read")
        question = listing.Question(
            "donation", campaign["campaign"], areas, None, days["from_on"], days["to_on"], state
        )
        found = listing.page(question, request.args.get("sau", "")[:400] or None, ROWS_ON_A_PAGE)
    return render_template(
        "treasurer/gift_list.html", campaign=campaign, rows=found["rows"], values=kept, here=here, searched="",
        may_see_names=may_see_names(),
        next_page=address("web.gift_list", here, sau=found["next"]) if found["next"] else None,
        first=address("web.gift_list", here) if "sau" in request.args else "",
        channel_options=[("", gettext("Tất cả")), *((one, words(one)) for one in asked.GIFT_CHANNELS)],
    )


@pages.get(f"{PAGE}/<donation_id>")
@for_those_who_may("rows.read")
def gift_page(donation_id: str) -> ResponseReturnValue:
    """One gift, and what may be done about it."""
    gift = ask("donations", "get_donation", {"id": donation_id})
    require("rows.read", gift["unit"])
    return _page(gift, {}, [])


@pages.post(f"{PAGE}/<donation_id>/<step>")
@for_those_who_may("rows.read")
def step_of_gift(donation_id: str, step: str) -> ResponseReturnValue:
    """Take one step; what touches the books is shown once more before."""
    if step not in STEPS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại khoản ủng hộ."))
    taken, gift = STEPS[step], ask("donations", "get_donation", {"id": donation_id})
    require(taken.action, gift["unit"])
    values = taken.typed(step, longest=501)
    payload = _payload(step, gift, values)
    return Taken(step, taken, values, payload, WHEN_EMPTY, {"gifts.0.donation_id": f"{step}.address"}).take(
        page=lambda problems: _page(gift, values, problems, step),
        onward=lambda told: url_for(
            "web.gift_page", donation_id=told["donation_id"] if step == "dinh-chinh" else donation_id
        ),
        check=(lambda: _check_page(gift, step, payload, values)) if taken.warns else None,
    )


def _payload(step: str, gift: Row, values: dict[str, str]) -> Row:
    given = {name: values[f"{step}.{name}"] for name in STEPS[step].fields}
    if step == "bien-nhan":
        one = {"donation_id": gift["donation_id"], "address": given["address"]}
        asked_for = {"requested": True} if gift["channel"] != "cash" else {}
        return {"campaign": gift["campaign"], "unit": gift["unit"], "gifts": [one], **asked_for}
    payload: Row = {"donation_id": gift["donation_id"], **given}
    if "amount_vnd" in given:
        payload["amount_vnd"] = money_typed(given["amount_vnd"])
    if step == "dinh-chinh":
        # What is left as it was is not said again: the name in the form may be shorter than the one that is kept.
        same = {name: str(gift.get(name) or "") for name in ("channel", "received_on")}
        for name in ("amount_vnd", "channel", "received_on", "donor_name", "note"):
            if not given[name] or given[name] == same.get(name) or payload[name] == gift.get(name):
                del payload[name]
    return payload


def _check_page(gift: Row, step: str, payload: Row, values: dict[str, str]) -> str:
    taken = STEPS[step]
    shown: dict[str, Any] = {
        **payload, "amount_vnd": money(payload["amount_vnd"]) if "amount_vnd" in payload else None,
        "channel": words(payload.get("channel")), "way": said(WAYS.get(payload.get("way", ""), "")),
        "received_on": day(payload.get("received_on")), "refunded_on": day(payload.get("refunded_on")),
    }
    before = gettext(
        "%(amount)s, %(day)s, %(unit)s", amount=money(gift["amount_vnd"]), day=day(gift["received_on"]),
        unit=unit_name(gift["unit"]),
    )
    facts = [(gettext("Khoản đang ghi"), before, "")]
    facts += [(said(LABELS[name]), shown[name], name) for name in taken.fields if payload.get(name)]
    action = url_for("web.step_of_gift", donation_id=gift["donation_id"], step=step)
    return check_page(step, taken.name, said(taken.warns), facts, taken.fields, values, action)


def _page(gift: Row, values: dict[str, str], problems: list[Problem], open_step: str = "") -> str:
    today, receipts = local_day(utc_now()).isoformat(), _beside("receipt", gift)
    usual = {
        "dinh-chinh.channel": gift["channel"], "dinh-chinh.received_on": gift["received_on"],
        "hoan-tra.refunded_on": today, "hoan-tra.way": "cash" if gift["channel"] == "cash" else "",
    }
    return render_template(
        "treasurer/gift.html", gift=gift, problems=problems, values={**usual, **values, KEY: new_key()},
        open_step=open_step, steps=_open_to(gift, receipts), receipts=receipts, refunds=_beside("refund", gift),
        ways=WAYS, bases=BASES, status_names=STATUS_NAMES, name_displays=NAME_DISPLAYS,
        may_read_receipts=principal().may("receipt.read", gift["unit"]),
        may_match=principal().may("match.read", gift["unit"]),
        channels=[(one, words(one)) for one in asked.GIFT_CHANNELS if one != "bank_transfer"],
    )


def _beside(kind: str, gift: Row) -> list[Row]:
    """Receipts or refunds of the gift, as the read models know them."""
    match = {"kind": kind, "campaign": gift["campaign"], "state.donation_id": gift["donation_id"]}
    return at_one_moment(lambda snapshot: [
        row["state"] for row in snapshot.rows(match, sort=[("on", 1), ("_id", 1)], limit=MOST_BESIDE)
    ])  # fmt: skip


def _open_to(gift: Row, receipts: list[Row]) -> set[str]:
    """The steps that whoever asks may take, and that are not plainly out of place."""
    if gift.get("reversal_entry_id"):
        return set()
    may = {step for step, one in STEPS.items() if principal().may(one.action, gift["unit"])}
    if gift["statement_line_id"]:
        may -= {"dinh-chinh"}
    if any(one["status"] == "issued" for one in receipts):
        may -= {"bien-nhan"}
    return may
