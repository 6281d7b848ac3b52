"""Support out of the Fund, for those who take its steps: what waits for me, one payment with its steps, all payments.

Whoever proposed never decides, two approve, and before the second of them, or money, goes anything, the page shows once
more what is about to happen."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations import support as asked
from contracts.refusals import NotFound
from gateway.access import allow_table
from gateway.access.current import Principal, for_those_who_may, principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.api.donations.payments import STEPS_WAITED_FOR, steps_of_many, waiting_for
from gateway.reports import listing
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign, units_of
from gateway.web.formatting import money, words
from gateway.web.forms import (
    KEY,
    STEP,
    TO_SEND,
    Problem,
    day_in_query,
    new_key,
)
from gateway.web.languages import N_, said
from gateway.web.treasurer.steps import Step, Taken, check_page
from runtime.clock import local_day, utc_now

PAGE = "/chi-ho-tro"
ROWS_ON_A_PAGE = 50
MOST_AT_ONCE = 100


STEPS = {
    "tham-tra": Step("verify_support", "support.verify", asked.PaymentStep, (), N_("Thẩm tra"),
                     N_("Đã ghi thẩm tra.")),
    "duyet": Step("approve_support", "support.approve", asked.PaymentStep, (), N_("Duyệt"), N_("Đã duyệt."),
                  checked=True),
    "chi": Step("pay_support", "support.pay", asked.PaymentStep, ("paid_on",), N_("Chi tiền mặt"),
                N_("Đã ghi sổ khoản chi."), checked=True),
    "rut": Step("withdraw_support", "support.withdraw", asked.WithdrawSupport, ("reason",),
                N_("Không duyệt, rút đề nghị"), N_("Đã rút đề nghị; hộ có thể được đề nghị lại.")),
    "xac-nhan": Step("confirm_support", "support.confirm", asked.ConfirmSupport,
                     ("confirmed_on", "received", "name", "manner", "note"), N_("Ghi lời người nhận"),
                     N_("Đã ghi lời người nhận.")),
}

MANY = {"tham-tra": "verify", "duyet": "approve"}
"""Steps that may be taken for many at once, and what the service calls them."""

WHEN_EMPTY = {
    "paid_on": N_("Chọn ngày chi."), "reason": N_("Ghi lý do."), "confirmed_on": N_("Chọn ngày xác nhận."),
    "received": N_("Chọn đã nhận hay chưa."), "name": N_("Ghi tên người xác nhận."),
    "manner": N_("Chọn cách xác nhận."),
}

MANNERS = (("signature", N_("Ký nhận")), ("phone", N_("Qua điện thoại")), ("in_person", N_("Gặp trực tiếp")))


@pages.get(PAGE)
@for_those_who_may("rows.read")
def waiting_payments() -> ResponseReturnValue:
    """What waits for whoever asks; on to the list for those for whom nothing ever waits."""
    asking = require_somewhere("rows.read")
    campaign = chosen_campaign()
    if campaign is None or not any(asking.may_somewhere(action) for action in STEPS_WAITED_FOR.values()):
        return redirect(url_for("web.payment_list"))
    return render_template(
        "treasurer/payments.html", campaign=campaign, waiting=waiting_for(campaign["campaign"]), key=new_key(),
        problems=[], mine=[step for step, action in STEPS_WAITED_FOR.items() if asking.may_somewhere(action)],
        may_propose=asking.may_somewhere("support.propose"),
        may_batch=asking.may_somewhere("payout.make"), may_see_batches=asking.may_somewhere("payout.read"),
    )


@pages.post(f"{PAGE}/nhieu/<step>")
@for_those_who_may("rows.read")
def many_payments(step: str) -> ResponseReturnValue:
    """One step for all that were ticked: shown once more, then each decided on its own."""
    if step not in MANY:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại các khoản chờ bạn."))
    require_somewhere(STEPS[step].action)
    campaign = chosen_campaign()
    ids = list(dict.fromkeys(request.form.getlist("payment_id")))[:MOST_AT_ONCE]
    onward = url_for("web.waiting_payments", campaign=campaign["campaign"] if campaign else None)
    if not ids or campaign is None:
        flash(gettext("Chưa chọn khoản nào."), "bad")
        return redirect(onward, code=303)
    if request.form.get(STEP) == TO_SEND:
        told = steps_of_many(ids, STEPS[step].action, STEPS[step].method, request.form.get(KEY) or new_key())
        _tell_many(step, told)
        return redirect(onward, code=303)
    chosen = waiting_for(campaign["campaign"], ids)[MANY[step]]
    return render_template(
        "treasurer/payments_check.html", campaign=campaign, step=step, chosen=chosen,
        left_out=len(ids) - chosen["count"], name=said(STEPS[step].name), onward=onward,
        key=request.form.get(KEY) or new_key(),
    )


def _tell_many(step: str, told: list[Row]) -> None:
    done = [one for one in told if one["code"] is None]
    if done:
        what = said(STEPS[step].name)
        flash(gettext("%(what)s: xong %(count)s khoản.", count=len(done), what=what), "good")
    for one in told:
        if one["code"]:
            flash(gettext("Khoản %(id)s: %(why)s", id=one["payment_id"], why=one["message"]), "bad")


@pages.get(f"{PAGE}/tat-ca")
@for_those_who_may("rows.read")
def payment_list() -> ResponseReturnValue:
    """All payments of the campaign, as far as the filters in the address go, the oldest first."""
    asking = require_somewhere("rows.read")
    campaign = chosen_campaign()
    units = units_of(campaign, asking, "rows.read") if campaign else []
    days = {name: day_in_query(name) for name in ("from_on", "to_on")}
    known = {"status": asked.PAYMENT_STATUSES, "kind": asked.SUPPORT_KINDS, "unit": dict(units)}
    chosen = {
        name: value for name, value in chosen_of({**dict.fromkeys(known, 30), **dict.fromkeys(days, 10)}).items()
        if value in known.get(name, ()) or days.get(name)
    }
    found: Row = {"rows": [], "next": None}
    if campaign is not None:
        question = listing.Question(
            "payment", campaign["campaign"], allow_table.areas(asking, "rows.read"), chosen.get("unit"),
            days["from_on"], days["to_on"],
            state={name: chosen[name] for name in ("status", "kind") if name in chosen},
        )
        found = listing.page(question, request.args.get("sau", "")[:400] or None, ROWS_ON_A_PAGE)
    here = {"campaign": campaign["campaign"] if campaign else None, **chosen}
    any_words = [("", gettext("Tất cả"))]
    return render_template(
        "treasurer/payment_list.html", campaign=campaign, rows=found["rows"], values=chosen, here=here,
        next_page=address("web.payment_list", here, sau=found["next"]) if found["next"] else None,
        first=address("web.payment_list", here) if "sau" in request.args else "",
        status_options=[*any_words, *((one, words(one)) for one in asked.PAYMENT_STATUSES)],
        kind_options=[*any_words, *((one, words(one)) for one in asked.SUPPORT_KINDS)],
        unit_options=[*any_words, *units], may_propose=asking.may_somewhere("support.propose"),
    )


@pages.get(f"{PAGE}/<payment_id>")
@for_those_who_may("rows.read")
def payment_page(payment_id: str) -> ResponseReturnValue:
    """One payment: how far it is, who did what, and what whoever asks may do next."""
    payment = ask("donations", "get_payment", {"id": payment_id})
    require("rows.read", payment["unit"])
    return _page(payment, {}, [])


@pages.post(f"{PAGE}/<payment_id>/<step>")
@for_those_who_may("rows.read")
def step_of_payment(payment_id: str, step: str) -> ResponseReturnValue:
    """Take one step; where money is bound or goes, it is shown once more before."""
    if step not in STEPS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại khoản chi."))
    taken, payment = STEPS[step], ask("donations", "get_payment", {"id": payment_id})
    require(taken.action, payment["unit"])
    if step == "rut" and payment["proposed_by"] != principal().id:
        require("support.approve", payment["unit"])
    values = taken.typed(step, longest=1001)
    return Taken(step, taken, values, {**_payload(step, values), "payment_id": payment_id}, WHEN_EMPTY).take(
        # Asked for anew: what was refused may have been done by somebody else meanwhile.
        page=lambda problems: _page(ask("donations", "get_payment", {"id": payment_id}), values, problems),
        onward=lambda _told: url_for("web.payment_page", payment_id=payment_id),
        check=(lambda: _check_page(payment, step, values)) if taken.checked else None,
    )


def _payload(step: str, values: dict[str, str]) -> Row:
    """What is said; the day of paying must be, though the contract would take today for it."""
    told = {name: values[f"{step}.{name}"] for name in STEPS[step].fields}
    payload: Row = {name: value for name, value in told.items() if value or name == "paid_on"}
    if payload.get("received") in ("co", "khong"):
        payload["received"] = payload["received"] == "co"
    return payload


def _check_page(payment: Row, step: str, values: dict[str, str]) -> str:
    taken, amount = STEPS[step], money(payment["amount_vnd"])
    if step == "chi":
        about = gettext(
            "Ghi xong, %(amount)s ra khỏi quỹ tiền mặt của đơn vị; khoản đã chi không rút lại được.", amount=amount
        )
    elif payment["status"] == "approved_once":
        about = gettext("Đây là chữ ký thứ hai: duyệt xong, Quỹ giữ lại %(amount)s để chi khoản này.", amount=amount)
    else:
        about = gettext("Đây là chữ ký thứ nhất; khoản này còn chờ một người khác duyệt.")
    facts = [*told_of(payment), *((_LABELS[name], values[f"{step}.{name}"]) for name in taken.fields)]
    rows = [(said(label), shown or "–", label) for label, shown in facts]
    action = url_for("web.step_of_payment", payment_id=payment["payment_id"], step=step)
    return check_page(step, taken.name, about, rows, taken.fields, values, action)


_LABELS = {"paid_on": N_("Ngày chi")}


def told_of(payment: Row) -> list[tuple[str, Any]]:
    """What a payment is, in rows of words and values."""
    return [
        (N_("Loại hỗ trợ"), words(payment["kind"])), (N_("Số tiền"), money(payment["amount_vnd"])),
        (N_("Mã hộ"), payment["household_code"]), (N_("Lý do"), payment["reason"]),
        (N_("Người đề nghị"), payment["proposed_by"]),
    ]


def _page(payment: Row, values: dict[str, str], problems: list[Problem]) -> str:
    asking, today = principal(), local_day(utc_now()).isoformat()
    return render_template(
        "treasurer/payment.html", payment=payment, problems=problems, steps=_open_to(asking, payment),
        values={"chi.paid_on": today, "xac-nhan.confirmed_on": today, **values, KEY: new_key()}, manners=MANNERS,
        takes_steps=any(asking.may(one.action, payment["unit"]) for one in STEPS.values()), names=STEPS,
        why_not=_why_not(asking, payment), may_propose=asking.may("support.propose", payment["unit"]),
    )


def _open_to(asking: Principal, payment: Row) -> set[str]:
    """The steps that this account may take now."""
    status, me = payment["status"], asking.id
    may = {step for step, one in STEPS.items() if asking.may(one.action, payment["unit"])}
    goes_on = not payment["open_finding_ids"]
    fits = {
        "tham-tra": status == "proposed" and goes_on and payment["proposed_by"] != me,
        "duyet": status in ("verified", "approved_once") and goes_on
        and me not in (payment["proposed_by"], *payment["approved_by"]),
        "chi": status == "approved" and goes_on and not payment["batch_id"],
        "rut": status in ("proposed", "verified", "approved_once", "approved") and not payment["batch_id"]
        and (payment["proposed_by"] == me or asking.may("support.approve", payment["unit"])),
        "xac-nhan": status == "paid" and not payment["was_received"] and payment["paid_by"] != me,
    }
    return {step for step in may if fits[step]}


def _why_not(asking: Principal, payment: Row) -> str:
    """Why an approver who looks at a payment that waits can't approve it."""
    if payment["status"] not in ("verified", "approved_once") or not asking.may("support.approve", payment["unit"]):
        return ""
    if payment["proposed_by"] == asking.id:
        return gettext("Bạn là người đề nghị khoản này nên không duyệt được; cần hai người khác.")
    if asking.id in payment["approved_by"]:
        return gettext("Bạn đã duyệt khoản này; cần một người khác duyệt thêm.")
    return ""
