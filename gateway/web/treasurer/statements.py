"""The treasurer's pages: bank statements sent in, and the certificate of each import."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from contracts.refusals import Refusal
from gateway.access.current import Principal, for_those_who_may, principal, require, require_somewhere
from gateway.api.asking import ask, context
from gateway.service_client import services
from gateway.service_client.uploads import send_statement
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign, listed
from gateway.web.forms import KEY, Problem, new_key, problem_of, typed
from gateway.web.languages import N_

LOOK_AGAIN_SECONDS = 2
UNDER_WAY = ("receiving", "queued", "running", "undoing")
CANCELLABLE = ("receiving", "queued", "running")
UNKNOWN_LAYOUT = "unknown_statement_layout"
RESUMABLE = ("cancelled", "failed")
UNDOABLE = ("done", "cancelled", "failed", "undo_failed")

CHAIN_WORDS = {
    "complete": ("good", N_("Số dư in trên sao kê khớp với mọi dòng, không thiếu dòng nào.")),
    "partial": ("wait", N_("Ngân hàng chỉ in số dư ở một số dòng, hoặc đầu và cuối kỳ; giữa chúng các dòng khớp.")),
    "broken": ("bad", N_("Số dư in trên sao kê không khớp: có thể thiếu hoặc thừa dòng.")),
    "unproven": ("wait", N_("Chưa chứng minh được: sao kê không in số dư để đối chiếu.")),
}


@pages.get("/sao-ke")
def import_list() -> ResponseReturnValue:
    """The campaign's imports, the newest first."""
    asking = require_somewhere("imports.read")
    campaign = chosen_campaign()
    found = listed(asking, "imports.read", "statement_import", campaign)
    found.rows.sort(key=lambda one: one["received_at"], reverse=True)
    return render_template(
        "import_list.html",
        campaign=campaign,
        imports=found.rows,
        next_page=found.next_page,
        may_import=asking.may_somewhere("statement.import"),
        may_match=asking.may_somewhere("match.read"),
    )


@pages.get("/sao-ke/moi")
def import_form() -> ResponseReturnValue:
    """Which account, which file."""
    asking = require_somewhere("statement.import")
    return _form(asking, {}, [], new_key())


@pages.post("/sao-ke/moi")
def send_import() -> ResponseReturnValue:
    """Hand the file to the donations service piece by piece; it says at the first piece if it can't read
    it.
    """
    asking = require_somewhere("statement.import")
    values = typed(["account_number"])
    key = request.form.get(KEY) or new_key()
    campaign = chosen_campaign()
    accounts = {account["number"]: account for account in _accounts(campaign, asking)}
    upload = request.files.get("file")
    problems = []
    if campaign is None or values["account_number"] not in accounts:
        problems.append(Problem("account_number", gettext("Chọn tài khoản của sao kê này.")))
    if upload is None or not upload.filename:
        problems.append(Problem("file", gettext("Chọn tệp sao kê ngân hàng.")))
    if problems or campaign is None or upload is None:
        return _form(asking, values, problems, key), 422
    begin = {
        "campaign": campaign["campaign"],
        "account_number": values["account_number"],
        "layout": "auto",
        "file_name": (upload.filename or "sao-ke.csv")[-200:],
    }
    try:
        queued = send_statement(services(), upload.stream, begin, context(key), context)
    except Refusal as refusal:
        if refusal.code == UNKNOWN_LAYOUT:
            return _hold(upload, begin, key)
        in_the_form = {"first_chunk_base64": "file", "chunk_base64": "file", "layout": "file", "file_name": "file"}
        return _form(asking, values, problem_of(refusal, in_the_form), new_key()), 422
    return redirect(url_for("web.import_page", import_id=queued["import_id"]), code=303)


def _hold(upload: FileStorage, begin: Row, key: str) -> ResponseReturnValue:
    """Keep a file of an unknown layout, and ask which of its columns is what."""
    upload.stream.seek(0)
    held = send_statement(services(), upload.stream, {**begin, "held": True}, context(f"{key[:60]}-held"), context)
    return redirect(url_for("web.import_mapping_form", import_id=held["import_id"]), code=303)


@pages.get("/sao-ke/<import_id>")
@for_those_who_may("imports.read")
def import_page(import_id: str) -> ResponseReturnValue:
    """How far an import has come, and its certificate."""
    found = ask("donations", "get_statement_import", {"id": import_id})
    require("imports.read", found["unit"])
    certificate = found["certificate"]
    template = "parts/certificate.html" if request.headers.get("HX-Request") else "import.html"
    return render_template(
        template,
        found=found,
        certificate=certificate,
        chain=CHAIN_WORDS.get(certificate.get("balance_chain", "unproven"), CHAIN_WORDS["unproven"]),
        under_way=found["status"] in UNDER_WAY,
        look_again_seconds=LOOK_AGAIN_SECONDS,
        can_cancel=_can_cancel(found),
        can_resume=found["status"] in RESUMABLE and principal().may("statement.import", found["unit"]),
        can_undo=found["status"] in UNDOABLE and principal().may("statement.undo", found["unit"]),
        may_match=principal().may("match.read", found["unit"]),
        key=new_key(),
    )


@pages.get("/sao-ke/<import_id>/huy")
@for_those_who_may("statement.import")
def confirm_cancel_import(import_id: str) -> ResponseReturnValue:
    """Is this import to be given up?"""
    found = _cancellable(import_id)
    return render_template("import_cancel.html", found=found, can_cancel=_can_cancel(found))


@pages.post("/sao-ke/<import_id>/huy")
@for_those_who_may("statement.import")
def cancel_import(import_id: str) -> ResponseReturnValue:
    """Give the import up, unless it has ended by now."""
    found = _cancellable(import_id)
    try:
        cancelled = ask("donations", "cancel_statement_import", {"id": import_id})
    except Refusal as refusal:
        if refusal.code != "statement_import_closed":
            raise
        return redirect(url_for("web.confirm_cancel_import", import_id=import_id), code=303)
    booked = cancelled["certificate"]["rows_posted"]
    none = gettext("Không dòng nào được ghi sổ.")
    kept = gettext("%(rows)s dòng đã ghi sổ giữ nguyên.", rows=booked) if booked else none
    flash(" ".join([gettext("Đã hủy lần nhập %(file)s.", file=found["file_name"]), kept]), "good")
    return redirect(url_for("web.import_page", import_id=import_id), code=303)


def _cancellable(import_id: str) -> Row:
    found = ask("donations", "get_statement_import", {"id": import_id})
    require("statement.import", found["unit"])
    return found


def _can_cancel(found: Row) -> bool:
    return found["status"] in CANCELLABLE and principal().may("statement.import", found["unit"])


def _accounts(campaign: Row | None, asking: Principal) -> list[Row]:
    """The campaign's bank accounts into which this account may import."""
    if campaign is None:
        return []
    described = ask("donations", "get_campaign", {"id": campaign["campaign"]})
    return [one for one in described["accounts"] if asking.may("statement.import", one["unit"])]


def _form(asking: Principal, values: dict[str, str], problems: list[Problem], key: str) -> str:
    campaign = chosen_campaign()
    accounts = _accounts(campaign, asking)
    if len(accounts) == 1:
        values = {"account_number": accounts[0]["number"], **values}
    return render_template(
        "import_form.html", campaign=campaign, accounts=accounts, values=values, problems=problems, key=key
    )
