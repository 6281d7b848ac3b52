"""What may be done about a statement import that has ended: let it go on, or take it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations.statements import UndoStatementImport
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, for_people, new_key, problem_of, problems_in, typed
from gateway.web.sending import send


@pages.post("/sao-ke/<import_id>/chay-tiep")
@for_those_who_may("statement.import")
def resume_import(import_id: str) -> ResponseReturnValue:
    """Go on where it stopped."""
    _found(import_id, "statement.import")
    try:
        send("donations", "resume_statement_import", {"id": import_id}, request.form.get(KEY) or new_key())
    except Refusal as refusal:
        flash(" ".join(filter(None, for_people(refusal))), "bad")
    else:
        flash(gettext("Lần nhập chạy tiếp từ chỗ đã dừng; dòng đã ghi sổ không bị ghi lại."), "good")
    return redirect(url_for("web.import_page", import_id=import_id), code=303)


@pages.get("/sao-ke/<import_id>/hoan-tac")
@for_those_who_may("statement.undo")
def undo_import_form(import_id: str) -> ResponseReturnValue:
    """Is all that this import booked to be taken back, and why?"""
    return _page(_found(import_id, "statement.undo"), {}, [])


@pages.post("/sao-ke/<import_id>/hoan-tac")
@for_those_who_may("statement.undo")
def undo_import(import_id: str) -> ResponseReturnValue:
    """Take it back, line by line, by new entries."""
    found = _found(import_id, "statement.undo")
    values = typed(["reason", KEY], longest=1001)
    payload = {"import_id": import_id, "reason": values["reason"]}
    problems = problems_in(UndoStatementImport(), payload, values, {"reason": gettext("Ghi lý do hoàn tác.")})
    if not problems:
        try:
            send("donations", "undo_statement_import", payload, values[KEY] or new_key())
        except Refusal as refusal:
            problems = problem_of(refusal)
        else:
            return redirect(url_for("web.import_page", import_id=import_id), code=303)
    return _page(found, values, problems), 422


def _found(import_id: str, action: str) -> Row:
    found = ask("donations", "get_statement_import", {"id": import_id})
    require(action, found["unit"])
    return found


def _page(found: Row, values: dict[str, str], problems: list[Problem]) -> str:
    return render_template(
        "treasurer/import_undo.html", found=found, values=values, problems=problems, key=new_key()
    )
