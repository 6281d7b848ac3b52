"""Payments that the bank carries out: gathered into a batch, sent to the bank as a file, and what came of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations import payouts as asked
from contracts.refusals import NotFound, Refusal
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, principal, require, require_somewhere, shows_people
from gateway.api.asking import ask
from gateway.api.donations.payments import waiting_for
from gateway.api.donations.payouts import bank_file
from gateway.api.donations.statement_imports import unit_of_account
from gateway.api.downloads import csv_download, xlsx_download
from gateway.reports import listing
from gateway.web.addresses import address
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign
from gateway.web.formatting import day, money, unit_name
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.sending import send
from runtime.clock import local_day, utc_now

PAGE = "/lo-chi"
ROWS_ON_A_PAGE = 50

STATUS_NAMES = {"made": N_("Chờ ngân hàng chi"), "settled": N_("Đã chi"), "cancelled": N_("Đã hủy")}
DOWNLOADS = {"csv": csv_download, "xlsx": xlsx_download}


@pages.get(PAGE)
@for_those_who_may("payout.read")
def batch_list() -> ResponseReturnValue:
    """The campaign's batches, the oldest first."""
    asking, campaign = require_somewhere("payout.read"), chosen_campaign()
    found: Row = {"rows": [], "next": None}
    here = {"campaign": campaign["campaign"]} if campaign else {}
    if campaign is not None:
        question = listing.Question("payment_batch", campaign["campaign"], allow_table.areas(asking, "payout.read"))
        found = listing.page(question, request.args.get("sau", "")[:400] or None, ROWS_ON_A_PAGE)
    return render_template(
        "treasurer/batch_list.html", campaign=campaign, rows=found["rows"], status_names=STATUS_NAMES,
        next_page=address("web.batch_list", here, sau=found["next"]) if found["next"] else None,
        first=address("web.batch_list", here) if "sau" in request.args else "",
        may_make=asking.may_somewhere("payout.make"),
    )


@pages.get(f"{PAGE}/moi")
@for_those_who_may("payout.make")
def batch_form() -> ResponseReturnValue:
    """Which account, and which of the approved payments of its unit."""
    return _form([], [])


@pages.post(f"{PAGE}/moi")
@for_those_who_may("payout.make")
def make_batch() -> ResponseReturnValue:
    """Shown once more with their sum, then gathered."""
    campaign = chosen_campaign()
    ids = list(dict.fromkeys(request.form.getlist("payment_id")))[: asked.MOST_IN_A_BATCH]
    if campaign is None or request.form.get(STEP) == TO_MEND:
        return _form(ids, [])
    account = _account(campaign)
    if not ids or not account:
        return _form(ids, [Problem("payment_id", gettext("Chọn ít nhất một khoản để đưa vào lô."))]), 422
    require("payout.make", unit_of_account(campaign["campaign"], account))
    key = request.form.get(KEY) or new_key()
    if request.form.get(STEP) != TO_SEND:
        chosen = waiting_for(campaign["campaign"], ids)["pay"]
        return render_template(
            "treasurer/batch_check.html", campaign=campaign, account=account, chosen=chosen, key=key,
            left_out=len(ids) - chosen["count"],
        )
    payload = {"campaign": campaign["campaign"], "account_number": account, "payment_ids": ids}
    try:
        batch = send("donations", "make_batch", payload, key)
    except Refusal as refusal:
        return _form(ids, problem_of(refusal, {"payment_ids": "payment_id"})), 409
    flash(gettext("Đã lập lô. Tải tệp, gửi ngân hàng, rồi ghi kết quả ở đây."), "good")
    return redirect(url_for("web.batch_page", batch_id=batch["batch_id"]), code=303)


@pages.get(f"{PAGE}/<batch_id>")
@for_those_who_may("payout.read")
def batch_page(batch_id: str) -> ResponseReturnValue:
    """One batch with its payments; its file, its outcome."""
    return _page(_batch(batch_id, "payout.read"), {}, [])


@pages.post(f"{PAGE}/<batch_id>/tep/<kind>")
@for_those_who_may("payout.make")
@shows_people("payout.bank_file")
def bank_file_of_batch(batch_id: str, kind: str) -> ResponseReturnValue:
    """The file for the bank, with names and accounts of households; each time it is fetched is kept."""
    if kind not in DOWNLOADS:
        raise NotFound(gettext("Không có tệp dạng này."), remedy=gettext("Quay lại lô chi."))
    _batch(batch_id, "payout.make")
    return DOWNLOADS[kind](bank_file(batch_id, request.form.get(KEY) or new_key()))


@pages.post(f"{PAGE}/<batch_id>/ket-qua")
@for_those_who_may("payout.make")
def settle_batch(batch_id: str) -> ResponseReturnValue:
    """What the bank did: shown once more, then booked."""
    batch = _batch(batch_id, "payout.make")
    names = ["paid_on", *(f"hong.{id}" for id in batch["payment_ids"])]
    values = typed([*names, KEY], longest=301)
    if request.form.get(STEP) == TO_MEND:
        return _page(batch, values, [])
    failed = [{"payment_id": id, "reason": values[f"hong.{id}"]} for id in batch["payment_ids"] if values[f"hong.{id}"]]
    payload = {"batch_id": batch_id, "paid_on": values["paid_on"], "failed": failed}
    in_the_form = {f"failed.{at}.reason": f"hong.{one['payment_id']}" for at, one in enumerate(failed)}
    problems = problems_in(
        asked.SettleBatch(), payload, values, {"paid_on": gettext("Chọn ngày ngân hàng chi.")}, in_the_form
    )
    if not problems and request.form.get(STEP) != TO_SEND:
        return _check_page(batch, values, failed, names)
    if not problems:
        try:
            send("donations", "settle_batch", payload, values[KEY] or new_key())
        except Refusal as refusal:
            problems = problem_of(refusal, in_the_form)
        else:
            flash(gettext("Đã ghi kết quả của ngân hàng."), "good")
            return redirect(url_for("web.batch_page", batch_id=batch_id), code=303)
    return _page(_batch(batch_id, "payout.make"), values, problems), 422


@pages.post(f"{PAGE}/<batch_id>/huy")
@for_those_who_may("payout.make")
def cancel_batch(batch_id: str) -> ResponseReturnValue:
    """Give the batch up; its payments wait again."""
    batch = _batch(batch_id, "payout.make")
    values = typed(["reason", KEY], longest=501)
    payload = {"batch_id": batch_id, "reason": values["reason"]}
    problems = problems_in(asked.CancelBatch(), payload, values, {"reason": gettext("Ghi lý do hủy lô.")})
    if not problems:
        try:
            send("donations", "cancel_batch", payload, values[KEY] or new_key())
        except Refusal as refusal:
            problems = problem_of(refusal)
        else:
            flash(gettext("Đã hủy lô; các khoản của lô lại chờ chi."), "good")
            return redirect(url_for("web.batch_page", batch_id=batch_id), code=303)
    return _page(batch, values, problems), 422


def _batch(batch_id: str, action: str) -> Row:
    batch = ask("donations", "get_batch", {"id": batch_id})
    require(action, batch["unit"])
    return batch


def _account(campaign: Row) -> str:
    """The chosen account, or the only one there is."""
    numbers = [one["number"] for one in _accounts(campaign)]
    chosen = request.values.get("tai_khoan", "")
    return chosen if chosen in numbers else numbers[0] if len(numbers) == 1 else ""


def _accounts(campaign: Row) -> list[Row]:
    described = ask("donations", "get_campaign", {"id": campaign["campaign"]})
    return [one for one in described["accounts"] if principal().may("payout.make", one["unit"])]


def _form(chosen: list[str], problems: list[Problem]) -> str:
    campaign = chosen_campaign()
    accounts = _accounts(campaign) if campaign else []
    account = _account(campaign) if campaign else ""
    payments: list[Row] = []
    if campaign and account:
        unit = next(one["unit"] for one in accounts if one["number"] == account)
        waiting = waiting_for(campaign["campaign"])["pay"]["payments"]
        payments = [one for one in waiting if one["unit"] == unit]
    return render_template(
        "treasurer/batch_form.html", campaign=campaign, accounts=accounts, account=account, payments=payments,
        chosen=set(chosen), problems=problems, key=new_key(),
    )


def _page(batch: Row, values: dict[str, str], problems: list[Problem]) -> str:
    today = local_day(utc_now()).isoformat()
    payments = ask("donations", "list_batch_payments", {"id": batch["batch_id"]})["payments"]
    failed = {one["payment_id"]: one["reason"] for one in batch["failed"]}
    return render_template(
        "treasurer/batch.html", batch=batch, payments=payments, failed=failed, problems=problems, new_key=new_key,
        values={"paid_on": today, **values}, status_names=STATUS_NAMES,
        may_make=principal().may("payout.make", batch["unit"]),
    )


def _check_page(batch: Row, values: dict[str, str], failed: list[Row], names: list[str]) -> str:
    facts = [
        (gettext("Đơn vị"), unit_name(batch["unit"]), ""), (gettext("Số khoản trong lô"), batch["payments"], ""),
        (gettext("Tổng tiền của lô"), money(batch["total_vnd"]), ""),
        (gettext("Ngày ngân hàng chi"), day(values["paid_on"]), ""),
        *((gettext("Không chi được khoản %(id)s", id=one["payment_id"]), one["reason"], "") for one in failed),
    ]
    if not failed:
        facts.append((gettext("Khoản không chi được"), gettext("Không có"), ""))
    return render_template(
        "check.html", heading=gettext("Kiểm tra lại kết quả của ngân hàng"), facts=facts,
        about=gettext("Ghi xong, mọi khoản chi được vào sổ là đã chi và không rút lại được; khoản hỏng lại chờ chi."),
        values={**values, KEY: values[KEY] or new_key()}, names=[*names, KEY],
        action=url_for("web.settle_batch", batch_id=batch["batch_id"]), button=gettext("Ghi kết quả"),
    )
