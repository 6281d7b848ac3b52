"""Bank debits that nothing explains yet: which batch or payment each was, or that it was fetched into the cash box.

Until a debit is explained it lessens what the Fund may pay."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access.current import Principal, for_those_who_may, require, require_somewhere
from gateway.api.asking import ask
from gateway.web.addresses import address
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign
from gateway.web.formatting import unit_name
from gateway.web.forms import KEY, for_people, new_key
from gateway.web.sending import send

PAGE = "/ghi-no"
DEBITS_ON_A_PAGE = 50


@pages.get(PAGE)
@for_those_who_may("payout.read")
def open_debits() -> ResponseReturnValue:
    """The debits of one Fund, by day, each with what the bank may have paid with it."""
    asking, campaign = require_somewhere("payout.read"), chosen_campaign()
    units = _units(campaign, asking) if campaign else []
    wanted = request.args.get("unit", "")
    unit = wanted if wanted in units else units[0] if units else ""
    found: Row = {"debits": [], "next": None}
    if campaign and unit:
        after = request.args.get("sau", "")[:100] or None
        asked = {"campaign": campaign["campaign"], "unit": unit, "after": after, "limit": DEBITS_ON_A_PAGE}
        found = ask("donations", "list_open_bank_debits", asked)
    here = {"campaign": campaign["campaign"] if campaign else None, "unit": unit or None}
    return render_template(
        "treasurer/debits.html", campaign=campaign, debits=found["debits"], unit=unit, new_key=new_key,
        unit_options=[(one, unit_name(one)) for one in units], may_explain=unit and asking.may("payout.make", unit),
        next_page=address("web.open_debits", here, sau=found["next"]) if found["next"] else None,
        first=address("web.open_debits", here) if "sau" in request.args else "",
    )


@pages.post(f"{PAGE}/<debit_id>")
@for_those_who_may("payout.make")
def explain_debit(debit_id: str) -> ResponseReturnValue:
    """What the debit was; said wrongly, it is taken back by the same page."""
    debit = ask("donations", "get_debit_explanation", {"id": debit_id})
    require("payout.make", debit["unit"])
    batch, payments = request.form.get("lo", "")[:80], request.form.getlist("khoan")[:500]
    payload: Row = {"bank_debit_entry_id": debit_id}
    if request.form.get("rut-quy"):
        payload["to_cash"] = True
    elif payments:
        payload["payment_ids"] = payments
    else:
        payload["batch_ids"] = [batch]
    onward = url_for("web.open_debits", campaign=debit["campaign"], unit=debit["unit"])
    try:
        send("donations", "explain_bank_debit", payload, request.form.get(KEY) or new_key())
    except Refusal as refusal:
        flash(" ".join(filter(None, for_people(refusal))), "bad")
        return redirect(onward, code=303)
    flash(gettext("Đã giải trình dòng ghi nợ."), "good")
    return redirect(url_for("web.explained_debit", debit_id=debit_id), code=303)


@pages.get(f"{PAGE}/<debit_id>")
@for_those_who_may("payout.read")
def explained_debit(debit_id: str) -> ResponseReturnValue:
    """What is known of a debit, and the way to take its explanation back."""
    debit = ask("donations", "get_debit_explanation", {"id": debit_id})
    asking = require("payout.read", debit["unit"])
    return render_template(
        "treasurer/debit.html", debit=debit, key=new_key(),
        may_take_back=debit["status"] == "explained" and asking.may("payout.make", debit["unit"]),
    )


@pages.post(f"{PAGE}/<debit_id>/rut")
@for_those_who_may("payout.make")
def take_back_explanation(debit_id: str) -> ResponseReturnValue:
    """The explanation was wrong: the debit is open again."""
    debit = ask("donations", "get_debit_explanation", {"id": debit_id})
    require("payout.make", debit["unit"])
    try:
        send("donations", "take_back_explanation", {"id": debit_id}, request.form.get(KEY) or new_key())
    except Refusal as refusal:
        flash(" ".join(filter(None, for_people(refusal))), "bad")
        return redirect(url_for("web.explained_debit", debit_id=debit_id), code=303)
    flash(gettext("Đã rút giải trình; dòng ghi nợ lại chưa rõ nội dung."), "good")
    return redirect(url_for("web.open_debits", campaign=debit["campaign"], unit=debit["unit"]), code=303)


def _units(campaign: Row, asking: Principal) -> list[str]:
    """Units with a bank account in the campaign, as far as the account may see their payments."""
    described = ask("donations", "get_campaign", {"id": campaign["campaign"]})
    return list(dict.fromkeys(one["unit"] for one in described["accounts"] if asking.may("payout.read", one["unit"])))
