"""Anybody who holds a receipt sees here whether it is genuine: by its QR code, or by the code typed in."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal, RemoteRefusal
from gateway.access.current import require
from gateway.api.asking import ask
from gateway.api.donations.receipts import CHECK_PAGE, checked
from gateway.printing.receipts import CHANNELS
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import Problem

LONGEST_TYPED = 60


@pages.get(CHECK_PAGE)
def receipt_check_form() -> ResponseReturnValue:
    """Type the code in; with `?ma=` the answer."""
    typed = request.args.get("ma")
    return _page(typed) if typed is not None else _form("", [])


@pages.get(f"{CHECK_PAGE}/<code>")
def receipt_check(code: str) -> ResponseReturnValue:
    """Where the QR code of a receipt leads."""
    return _page(code)


def _page(typed: str) -> ResponseReturnValue:
    require("receipt.check")
    if not typed.strip():
        return _form("", [Problem("ma", gettext("Gõ mã in cạnh ô vuông trên biên nhận."))]), 422
    try:
        receipt = checked(typed)
    except RemoteRefusal as refusal:
        return _form(typed[:LONGEST_TYPED], [Problem("ma", refusal.message, refusal.remedy)]), 404
    return render_template(
        "receipt_check.html", receipt=receipt, problems=[], values={"ma": ""}, seal=_seal(receipt), channels=CHANNELS,
    )


def _form(typed: str, problems: list[Problem]) -> str:
    return render_template("receipt_check.html", receipt=None, problems=problems, values={"ma": typed})


def _seal(receipt: Row) -> Row | None:
    """The block that the gift's entry is sealed in; None in the seconds before."""
    try:
        block: Row = ask("donations", "get_ledger_proof", {"id": receipt["journal_entry_id"]})["block"]
    except Refusal:
        return None
    return block
