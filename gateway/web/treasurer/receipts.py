"""Receipts: the campaign's list, one of them with its paper, voided or replaced, and gifts in cash that have none yet.

A receipt names its donor, so each look at one is kept, and what is searched for never stands in an address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations import receipts as asked
from contracts.refusals import NotFound, Refusal
from gateway.access import allow_table, looks
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.api.donations.receipts import printed, seen_by_those_who_may
from gateway.api.within import units_shown
from gateway.reports import listing
from gateway.reports.reading import at_one_moment
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign
from gateway.web.forms import KEY, Problem, for_people, new_key, typed
from gateway.web.languages import N_
from gateway.web.sending import send
from gateway.web.treasurer.steps import Step, Taken

PAGE = "/bien-nhan"
ROWS_ON_A_PAGE = 50
GIFTS_LOOKED_THROUGH = 200
MOST_AT_ONCE = 200

STATUS_NAMES = {"issued": N_("Còn hiệu lực"), "void": N_("Đã hủy")}

STEPS = {
    "huy": Step("void_receipt", "receipt.void", asked.VoidReceipt, ("reason",), N_("Hủy biên nhận"),
                N_("Đã hủy biên nhận; số vẫn được giữ.")),
    "thay": Step("replace_receipt", "receipt.void", asked.ReplaceReceipt, ("reason", "donor_name", "address"),
                 N_("Hủy và lập biên nhận thay thế"), N_("Đã hủy biên nhận cũ và lập biên nhận thay thế.")),
}


@pages.get(PAGE)
@for_those_who_may("rows.read")
def receipt_list() -> ResponseReturnValue:
    """The campaign's receipts, the oldest first; names as far as donors consent."""
    asking, campaign = require_somewhere("rows.read"), chosen_campaign()
    chosen = {name: value for name, value in chosen_of({"status": 10}).items() if value in STATUS_NAMES}
    found: Row = {"rows": [], "next": None}
    here = {"campaign": campaign["campaign"] if campaign else None, **chosen}
    if campaign is not None:
        question = listing.Question(
            "receipt", campaign["campaign"], allow_table.areas(asking, "rows.read"), state=chosen
        )
        found = listing.page(question, request.args.get("sau", "")[:400] or None, ROWS_ON_A_PAGE)
    return _list(
        campaign, found["rows"], chosen, here=here, searched="",
        next_page=address("web.receipt_list", here, sau=found["next"]) if found["next"] else None,
        first=address("web.receipt_list", here) if "sau" in request.args else "",
    )


@pages.post(f"{PAGE}/tim")
@for_those_who_may("receipt.read")
def search_receipts() -> ResponseReturnValue:
    """Receipts by number or donor's name."""
    campaign, text = chosen_campaign(), typed(["tim"], longest=100)["tim"]
    here = {"campaign": campaign["campaign"] if campaign else None}
    if campaign is None or not text:
        return redirect(url_for("web.receipt_list", **here), code=303)
    wanted = {"campaign": campaign["campaign"], "text": text, "units": units_shown("receipt.read", None)}
    found = ask("donations", "find_receipts", wanted)["receipts"]
    looks.saw(one["receipt_id"] for one in found)
    return _list(campaign, found, {}, here=here, searched=text, next_page=None, first="")


def _list(
    campaign: Row | None, rows: list[Row], values: dict[str, str], *, here: Row, searched: str,
    next_page: str | None, first: str,
) -> str:
    asking = principal()
    return render_template(
        "treasurer/receipt_list.html", campaign=campaign, rows=rows, values={**values, "tim": searched}, here=here,
        searched=searched, next_page=next_page, first=first, status_names=STATUS_NAMES,
        status_options=[("", gettext("Tất cả")), *STATUS_NAMES.items()],
        may_read=asking.may_somewhere("receipt.read"), may_issue=asking.may_somewhere("receipt.issue"),
    )


@pages.get(f"{PAGE}/cho-cap")
@for_those_who_may("receipt.issue")
def gifts_without_receipt() -> ResponseReturnValue:
    """Gifts in cash that have no receipt yet, some days at a time."""
    asking, campaign = require_somewhere("receipt.issue"), chosen_campaign()
    gifts: list[Row] = []
    onward = None
    if campaign is not None:
        gifts, mark = without_receipt(campaign["campaign"], request.args.get("sau", "")[:400] or None)
        onward = url_for("web.gifts_without_receipt", campaign=campaign["campaign"], sau=mark) if mark else None
    return render_template(
        "treasurer/receipts_due.html", campaign=campaign, gifts=[one for one in gifts if asking.may(
            "receipt.issue", one["unit"]
        )], next_page=onward, key=new_key(), begun="sau" in request.args,
    )


@pages.post(f"{PAGE}/cho-cap")
@for_those_who_may("receipt.issue")
def issue_receipts() -> ResponseReturnValue:
    """Number receipts for the gifts that were ticked, unit by unit."""
    campaign = chosen_campaign()
    ids = list(dict.fromkeys(request.form.getlist("donation_id")))[:MOST_AT_ONCE]
    onward = url_for("web.gifts_without_receipt", campaign=campaign["campaign"] if campaign else None)
    if campaign is None or not ids:
        flash(gettext("Chưa chọn khoản nào."), "bad")
        return redirect(onward, code=303)
    by_unit: dict[str, list[str]] = defaultdict(list)
    for id in ids:
        by_unit[ask("donations", "get_donation", {"id": id})["unit"]].append(id)
    for unit in by_unit:
        require("receipt.issue", unit)
    key, issued = (request.form.get(KEY) or new_key())[:60], 0
    for unit, gifts in by_unit.items():
        payload = {"campaign": campaign["campaign"], "unit": unit, "gifts": [{"donation_id": one} for one in gifts]}
        try:
            issued += send("donations", "issue_receipts", payload, f"{key}-{unit}")["new"]
        except Refusal as refusal:
            flash(" ".join(filter(None, for_people(refusal))), "bad")
    if issued:
        flash(gettext("Đã cấp %(count)s biên nhận.", count=issued), "good")
    return redirect(url_for("web.receipt_list", campaign=campaign["campaign"]) if issued else onward, code=303)


def without_receipt(campaign: str, after: str | None = None) -> tuple[list[Row], str | None]:
    """Gifts in cash that stand and have no receipt in force, of the next few that there are beyond a mark."""
    asking = principal()
    question = listing.Question(
        "donation", campaign, allow_table.areas(asking, "receipt.issue"), state={"channel": "cash"}
    )
    found = listing.page(question, after, GIFTS_LOOKED_THROUGH)
    standing = [one for one in found["rows"] if not one.get("reversal_entry_id")]
    having = receipted(campaign, [one["donation_id"] for one in standing])
    return [one for one in standing if one["donation_id"] not in having], found["next"]


def receipted(campaign: str, donation_ids: Iterable[str]) -> set[str]:
    """Those of these gifts that have a receipt in force, as the read models know."""
    match = {
        "kind": "receipt", "campaign": campaign, "state.status": "issued",
        "state.donation_id": {"$in": list(donation_ids)},
    }
    return at_one_moment(
        lambda snapshot: {row["state"]["donation_id"] for row in snapshot.rows(match, sort=[("_id", 1)])}
    )


@pages.get(f"{PAGE}/<receipt_id>")
@for_those_who_may("receipt.read")
def receipt_page(receipt_id: str) -> ResponseReturnValue:
    """One receipt with its donor; the look is kept."""
    return _page(_receipt(receipt_id), {}, [])


@pages.post(f"{PAGE}/<receipt_id>/in")
@for_those_who_may("receipt.read")
def print_receipt(receipt_id: str) -> ResponseReturnValue:
    """The receipt on paper."""
    return printed([receipt_id])


@pages.post(f"{PAGE}/<receipt_id>/<step>")
@for_those_who_may("receipt.void")
def step_of_receipt(receipt_id: str, step: str) -> ResponseReturnValue:
    """Void it, or put another in its place."""
    if step not in STEPS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại biên nhận."))
    taken, receipt = STEPS[step], _receipt(receipt_id)
    require(taken.action, receipt["unit"])
    values = taken.typed(step, longest=501)
    payload = {"receipt_id": receipt_id, **{name: values[f"{step}.{name}"] for name in taken.fields}}
    return Taken(step, taken, values, payload, {"reason": N_("Ghi lý do.")}).take(
        page=lambda problems: _page(receipt, values, problems),
        onward=lambda told: url_for("web.receipt_page", receipt_id=told["receipt_id"]),
    )


def _receipt(receipt_id: str) -> Row:
    (found,) = seen_by_those_who_may([receipt_id])
    looks.saw([receipt_id])
    return found


def _page(receipt: Row, values: dict[str, str], problems: list[Problem]) -> str:
    may = principal().may("receipt.void", receipt["unit"]) and receipt["status"] == "issued"
    return render_template(
        "treasurer/receipt.html", receipt=receipt, problems=problems, may_void=may, status_names=STATUS_NAMES,
        values={"thay.donor_name": receipt["donor_name"], "thay.address": receipt["address"], **values,
                KEY: new_key()},
    )
